//! What requests carry has a default and moves between processors.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = Request)]
struct Adapter;

struct Request(*mut u8);

fn main() {}
