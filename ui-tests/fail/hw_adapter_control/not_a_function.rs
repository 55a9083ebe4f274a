//! `#[hw_adapter_control]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
struct Structure;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
enum Enumeration {}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
trait Trait {}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
impl Structure {}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
mod module {}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
const CONSTANT: u32 = 0;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
static STATIC: u32 = 0;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
type Alias = u32;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
use core::mem as import;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
unsafe extern "C" {}

fn main() {}
