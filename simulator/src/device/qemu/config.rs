//! The registers of configuration space that the machine sees with its own values: what it writes to base addresses and
//! to the address of MSI is kept, because QEMU has others there.

use super::function::{BARS, Function, ROM};
use super::interrupts::Mailbox;
use super::{channel::Trouble, qtest::Qtest};
use crate::device::{BarKind, Width, high, low};

#[derive(Debug, Clone, Copy)]
struct Register {
    offset: u16,
    value: u32,
    writable: u32,
}

/// The registers.
#[derive(Debug)]
pub(super) struct ShadowConfig {
    registers: Vec<Register>,
    /// Where the control word of MSI is, and where its address and data are.
    msi: Option<MsiRegisters>,
}

#[derive(Debug, Clone, Copy)]
struct MsiRegisters {
    control: u16,
    high: Option<u16>,
    data: u16,
}

/// The bits of MSI's control word for how many messages there can be and are: only one is supported here.
const MSI_CAPABLE: u32 = 0x000E;
const MSI_ENABLED: u32 = 0x0070;

impl ShadowConfig {
    /// What the machine sees of a function that has just been found: base addresses as QEMU has them.
    pub fn new(function: &Function) -> Self {
        let mut registers = Vec::new();
        let mut keep = |offset, value, writable| {
            let register = Register {
                offset,
                value,
                writable,
            };
            registers.push(register);
        };
        let mut upper = None;
        for (offset, place) in (BARS..).step_by(4).zip(&function.places) {
            let Some(place) = place else {
                let writable = upper.take().unwrap_or(0);
                keep(offset, 0, writable);
                continue;
            };
            let mask = !(place.bar.size - 1);
            let sizes = low(mask);
            let base = u32::try_from(place.base).expect("below 4 GiB");
            keep(offset, base | place.flags, sizes & !place.flags);
            if place.bar.kind == BarKind::Memory64 {
                upper = Some(high(mask));
            }
        }
        keep(ROM, 0, 0);
        let msi = function.msi.map(|msi| {
            keep(msi.at + 4, 0, 0xFFFF_FFFC);
            if msi.wide {
                keep(msi.at + 8, 0, u32::MAX);
            }
            let data = msi.at + if msi.wide { 12 } else { 8 };
            keep(data, 0, 0xFFFF);
            MsiRegisters {
                control: msi.at + 2,
                high: msi.wide.then_some(msi.at + 8),
                data,
            }
        });
        Self { registers, msi }
    }

    /// As after a reset: no addresses.
    pub fn reset(&mut self) {
        for register in &mut self.registers {
            register.value &= !register.writable;
        }
    }

    /// Whether the access is answered from here.
    pub fn has(&self, offset: u16) -> bool {
        self.registers
            .iter()
            .any(|register| register.offset == offset & !3)
    }

    /// Reads.
    pub fn read(&self, offset: u16, width: Width) -> u32 {
        let shifted = self.word(offset & !3) >> (8 * (offset & 3));
        shifted & low(width.ones())
    }

    /// Writes.
    pub fn write(&mut self, offset: u16, width: Width, value: u32) {
        let shift = 8 * (offset & 3);
        let bytes = low(width.ones()) << shift;
        for register in &mut self.registers {
            if register.offset == offset & !3 {
                let changed = bytes & register.writable;
                register.value = register.value & !changed | value << shift & changed;
            }
        }
    }

    /// What the machine sees of a value that was read: there is one message of MSI.
    pub fn seen(&self, offset: u16, width: Width, value: u32) -> u32 {
        value & !self.msi_bits(offset, width, MSI_CAPABLE)
    }

    /// What the function gets of a value that is written: one message of MSI is enabled.
    pub fn passed(&self, offset: u16, width: Width, value: u32) -> u32 {
        value & !self.msi_bits(offset, width, MSI_ENABLED)
    }

    /// `bits` of MSI's control word, moved to where they are in an access.
    fn msi_bits(&self, offset: u16, width: Width, bits: u32) -> u32 {
        let Some(msi) = self.msi else { return 0 };
        let end = u64::from(offset) + width.bytes();
        match msi.control.checked_sub(offset) {
            Some(before) if u64::from(msi.control) < end => bits << (8 * before),
            // The second byte of the word has none of the bits.
            _ => 0,
        }
    }

