//! A static is shared by adapters, and each adapter has locks of its own.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

static COUNT: Locked<StartIoLock, u32> = Locked::new(0);

fn main() {}
