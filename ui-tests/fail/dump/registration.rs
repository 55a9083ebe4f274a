//! A dump path has all its callbacks, and belongs to a physical miniport.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Virtual;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter;

#[dump_hw_initialize]
fn initialize(_: &DumpAdapter, _: &mut Dumping<'_, DumpAdapter>) -> bool {
    true
}

#[dump_hw_interrupt]
fn poll(_: &DumpAdapter, _: &mut Dumping<'_, DumpAdapter>) -> bool {
    true
}

#[hw_interrupt]
fn isr(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
    true
}

fn incomplete() {
    let path = Dump::<DumpAdapter>::new()
        .hw_initialize::<initialize>()
        .hw_interrupt::<poll>();
    let _ = Driver::<Adapter>::new().dump(path);
}

fn twice() {
    let _ = Dump::<DumpAdapter>::new()
        .hw_interrupt::<poll>()
        .hw_interrupt::<poll>();
}

fn of_the_running_system() {
    let _ = Dump::<DumpAdapter>::new().hw_interrupt::<isr>();
    let _ = Dump::<Adapter>::new();
    let _ = Driver::<DumpAdapter>::new();
}

fn main() {}
