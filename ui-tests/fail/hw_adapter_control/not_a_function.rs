//! `#[hw_adapter_control]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_adapter_control(StopAdapter)]
struct Structure;

#[hw_adapter_control(StopAdapter)]
enum Enumeration {}

#[hw_adapter_control(StopAdapter)]
trait Trait {}

#[hw_adapter_control(StopAdapter)]
impl Structure {}

#[hw_adapter_control(StopAdapter)]
mod module {}

#[hw_adapter_control(StopAdapter)]
const CONSTANT: u32 = 0;

#[hw_adapter_control(StopAdapter)]
static STATIC: u32 = 0;

#[hw_adapter_control(StopAdapter)]
type Alias = u32;

#[hw_adapter_control(StopAdapter)]
use core::mem as import;

#[hw_adapter_control(StopAdapter)]
unsafe extern "C" {}

fn main() {}
