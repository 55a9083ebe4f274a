//! The side that sends requests, as Windows' port and disk class drivers do: scan, disks, commands.

pub(crate) mod disk;
mod execute;
pub(crate) mod info;
pub(crate) mod pending;
mod scan;
