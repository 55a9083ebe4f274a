//! The memory descriptor list of a request and its pages are there until the request is completed.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn complete(cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    let pages = srb.original_mdl(cx).and_then(|mdl| mdl.page_frames(cx));
    srb.complete(cx, SrbStatus::Success);
    pages.map(|pages| pages.len());
}

fn main() {}
