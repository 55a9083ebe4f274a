//! `#[hw_free_adapter_resources]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_free_adapter_resources]
struct Structure;

#[hw_free_adapter_resources]
enum Enumeration {}

#[hw_free_adapter_resources]
trait Trait {}

#[hw_free_adapter_resources]
impl Structure {}

#[hw_free_adapter_resources]
mod module {}

#[hw_free_adapter_resources]
const CONSTANT: u32 = 0;

#[hw_free_adapter_resources]
static STATIC: u32 = 0;

#[hw_free_adapter_resources]
type Alias = u32;

#[hw_free_adapter_resources]
use core::mem as import;

#[hw_free_adapter_resources]
unsafe extern "C" {}

fn main() {}
