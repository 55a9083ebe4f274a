//! A RAM disk: a whole virtual miniport driver for Storport, in safe Rust.
//!
//! Its logical units come from the argument string (see [`config`]). Their blocks are thin provisioned: memory of the
//! non-paged pool is allocated when a block is first written, and goes back with UNMAP or WRITE SAME. One unit may be for crash dumps
//! (`dump`), whose memory is there from the start (`area`).
//!
//! How a request goes: `requests` answers at once what needs no new memory, under the `StartIo` lock; everything else waits in
//! a queue for the work item in `later`, which may allocate and take its time. `command` has the commands, `unit` what they
//! act on, `medium` the blocks, `adapter` what comes and goes around them.
//!
//! `cargo miniport build -p ramdisk` makes `ramdisk.sys`, `ramdisk.inx` installs it; `tests/` and `examples/copy_image` run
//! the same source under the simulator.
#![no_std]
#![forbid(unsafe_code)]

mod adapter;
mod area;
mod claim;
mod command;
pub mod config;
mod dump;
mod identity;
mod later;
mod medium;
mod requests;
mod unit;

use miniport::prelude::*;

use crate::adapter::{Adapter, adapter_control, find_adapter, initialize, reset_bus};
use crate::dump::{DumpAdapter, find_dump, initialize_dump, poll_dump, start_dump};
use crate::requests::start_io;

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .dump(
            Dump::<DumpAdapter>::new()
                .hw_find_adapter::<find_dump>()
                .hw_initialize::<initialize_dump>()
                .hw_startio::<start_dump>()
                .hw_interrupt::<poll_dump>(),
        )
}
