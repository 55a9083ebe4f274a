//! Capabilities: power management, MSI, PCI Express and MSI-X, in the order in which they are added.

use super::config::ConfigSpace;

const FUNCTION_LEVEL_RESET: u16 = 1 << 15;

impl ConfigSpace {
    /// Power management: D0 and D3hot. Leaving D3hot resets the function.
    #[must_use]
    pub fn with_power_management(mut self) -> Self {
        let at = self.add(0x01, 8);
        self.set(at + 2, &3u16.to_le_bytes());
        self.allow(at + 4, &[0x03]);
        self.capabilities.power = Some(at);
        self
    }

    /// Message-signaled interrupts: `1 << count_log2` messages, 64-bit addresses.
    #[must_use]
    pub fn with_msi(mut self, count_log2: u8) -> Self {
        let at = self.add(0x05, 0x10);
        let control = 0x80 | u16::from(count_log2.min(5)) << 1;
        self.set(at + 2, &control.to_le_bytes());
        self.allow(at + 2, &[0x71]);
        self.allow(
            at + 4,
            &[0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        );
        self.capabilities.msi = Some(at);
        self
    }

    /// PCI Express: an endpoint with function-level reset.
    #[must_use]
    pub fn with_express(mut self) -> Self {
        let at = self.add(0x10, 0x3C);
        self.set(at + 2, &0x0002u16.to_le_bytes());
        self.set(at + 4, &0x1000_8000u32.to_le_bytes());
        self.set(at + 0x0C, &0x0000_0413u32.to_le_bytes()); // four lanes of 8 GT/s
        self.set(at + 0x12, &0x0043u16.to_le_bytes());
        self.allow(at + 8, &[0xFF, 0x7F | 0x80]);
        self.capabilities.express = Some(at);
        self
    }

    /// MSI-X: `count` messages whose table and pending bits are in the memory of base address register `bar`.
    ///
    /// # Panics
    /// If there is no message or there are more than 2048, or an offset is not a multiple of eight.
    #[must_use]
    pub fn with_msix(mut self, count: u16, bar: u8, table: u32, pending: u32) -> Self {
        assert!(
            (1..=2048).contains(&count) && table.is_multiple_of(8) && pending.is_multiple_of(8)
        );
        let at = self.add(0x11, 12);
        self.set(at + 2, &(count - 1).to_le_bytes());
        self.set(at + 4, &(table | u32::from(bar)).to_le_bytes());
        self.set(at + 8, &(pending | u32::from(bar)).to_le_bytes());
        self.allow(at + 3, &[0xC0]);
        self.capabilities.msix = Some(at);
        self
    }

    /// The power state: 0 is D0, 3 is D3hot.
    #[must_use]
    pub fn power_state(&self) -> u8 {
        self.capabilities
            .power
            .map_or(0, |at| (self.u16(at + 4) & 3) as u8)
    }

    /// Whether a function-level reset was asked for, or power came back, since the last call.
    pub fn take_reset(&mut self) -> bool {
        std::mem::take(&mut self.capabilities.reset_requested)
    }

    /// Address and data of an MSI message, if they are enabled.
    #[must_use]
    pub fn msi_message(&self, vector: u16) -> Option<(u64, u32)> {
        let count = self.msi_enabled()?;
        let at = self.capabilities.msi?;
        let address = u64::from(self.u32(at + 4)) | u64::from(self.u32(at + 8)) << 32;
        let data = (self.u16(at + 12) & !(count - 1)) | (vector % count);
        Some((address, u32::from(data)))
    }

    /// How many MSI messages are enabled.
    pub(super) fn msi_enabled(&self) -> Option<u16> {
        let at = self.capabilities.msi?;
        let control = self.u16(at + 2);
        let allowed = (control >> 4 & 7).min(control >> 1 & 7);
        (control & 1 != 0).then_some(1 << allowed)
    }

    /// The message control register of MSI-X.
    pub(super) fn msix_control(&self) -> Option<u16> {
        self.capabilities.msix.map(|at| self.u16(at + 2))
    }

    /// What follows from a write, when the power state was `before`.
    pub(super) fn after_write(&mut self, before: u8) {
        if let Some(at) = self.capabilities.express {
            let control = self.u16(at + 8);
            if control & FUNCTION_LEVEL_RESET != 0 {
                self.reset();
                self.capabilities.reset_requested = true;
            }
        }
        if before != 0 && self.power_state() == 0 {
            self.reset();
            self.capabilities.reset_requested = true;
        }
    }

    /// Links a capability of `length` bytes into the list.
    fn add(&mut self, id: u8, length: usize) -> usize {
        let (link, at) = self.capabilities.end.unwrap_or((0x34, 0x40));
        assert!(at + length <= 0x100, "too many capabilities");
        let pointer = u8::try_from(at).expect("below 256");
        self.set(link, &[pointer]);
        self.set(at, &[id, 0]);
        self.set(0x06, &[0x10]); // status: there is a list
        self.capabilities.end = Some((at + 1, (at + length).next_multiple_of(8)));
        at
    }
}
