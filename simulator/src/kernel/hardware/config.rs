//! Configuration space, as the routines of Storport reach it.

use std::rc::Rc;

use super::function::Function;
use crate::device::Width;
use crate::kernel::core::Kernel;

impl Kernel {
    /// Reads configuration space byte by byte; all ones if the device is gone.
    pub fn read_config(&self, function: &Rc<Function>, offset: u16, into: &mut [u8]) {
        into.fill(0xFF);
        self.with_device(function, |device, _| {
            for (at, byte) in (offset..).zip(into.iter_mut()) {
                *byte = device.config_read(at, Width::Byte).to_le_bytes()[0];
            }
        });
    }

    /// Writes configuration space, in the widest accesses that are aligned.
    pub fn write_config(&self, function: &Rc<Function>, mut offset: u16, mut bytes: &[u8]) {
        self.with_device(function, |device, _| {
            while !bytes.is_empty() {
                let (length, width) = match bytes.len() {
                    4.. if offset.is_multiple_of(4) => (4, Width::Long),
                    2.. if offset.is_multiple_of(2) => (2, Width::Word),
                    _ => (1, Width::Byte),
                };
                let mut value = [0; 4];
                value[..length].copy_from_slice(&bytes[..length]);
                device.config_write(offset, width, u32::from_le_bytes(value));
                offset += u16::try_from(length).unwrap_or(0);
                bytes = &bytes[length..];
            }
        });
    }
}
