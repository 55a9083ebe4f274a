//! Memory freed twice, written outside of, or not freed.

use std::cell::Cell;
use std::ptr::{null_mut, write_bytes};
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, Machine, Role, Rule};

use super::{expect_in_dpc, expect_once};
use crate::raw::misdeed;
use crate::raw::misdeed::{Event, start};

fn pool(event: &Event<'_>, length: u32) -> PVOID {
    let mut memory = null_mut();
    assert_eq!(
        unsafe {
            StorPortAllocatePool(
                event.device,
                length,
                u32::from_le_bytes(*b"Test"),
                &raw mut memory,
            )
        },
        STOR_STATUS_SUCCESS
    );
    memory
}

#[test]
fn pool_freed_twice_or_by_a_wrong_pointer() {
    expect_in_dpc(Rule::DoubleFree, Role::HwDpc, |event| unsafe {
        let memory = pool(event, 100);
        StorPortFreePool(event.device, memory);
        StorPortFreePool(event.device, memory);
    });
    expect_in_dpc(Rule::ForeignFree, Role::HwDpc, |event| unsafe {
        let memory = pool(event, 100);
        StorPortFreePool(event.device, memory.byte_add(8));
        StorPortFreePool(event.device, memory);
    });
    expect_in_dpc(Rule::ForeignFree, Role::HwDpc, |event| unsafe {
        let memory = pool(event, 100);
        StorPortFreeMdl(event.device, memory);
        StorPortFreePool(event.device, memory);
    });
}

#[test]
fn writes_outside_of_what_was_given() {
    expect_in_dpc(Rule::Overrun, Role::HwDpc, |event| unsafe {
        let memory = pool(event, 100);
        write_bytes(memory.cast::<u8>(), 0, 101);
        StorPortFreePool(event.device, memory);
    });
    // The SRB extension, the sense buffer, the data buffer, the device extension.
    expect_once(Rule::Overrun, None, |event| unsafe {
        write_bytes((*event.srb).SrbExtension.cast::<u8>(), 0, 65)
    });
    expect_once(Rule::Overrun, None, |event| unsafe {
        let length = usize::from((*event.srb).SenseInfoBufferLength);
        (*event.srb)
            .SenseInfoBuffer
            .cast::<u8>()
            .add(length)
            .write(1);
    });
    expect_once(Rule::Overrun, None, |event| unsafe {
        (*event.srb)
            .DataBuffer
            .cast::<u8>()
            .add((*event.srb).DataTransferLength as usize)
            .write(1);
    });
    expect_once(Rule::Overrun, None, |event| unsafe {
        event
            .device
            .cast::<u8>()
            .add(size_of::<misdeed::Extension>())
            .write(1);
    });
    // Freed memory.
    expect_in_dpc(Rule::Overrun, None, |event| unsafe {
        let memory = pool(event, 100);
        StorPortFreePool(event.device, memory);
        memory.cast::<u8>().write(1);
    });
}

#[test]
fn what_is_not_freed() {
    expect_in_dpc(Rule::Leak, None, |event| {
        pool(event, 100);
    });
    expect_in_dpc(Rule::Leak, None, |event| unsafe {
        StorPortInitializeWorker(event.device, &raw mut event.extension().worker);
    });
    expect_in_dpc(Rule::Leak, None, |event| unsafe {
        StorPortInitializeTimer(event.device, &raw mut event.extension().timer);
    });
}

#[test]
#[cfg_attr(
    miniport_asan,
    ignore = "AddressSanitizer ends the process at the first late access"
)]
fn the_extension_of_an_adapter_that_was_removed_is_written() {
    let device = Rc::new(Cell::new(null_mut()));
    let kept = Rc::clone(&device);
    let machine = Machine::new(1);
    let adapter = start(&machine, AdapterOptions::from("blocks=256"), move |event| {
        kept.set(event.device);
        event.proceed()
    })
    .expect("an adapter");
    adapter.remove();
    assert!(machine.report().is_clean());
    // What a handler that comes late would do.
    unsafe { device.get().cast::<u8>().write(1) };
    let report = machine.shutdown();
    assert_eq!(report.violations_of(Rule::Overrun).count(), 1, "{report}");
}
