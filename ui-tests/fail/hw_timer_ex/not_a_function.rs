//! `#[hw_timer_ex]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_timer_ex]
struct Structure;

#[hw_timer_ex]
enum Enumeration {}

#[hw_timer_ex]
trait Trait {}

#[hw_timer_ex]
impl Structure {}

#[hw_timer_ex]
mod module {}

#[hw_timer_ex]
const CONSTANT: u32 = 0;

#[hw_timer_ex]
static STATIC: u32 = 0;

#[hw_timer_ex]
type Alias = u32;

#[hw_timer_ex]
use core::mem as import;

#[hw_timer_ex]
unsafe extern "C" {}

fn main() {}
