//! `#[hw_dpc]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_dpc]
struct Structure;

#[hw_dpc]
enum Enumeration {}

#[hw_dpc]
trait Trait {}

#[hw_dpc]
impl Structure {}

#[hw_dpc]
mod module {}

#[hw_dpc]
const CONSTANT: u32 = 0;

#[hw_dpc]
static STATIC: u32 = 0;

#[hw_dpc]
type Alias = u32;

#[hw_dpc]
use core::mem as import;

#[hw_dpc]
unsafe extern "C" {}

fn main() {}
