//! `#[hw_workitem]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_workitem]
struct Structure;

#[hw_workitem]
enum Enumeration {}

#[hw_workitem]
trait Trait {}

#[hw_workitem]
impl Structure {}

#[hw_workitem]
mod module {}

#[hw_workitem]
const CONSTANT: u32 = 0;

#[hw_workitem]
static STATIC: u32 = 0;

#[hw_workitem]
type Alias = u32;

#[hw_workitem]
use core::mem as import;

#[hw_workitem]
unsafe extern "C" {}

fn main() {}
