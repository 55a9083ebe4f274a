//! A generic helper says up to which IRQL it may run.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn keep<S: Scope>(cx: &mut Context<'_, Adapter, S>) {
    cx.allocate_zeroed(512).ok();
}

fn main() {}
