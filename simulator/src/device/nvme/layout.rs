//! Where registers, doorbells and the MSI-X table are in the memory of the device.

use super::registers::DOORBELLS;
use super::settings::Settings;
use crate::device::{Bar, ConfigSpace, MsiX};

/// Bytes of a page of the layout: tables have pages of their own, so that a host can map them apart.
const PAGE: u64 = 4096;

/// The layout of base address register 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub doorbells_end: u64,
    /// Bytes between two doorbells.
    pub stride: u64,
    pub table: u64,
    pub table_end: u64,
    pub pending: u64,
    pub pending_end: u64,
    pub bar: Bar,
    /// Interrupt vectors, whatever carries them.
    pub vectors: u16,
}

impl Layout {
    pub fn new(settings: &Settings) -> Self {
        let messages = settings.msix.unwrap_or(0);
        let stride = 4 << settings.capabilities.stride;
        let doorbells_end = DOORBELLS + 2 * (u64::from(settings.io_queues) + 1) * stride;
        let table = doorbells_end.next_multiple_of(PAGE);
        let table_end = table + MsiX::table_bytes(messages);
        let pending = table_end.next_multiple_of(PAGE);
        let pending_end = pending + MsiX::pending_bytes(messages);
        let vectors = messages.max(settings.msi.map_or(1, |count| 1 << count));
        let bar = Bar::memory64(pending_end.max(4 * PAGE));
        Self {
            doorbells_end,
            stride,
            table,
            table_end,
            pending,
            pending_end,
            bar,
            vectors,
        }
    }

    pub fn config_space(&self, settings: &Settings) -> ConfigSpace {
        let mut space = ConfigSpace::new(&settings.identity)
            .with_bar(0, self.bar)
            .with_interrupt_pin(1)
            .with_power_management()
            .with_express();
        if let Some(count_log2) = settings.msi {
            space = space.with_msi(count_log2);
        }
        if let Some(messages) = settings.msix {
            let [table, pending] =
                [self.table, self.pending].map(|offset| u32::try_from(offset).unwrap_or(0));
            space = space.with_msix(messages, 0, table, pending);
        }
        space
    }
}
