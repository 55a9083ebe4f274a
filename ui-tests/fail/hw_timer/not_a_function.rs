//! `#[hw_timer]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_timer]
struct Structure;

#[hw_timer]
enum Enumeration {}

#[hw_timer]
trait Trait {}

#[hw_timer]
impl Structure {}

#[hw_timer]
mod module {}

#[hw_timer]
const CONSTANT: u32 = 0;

#[hw_timer]
static STATIC: u32 = 0;

#[hw_timer]
type Alias = u32;

#[hw_timer]
use core::mem as import;

#[hw_timer]
unsafe extern "C" {}

fn main() {}
