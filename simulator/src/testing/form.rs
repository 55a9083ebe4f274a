//! The two forms of a driver that the same tests run on: compiled for this machine and linked with the test, and the image for Windows.

use std::env;
use std::path::PathBuf;

use miniport::ffi::DRIVER_INITIALIZE;

use crate::{Driver, DriverEntry, Machine, WdmDriver};

/// The folder with the images that are tested instead of the drivers that tests are linked with.
const IMAGES: &str = "MINIPORT_IMAGES";

/// The image `NAME.sys` to test, where the environment says so with the folder in `MINIPORT_IMAGES`: those of `cargo miniport build
/// --target x64`, which are in `target/miniport/x64/release`.
pub fn image(name: &str) -> Option<PathBuf> {
    let folder = env::var_os(IMAGES)?;
    Some(PathBuf::from(folder).join(name).with_extension("sys"))
}

/// Loads a miniport: [its image](image), or without one the driver whose entry point this is.
///
/// # Panics
/// If it is not loaded.
#[track_caller]
pub fn load(machine: &Machine, name: &str, entry: DriverEntry) -> Driver {
    match image(name) {
        Some(path) => machine
            .load_image(path)
            .unwrap_or_else(|error| panic!("{error}")),
        None => machine
            .load(entry)
            .unwrap_or_else(|error| panic!("{error}")),
    }
}

/// Loads a WDM driver as [`load`] a miniport.
///
/// # Panics
/// If it is not loaded.
#[track_caller]
pub fn load_wdm(machine: &Machine, name: &str, entry: DRIVER_INITIALIZE) -> WdmDriver {
    match image(name) {
        Some(path) => machine
            .load_wdm_image(path)
            .unwrap_or_else(|error| panic!("{error}")),
        None => machine
            .load_wdm(entry)
            .unwrap_or_else(|error| panic!("{error}")),
    }
}
