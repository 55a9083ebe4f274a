//! Configuration space, as the system reads and writes it.

use crate::device::{Device, Width};

pub(super) const COMMAND: u16 = 0x04;
pub(super) const INTERRUPT_PIN: u16 = 0x3D;
pub(super) const BARS: u16 = 0x10;
/// I/O space, memory space, bus master.
pub(super) const ENABLED: u32 = 0x7;
pub(super) const STATUS: u16 = 0x06;
pub(super) const INTERRUPT_STATUS: u32 = 1 << 3;
const HAS_CAPABILITIES: u32 = 0x10;
const FIRST_CAPABILITY: u16 = 0x34;
pub(super) const MSI: u32 = 0x05;
pub(super) const MSI_X: u32 = 0x11;
pub(super) const INTERRUPT_DISABLE: u32 = 0x400;
/// Function Mask of MSI-X's Message Control.
pub(super) const MSI_X_MASKED: u32 = 0x4000;
pub(super) const MSI_X_ENABLE: u32 = 0x8000;
pub(super) const MSI_ENABLE: u32 = 1;
pub(super) const MSI_WIDE: u32 = 0x80;

/// The offset of a capability.
pub(super) fn capability(device: &mut dyn Device, id: u32) -> Option<u16> {
    if device.config_read(STATUS, Width::Word) & HAS_CAPABILITIES == 0 {
        return None;
    }
    let mut at = device.config_read(FIRST_CAPABILITY, Width::Byte) & 0xFC;
    for _ in 0..48 {
        let offset = u16::try_from(at).ok()?;
        if offset < 0x40 {
            return None;
        }
        if device.config_read(offset, Width::Byte) & 0xFF == id {
            return Some(offset);
        }
        at = device.config_read(offset + 1, Width::Byte) & 0xFC;
    }
    None
}

/// How many messages a function has, and whether they are in a table (MSI-X).
pub(super) fn messages_of(device: &mut dyn Device) -> (u32, bool) {
    if let Some(at) = capability(device, MSI_X) {
        return ((device.config_read(at + 2, Width::Word) & 0x7FF) + 1, true);
    }
    let count = capability(device, MSI).map_or(0, |at| {
        1 << (device.config_read(at + 2, Width::Word) >> 1 & 7).min(5)
    });
    (count, false)
}
