//! `#[hw_message_signaled_interrupt]` is for functions.
#![allow(unused)]
use miniport::prelude::*;

#[hw_message_signaled_interrupt]
struct Structure;

#[hw_message_signaled_interrupt]
enum Enumeration {}

#[hw_message_signaled_interrupt]
trait Trait {}

#[hw_message_signaled_interrupt]
impl Structure {}

#[hw_message_signaled_interrupt]
mod module {}

#[hw_message_signaled_interrupt]
const CONSTANT: u32 = 0;

#[hw_message_signaled_interrupt]
static STATIC: u32 = 0;

#[hw_message_signaled_interrupt]
type Alias = u32;

#[hw_message_signaled_interrupt]
use core::mem as import;

#[hw_message_signaled_interrupt]
unsafe extern "C" {}

fn main() {}
