//! What is made by value fits on a kernel stack, and is aligned as Storport aligns it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Large {
    table: [u64; 1025],
}

#[derive(DeviceExtension)]
#[repr(align(32))]
struct Aligned {
    byte: u8,
}

struct Request([u8; 8193]);

impl Default for Request {
    fn default() -> Self {
        Self([0; 8193])
    }
}

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = Request)]
struct LargeRequests;

#[derive(Default)]
#[repr(align(16))]
struct AlignedRequest;

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = AlignedRequest)]
struct AlignedRequests;

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = Option<PoolBox<u8>>)]
struct OwningRequests;

#[derive(DeviceExtension)]
#[device_extension(lu_extension = Request)]
struct LargeUnits;

fn main() {}
