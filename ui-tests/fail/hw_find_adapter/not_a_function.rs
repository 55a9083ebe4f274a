//! `#[hw_find_adapter]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_find_adapter]
struct Structure;

#[hw_find_adapter]
enum Enumeration {}

#[hw_find_adapter]
trait Trait {}

#[hw_find_adapter]
impl Structure {}

#[hw_find_adapter]
mod module {}

#[hw_find_adapter]
const CONSTANT: u32 = 0;

#[hw_find_adapter]
static STATIC: u32 = 0;

#[hw_find_adapter]
type Alias = u32;

#[hw_find_adapter]
use core::mem as import;

#[hw_find_adapter]
unsafe extern "C" {}

fn main() {}
