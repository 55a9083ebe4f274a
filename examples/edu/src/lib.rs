//! QEMU's educational device (`edu`): a whole WDM driver for the I/O manager, in safe Rust.
//!
//! A file is the device's buffer of 4 KiB: what is written goes there by the device's DMA, part by part, and what is read comes back
//! so; a device that loses power forgets it. Device controls ask for a factorial, raise interrupts, and wait for them (`interface`).
//!
//! How a request goes: `dispatch` puts it into the system queue; `start` begins its first part; `interrupt` notes why the device
//! interrupts and requests the `IO_DPC_ROUTINE`, which begins the next part or completes the request, and so starts the next one.
//! `watch` looks once a second for a request whose interrupt was lost.
//!
//! How the device goes: `device` starts and stops it, and what the runtime does in between is plug and play's. `registers` is the
//! device's page, `docs/specs/edu.rst` of QEMU.
//!
//! `cargo miniport build -p edu` makes `edu.sys`, `edu.inx` installs it; `tests/` runs the same source under the simulator, with a
//! device in the same process and with that of QEMU.
#![no_std]
#![forbid(unsafe_code)]

mod device;
mod dispatch;
mod engine;
pub mod interface;
mod interrupt;
mod registers;
mod start;
mod watch;

use miniport::wdm::prelude::*;

use crate::device::{Edu, add_device};
use crate::dispatch::{control, create, read, write};
use crate::interrupt::{line, message};

wdm_driver_entry! {
    WdmDriver::<Edu>::new()
        .driver_add_device::<add_device>()
        .dispatch_create::<create>()
        .dispatch_read::<read>()
        .dispatch_write::<write>()
        .dispatch_device_control::<control>()
        .kservice::<line>()
        .kmessage_service::<message>()
}
