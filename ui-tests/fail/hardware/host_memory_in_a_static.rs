//! A host memory buffer is one adapter's, and is freed with it.
#![allow(unused, non_camel_case_types)]
use miniport::hardware::HostMemoryBuffer;
use miniport::prelude::*;

static BUFFER: Option<HostMemoryBuffer<8>> = None;

fn main() {}
