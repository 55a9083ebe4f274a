//! `#[hw_reset_bus]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_reset_bus]
struct Structure;

#[hw_reset_bus]
enum Enumeration {}

#[hw_reset_bus]
trait Trait {}

#[hw_reset_bus]
impl Structure {}

#[hw_reset_bus]
mod module {}

#[hw_reset_bus]
const CONSTANT: u32 = 0;

#[hw_reset_bus]
static STATIC: u32 = 0;

#[hw_reset_bus]
type Alias = u32;

#[hw_reset_bus]
use core::mem as import;

#[hw_reset_bus]
unsafe extern "C" {}

fn main() {}
