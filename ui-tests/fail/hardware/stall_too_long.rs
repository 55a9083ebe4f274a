//! StorPortStallExecution takes less than a millisecond.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

const TIME: Microseconds = Microseconds::new(1000);

fn main() {}
