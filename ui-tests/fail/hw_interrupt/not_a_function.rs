//! `#[hw_interrupt]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_interrupt]
struct Structure;

#[hw_interrupt]
enum Enumeration {}

#[hw_interrupt]
trait Trait {}

#[hw_interrupt]
impl Structure {}

#[hw_interrupt]
mod module {}

#[hw_interrupt]
const CONSTANT: u32 = 0;

#[hw_interrupt]
static STATIC: u32 = 0;

#[hw_interrupt]
type Alias = u32;

#[hw_interrupt]
use core::mem as import;

#[hw_interrupt]
unsafe extern "C" {}

fn main() {}
