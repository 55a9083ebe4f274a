//! What the manager knows of driver, device and file objects, beside the memory that drivers have pointers to.

pub(crate) mod device;
pub(crate) mod driver;
pub(crate) mod file;
pub(crate) mod names;
