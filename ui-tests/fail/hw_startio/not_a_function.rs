//! `#[hw_startio]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_startio]
struct Structure;

#[hw_startio]
enum Enumeration {}

#[hw_startio]
trait Trait {}

#[hw_startio]
impl Structure {}

#[hw_startio]
mod module {}

#[hw_startio]
const CONSTANT: u32 = 0;

#[hw_startio]
static STATIC: u32 = 0;

#[hw_startio]
type Alias = u32;

#[hw_startio]
use core::mem as import;

#[hw_startio]
unsafe extern "C" {}

fn main() {}
