//! Power: an adapter that the power management framework watches (`PoFx`), power settings that the driver hears of, ACPI methods.

mod acpi;
mod pofx;
mod registration;
mod settings;

pub use pofx::ActiveComponent;
pub use registration::{D3Cold, IdleState, PoFxAdapter, PoFxUnit};
