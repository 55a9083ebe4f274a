//! The side that sends requests, as Windows' port and disk class drivers do: scan, disks, commands.

mod disk;
mod execute;
mod info;
mod pending;
mod scan;

pub use disk::Disk;
pub use info::DiskInfo;
pub use pending::Pending;
