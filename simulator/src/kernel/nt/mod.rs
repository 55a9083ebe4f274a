//! What ntoskrnl.exe and hal.dll export to a WDM driver besides the I/O manager: spin locks, DPCs, timers, objects to wait
//! for, threads, interrupts, memory, DMA, time, device queues.
//!
//! A routine is a row in the table of its file, with the IRQLs of its page, and a function of the [`call::Call`]. Objects lie
//! in the driver's memory, as on Windows: their fields hold their state, so that an object that was copied, overwritten or
//! never initialised is seen, and what waits or runs is kept here by their address ([`Nt`]). Whose memory it is, and which
//! physical device object stands for which PCI function, the I/O manager says ([`device`]).

pub(crate) mod bug_check;
pub(crate) mod call;
#[cfg(images)]
pub(crate) mod data;
mod debug;
pub(crate) mod device;
mod device_queue;
mod dma;
mod dpc;
mod end;
mod event;
mod ex_timer;
mod header;
mod interrupt;
pub(crate) mod io_space;
pub(crate) mod irql;
mod linked_list;
mod mdl;
mod mutex;
mod pool;
mod process;
mod queue;
mod queued_lock;
mod resource;
mod rundown;
mod semaphore;
mod spin_lock;
mod synchronize;
pub(crate) mod thread;
mod time;
mod timer;
pub(crate) mod wait;

use self::device::Devices;
use self::dma::Dma;
use self::dpc::Dpcs;
use self::ex_timer::ExTimers;
use self::interrupt::Interrupts;
use self::queue::Queues;
use self::resource::Resources;
use self::rundown::Rundowns;
use self::spin_lock::SpinLocks;
use self::thread::Threads;
use self::timer::Timers;
use self::wait::Waits;

/// What is queued, set, waited for or connected, by the addresses of the objects.
#[derive(Default)]
pub(crate) struct Nt {
    devices: Devices,
    dma: Dma,
    dpcs: Dpcs,
    ex_timers: ExTimers,
    interrupts: Interrupts,
    queues: Queues,
    resources: Resources,
    rundowns: Rundowns,
    spin_locks: SpinLocks,
    threads: Threads,
    timers: Timers,
    waits: Waits,
}

/// The tables of the routines that drivers find here.
#[cfg(any(windows, images, test))]
pub(crate) static EXPORTS: &[&[crate::kernel::export::Export]] = &[
    bug_check::EXPORTS,
    debug::EXPORTS,
    device_queue::EXPORTS,
    dma::adapter::EXPORTS,
    dpc::EXPORTS,
    event::EXPORTS,
    ex_timer::EXPORTS,
    interrupt::disconnect::EXPORTS,
    interrupt::request::EXPORTS,
    io_space::EXPORTS,
    io_space::PORTS,
    io_space::REGISTERS,
    irql::CURRENT,
    irql::EXPORTS,
    linked_list::EXPORTS,
    mdl::EXPORTS,
    mutex::EXPORTS,
    pool::EXPORTS,
    process::EXPORTS,
    queue::EXPORTS,
    queued_lock::EXPORTS,
    resource::EXPORTS,
    rundown::EXPORTS,
    semaphore::EXPORTS,
    spin_lock::EXPORTS,
    synchronize::EXPORTS,
    thread::EXPORTS,
    time::EXPORTS,
    timer::EXPORTS,
    wait::EXPORTS,
];

#[cfg(test)]
mod tests;
