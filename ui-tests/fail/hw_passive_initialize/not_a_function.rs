//! `#[hw_passive_initialize]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_passive_initialize]
struct Structure;

#[hw_passive_initialize]
enum Enumeration {}

#[hw_passive_initialize]
trait Trait {}

#[hw_passive_initialize]
impl Structure {}

#[hw_passive_initialize]
mod module {}

#[hw_passive_initialize]
const CONSTANT: u32 = 0;

#[hw_passive_initialize]
static STATIC: u32 = 0;

#[hw_passive_initialize]
type Alias = u32;

#[hw_passive_initialize]
use core::mem as import;

#[hw_passive_initialize]
unsafe extern "C" {}

fn main() {}
