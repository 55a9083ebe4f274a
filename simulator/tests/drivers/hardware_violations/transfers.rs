//! Requests and their data, which the device still uses or must not write.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::expect;
use crate::raw::physical;

#[test]
fn requests_that_the_device_still_uses() {
    // Completed while the device has it: the device finds its memory closed.
    expect(Rule::DeviceMemory, None, "all", |event| unsafe {
        if event.role == Role::HwStartIo {
            physical::submit(event.device, event.srb);
            if (*event.srb).SrbStatus == SRB_STATUS_PENDING {
                (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
                notify_request_complete(event.device, event.srb);
            }
            return Some(1);
        }
        (event.role == Role::HwDpc).then_some(0)
    });
}

#[test]
fn data_that_the_device_must_not_write() {
    // The device is told to read the medium into what is to be written to it.
    expect(Rule::DeviceMemory, None, "all", |event| unsafe {
        if event.role == Role::HwStartIo && event.is_write() {
            (*event.srb).SrbExtension.cast::<u32>().write(1);
        }
        None
    });
    // A command in memory that no device may reach.
    expect(Rule::DeviceMemory, None, "all", |event| {
        if event.role == Role::HwStartIo && event.is_write() {
            unsafe { physical::ring(event.device, 0, 0x1234_5000) };
        }
        None
    });
}

#[test]
fn a_device_that_works_on_after_its_adapter() {
    // It is given a command when it is stopped, and the next one whenever it interrupts, as long as anybody listens.
    expect(Rule::DeviceMemory, None, "line", |event| unsafe {
        let stop = event.role == Role::HwAdapterControl && event.number == ScsiStopAdapter as u32;
        let stopped = event.extension().stopped;
        event.extension().stopped |= stop;
        if stop || stopped && event.role == Role::HwInterrupt {
            let ring = event.extension().rings.add(192);
            let mut length = 0;
            let address =
                StorPortGetPhysicalAddress(event.device, null_mut(), ring.cast(), &raw mut length);
            physical::ring(event.device, 0, address.QuadPart as u64);
        }
        (stopped && event.role == Role::HwDpc).then_some(0)
    });
}

#[test]
fn a_request_that_build_io_keeps() {
    expect(Rule::LostRequest, None, "line", |event| {
        (event.role == Role::HwBuildIo && event.is_write()).then_some(0)
    });
}

#[test]
fn a_request_that_build_io_forgets() {
    // FALSE says that it is completed, or will be.
    expect(Rule::LostRequest, None, "all", |event| {
        (event.role == Role::HwBuildIo && event.is_write()).then_some(0)
    });
    // Completed, and started all the same.
    expect(Rule::DoubleCompletion, None, "all", |event| unsafe {
        if event.role != Role::HwBuildIo || !event.is_write() {
            return None;
        }
        (*event.srb).SrbStatus = SRB_STATUS_INVALID_REQUEST;
        (*event.srb).DataTransferLength = 0;
        notify_request_complete(event.device, event.srb);
        Some(1)
    });
}

#[test]
fn a_read_that_is_answered_before_its_device_has_moved_anything() {
    // The command is never sent.
    expect(Rule::TransferLength, None, "all", |event| unsafe {
        if event.role != Role::HwStartIo || (*event.srb).Cdb[0] != 0x28 {
            return None;
        }
        (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
        notify_request_complete(event.device, event.srb);
        Some(1)
    });
}

/// The list is Storport's, and for reading.
#[test]
fn a_list_that_the_driver_writes() {
    expect(Rule::Overrun, None, "all", |event| unsafe {
        if event.role == Role::HwStartIo && event.is_write() {
            let list = StorPortGetScatterGatherList(event.device, event.srb);
            (*list).NumberOfElements += 1;
        }
        None
    });
}
