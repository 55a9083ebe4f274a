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
