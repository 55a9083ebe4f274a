//! Memory freed twice, written outside of, or not freed.

use std::ptr::{null_mut, write_bytes};

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::{in_dpc, once};
use crate::raw::misdeed;
use crate::raw::misdeed::{Event, expect};

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
    expect(
        Rule::DoubleFree,
        Role::HwDpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreePool(event.device, memory);
            StorPortFreePool(event.device, memory);
        }),
    );
    expect(
        Rule::ForeignFree,
        Role::HwDpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreePool(event.device, memory.byte_add(8));
            StorPortFreePool(event.device, memory);
        }),
    );
    expect(
        Rule::ForeignFree,
        Role::HwDpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreeMdl(event.device, memory);
            StorPortFreePool(event.device, memory);
        }),
    );
}

#[test]
fn writes_outside_of_what_was_given() {
    expect(
        Rule::Overrun,
        Role::HwDpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            write_bytes(memory.cast::<u8>(), 0, 101);
            StorPortFreePool(event.device, memory);
        }),
    );
    // The SRB extension, the sense buffer, the data buffer, the device extension.
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe { write_bytes((*event.srb).SrbExtension.cast::<u8>(), 0, 65) }),
    );
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe {
            let length = usize::from((*event.srb).SenseInfoBufferLength);
            (*event.srb)
                .SenseInfoBuffer
                .cast::<u8>()
                .add(length)
                .write(1);
        }),
    );
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe {
            (*event.srb)
                .DataBuffer
                .cast::<u8>()
                .add((*event.srb).DataTransferLength as usize)
                .write(1);
        }),
    );
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe {
            event
                .device
                .cast::<u8>()
                .add(size_of::<misdeed::Extension>())
                .write(1);
        }),
    );
    // Freed memory.
    expect(
        Rule::Overrun,
        None,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreePool(event.device, memory);
            memory.cast::<u8>().write(1);
        }),
    );
}

#[test]
fn what_is_not_freed() {
    expect(
        Rule::Leak,
        None,
        in_dpc(|event| {
            pool(event, 100);
        }),
    );
    expect(
        Rule::Leak,
        None,
        in_dpc(|event| unsafe {
            StorPortInitializeWorker(event.device, &raw mut event.extension().worker);
        }),
    );
    expect(
        Rule::Leak,
        None,
        in_dpc(|event| unsafe {
            StorPortInitializeTimer(event.device, &raw mut event.extension().timer);
        }),
    );
}
