//! `#[hw_initialize]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_initialize]
struct Structure;

#[hw_initialize]
enum Enumeration {}

#[hw_initialize]
trait Trait {}

#[hw_initialize]
impl Structure {}

#[hw_initialize]
mod module {}

#[hw_initialize]
const CONSTANT: u32 = 0;

#[hw_initialize]
static STATIC: u32 = 0;

#[hw_initialize]
type Alias = u32;

#[hw_initialize]
use core::mem as import;

#[hw_initialize]
unsafe extern "C" {}

fn main() {}
