//! `#[hw_buildio]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_buildio]
struct Structure;

#[hw_buildio]
enum Enumeration {}

#[hw_buildio]
trait Trait {}

#[hw_buildio]
impl Structure {}

#[hw_buildio]
mod module {}

#[hw_buildio]
const CONSTANT: u32 = 0;

#[hw_buildio]
static STATIC: u32 = 0;

#[hw_buildio]
type Alias = u32;

#[hw_buildio]
use core::mem as import;

#[hw_buildio]
unsafe extern "C" {}

fn main() {}