    /// Address and data of MSI as the machine wrote them.
    pub fn msi_message(&self) -> Option<(u64, u32)> {
        let msi = self.msi?;
        let high = msi.high.map_or(0, |offset| self.word(offset));
        Some((
            u64::from(high) << 32 | u64::from(self.word(msi.control + 2)),
            self.word(msi.data),
        ))
    }

    /// Lets the function's own message go to the mailbox.
    pub fn point_msi(
        &self,
        qtest: &mut Qtest,
        function: &Function,
        mailbox: Mailbox,
    ) -> Result<(), Trouble> {
        let Some(msi) = self.msi else { return Ok(()) };
        let address = u32::try_from(mailbox.msi()).expect("low memory");
        function
            .at
            .write(qtest, msi.control + 2, Width::Long, address)?;
        if let Some(high) = msi.high {
            function.at.write(qtest, high, Width::Long, 0)?;
        }
        function.at.write(qtest, msi.data, Width::Word, 1)
    }

    fn word(&self, offset: u16) -> u32 {
        self.registers
            .iter()
            .find(|register| register.offset == offset)
            .map_or(0, |register| register.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Bar;
    use crate::device::qemu::function::{MsiCapability, Place};
    use crate::device::qemu::pci_bus::Location;

    fn shadow() -> ShadowConfig {
        let mut places = [None; 6];
        places[0] = Some(Place {
            bar: Bar::memory64(0x4000),
            flags: 4,
            base: 0xC000_0000,
        });
        places[2] = Some(Place {
            bar: Bar::io(0x20),
            flags: 1,
            base: 0x1000,
        });
        let msi = Some(MsiCapability {
            at: 0x50,
            wide: true,
        });
        ShadowConfig::new(&Function {
            at: Location::behind(0),
            places,
            msix: None,
            msi,
        })
    }

    #[test]
    fn base_addresses_are_sized_as_in_hardware() {
        let mut config = shadow();
        assert_eq!(config.read(0x10, Width::Long), 0xC000_0004);
        assert_eq!(config.read(0x18, Width::Word), 0x1001);
        for offset in [0x10, 0x14, 0x18, 0x1C, 0x30] {
            config.write(offset, Width::Long, u32::MAX);
        }
        let read = [0x10, 0x14, 0x18, 0x1C, 0x30].map(|offset| config.read(offset, Width::Long));
        assert_eq!(read, [0xFFFF_C004, u32::MAX, 0xFFFF_FFE1, 0, 0]);
        config.reset();
        assert_eq!(config.read(0x10, Width::Long), 4);
        assert!(config.has(0x13) && !config.has(0x2C));
    }

    #[test]
    fn a_part_of_a_register_can_be_written() {
        let mut config = shadow();
        config.write(0x12, Width::Word, 0xABCD);
        config.write(0x11, Width::Byte, 0xFF);
        assert_eq!(config.read(0x10, Width::Long), 0xABCD_C004);
        assert_eq!(config.read(0x13, Width::Byte), 0xAB);
    }

    #[test]
    fn there_is_one_message_of_msi() {
        let mut config = shadow();
        config.write(0x54, Width::Long, 0xFEE0_1003);
        config.write(0x58, Width::Long, 2);
        config.write(0x5C, Width::Word, 0x4041);
        assert_eq!(config.msi_message(), Some((0x2_FEE0_1000, 0x4041)));
        assert_eq!(config.seen(0x50, Width::Long, 0x008A_0005), 0x0080_0005);
        assert_eq!(config.seen(0x52, Width::Word, 0x008A), 0x0080);
        assert_eq!(config.passed(0x52, Width::Byte, 0x31), 0x01);
        assert_eq!(config.passed(0x53, Width::Byte, 0xFF), 0xFF);
        assert_eq!(config.passed(0x54, Width::Long, u32::MAX), u32::MAX);
    }
}
