//! What programs ask of the device: device controls, and how large its buffer is.

use miniport::wdm::{ControlCode, Method};

/// Bytes of the device's buffer that can be read and written. It has one more, which older QEMUs do not transfer.
pub const BUFFER: usize = 4095;

/// Types of devices from here on are not Microsoft's.
const DEVICE_TYPE: u16 = 0x8000;

/// Input: a `u32`. Output: its factorial modulo 2³².
pub const FACTORIAL: ControlCode = ControlCode::new(DEVICE_TYPE, 0x800, Method::Buffered, 0);
/// Input: a `u32`, the causes of an interrupt, of which the device's own two are not taken.
pub const RAISE: ControlCode = ControlCode::new(DEVICE_TYPE, 0x801, Method::Buffered, 0);
/// Waits until an interrupt was raised by [`RAISE`]. Output: a `u32`, its causes.
pub const WAIT: ControlCode = ControlCode::new(DEVICE_TYPE, 0x802, Method::Buffered, 0);
/// Output: a `u32`, how many interrupts were lost.
pub const LOST: ControlCode = ControlCode::new(DEVICE_TYPE, 0x803, Method::Buffered, 0);
