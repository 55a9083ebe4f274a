//! What the running system leaves for the dump path is shared with it while a callback stands still in its middle; and names are names.
#![allow(unused)]
use core::cell::Cell;

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    count: Locked<StartIoLock, u32>,
    name: &'static str,
}

const LONG: DumpPointers = DumpPointers::new("much_too_long.sys");
const PATH: DumpPointers = DumpPointers::new("x\\mydisk.sys");

fn other(cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    const POINTERS: DumpPointers = DumpPointers::new("mydisk.sys");
    srb.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.count);
}

fn referenced(cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    const POINTERS: DumpPointers = DumpPointers::new("mydisk.sys");
    srb.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.name);
}

fn longer(cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>, data: &u32) {
    const POINTERS: DumpPointers = DumpPointers::new("mydisk.sys");
    srb.answer_dump_pointers(cx, &POINTERS, |_| data);
}

fn driver() {
    let _ = Driver::<Adapter>::new().dump_pointers();
}

fn main() {}
