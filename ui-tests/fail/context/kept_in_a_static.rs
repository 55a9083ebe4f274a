//! A context lasts for one callback.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

static KEPT: std::sync::Mutex<Option<&'static mut Deferred<'static, Adapter>>> =
    std::sync::Mutex::new(None);

fn main() {}
