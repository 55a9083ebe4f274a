//! PCI for devices of this process: configuration space with its capabilities, and the MSI-X table.

mod bar;
mod capability;
mod config;
mod msix;
#[cfg(test)]
mod tests;

pub use bar::{Bar, BarKind};
pub use config::{ConfigSpace, Identity, InterruptMode};
pub use msix::MsiX;
