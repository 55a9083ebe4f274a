//! The routines that ntoskrnl.exe exports for WDM drivers and that are the I/O manager's: one table a file.

mod build;
mod call;
mod cancel;
mod csq;
mod device;
mod irp;
mod name;
mod notice;
mod object;
mod power;
mod property;
mod registry;
mod remove_lock;
mod start_io;
mod timer;
mod work_item;

/// The tables of the routines that drivers find here.
#[cfg(any(windows, images, test))]
pub(crate) static EXPORTS: &[&[crate::kernel::export::Export]] = &[
    build::EXPORTS,
    cancel::EXPORTS,
    csq::EXPORTS,
    device::EXPORTS,
    irp::DROPPED,
    irp::EXPORTS,
    name::EXPORTS,
    notice::EXPORTS,
    object::EXPORTS,
    power::EXPORTS,
    property::EXPORTS,
    registry::EXPORTS,
    remove_lock::EXPORTS,
    start_io::EXPORTS,
    timer::EXPORTS,
    work_item::EXPORTS,
];
