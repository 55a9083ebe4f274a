//! An NVM Express controller: a whole physical miniport driver for Storport, in safe Rust.
//!
//! Namespaces are logical units. There is a queue pair for each interrupt message, under that message's lock, and requests
//! start on several processors at a time; on a machine without messages there is one, and the line interrupts.
//!
//! How a request goes: `build` makes a command of it, with PRP entries that name its data, or answers it (`scsi`); `start`
//! puts the command into a queue (`queue`); the interrupt handlers in `interrupt` issue the DPC of the queue, which takes the
//! completions; `finish` ends the request.
//!
//! How the controller goes: `find` asks what it is, `manage` initialises and resets it, aborts late commands (`timeouts` finds
//! them) and looks after events, `recovery` and `control` do what Storport says. `controller`, `command`, `identify` and `prp`
//! are the specification, as far as the driver needs it: NVM Express 1.4.
//!
//! `dump` is the second path, by which Windows writes a crash dump: two queue pairs of a few entries, and polling.
//!
//! `cargo miniport build -p nvme` makes `nvme.sys`, `nvme.inx` installs it; `tests/` runs the same source under the simulator,
//! with a controller in the same process and with that of QEMU.
#![no_std]
#![forbid(unsafe_code)]

mod adapter;
mod build;
mod command;
mod control;
mod controller;
mod dump;
mod find;
mod finish;
mod halt;
mod hardware;
mod identify;
mod initialization;
mod interrupt;
mod manage;
mod name;
mod prepare;
mod prp;
mod queue;
mod recovery;
mod resets;
mod scsi;
mod start;
mod timeouts;
mod unit;

use miniport::prelude::*;

use crate::adapter::Adapter;
use crate::build::build_io;
use crate::control::{adapter_control, unit_control};
use crate::dump::{DumpAdapter, find_dump, initialize_dump, poll_dump, start_dump};
use crate::find::find_adapter;
use crate::initialization::initialize;
use crate::interrupt::line;
use crate::recovery::reset_bus;
use crate::start::start_io;

driver_entry! {
    Driver::<Adapter>::new()
        .hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_buildio::<build_io>()
        .hw_startio::<start_io>()
        .hw_interrupt::<line>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_unit_control::<unit_control>()
        .dump(
            Dump::<DumpAdapter>::new()
                .hw_find_adapter::<find_dump>()
                .hw_initialize::<initialize_dump>()
                .hw_startio::<start_dump>()
                .hw_interrupt::<poll_dump>()
                .resume_capable(),
        )
}
