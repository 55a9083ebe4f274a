//! `#[virtual_hw_find_adapter]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[virtual_hw_find_adapter]
struct Structure;

#[virtual_hw_find_adapter]
enum Enumeration {}

#[virtual_hw_find_adapter]
trait Trait {}

#[virtual_hw_find_adapter]
impl Structure {}

#[virtual_hw_find_adapter]
mod module {}

#[virtual_hw_find_adapter]
const CONSTANT: u32 = 0;

#[virtual_hw_find_adapter]
static STATIC: u32 = 0;

#[virtual_hw_find_adapter]
type Alias = u32;

#[virtual_hw_find_adapter]
use core::mem as import;

#[virtual_hw_find_adapter]
unsafe extern "C" {}

fn main() {}
