//! The routines that ntoskrnl.exe exports for WDM drivers and that are the I/O manager's: one table a file.

mod call;
mod cancel;
mod device;
mod irp;
mod name;
mod object;
mod remove_lock;
mod timer;
mod work_item;
