//! A RAM disk and a driver of a small controller as a careful C author writes them, with hooks for tests; the controller.

pub mod misdeed;
pub mod physical;
pub mod pnp;
pub mod ramdisk;
pub mod toy;
