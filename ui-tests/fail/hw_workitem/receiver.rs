//! `#[hw_workitem]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_workitem]
    fn rescan(&self, cx: &mut Passive<'_, Self>) {}
}

fn main() {}
