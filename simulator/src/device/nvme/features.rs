//! Features: what the host sets and asks for by Set Features and Get Features.

use std::ops::RangeInclusive;

use super::settings::Settings;

/// Identifiers of features.
pub(super) mod id {
    pub const ARBITRATION: u8 = 0x01;
    pub const POWER_MANAGEMENT: u8 = 0x02;
    pub const TEMPERATURE_THRESHOLD: u8 = 0x04;
    pub const ERROR_RECOVERY: u8 = 0x05;
    pub const VOLATILE_WRITE_CACHE: u8 = 0x06;
    pub const NUMBER_OF_QUEUES: u8 = 0x07;
    pub const INTERRUPT_COALESCING: u8 = 0x08;
    pub const INTERRUPT_VECTOR_CONFIGURATION: u8 = 0x09;
    pub const WRITE_ATOMICITY: u8 = 0x0A;
    pub const ASYNC_EVENT_CONFIGURATION: u8 = 0x0B;
}

/// Above this composite temperature (in kelvin) the controller warns, unless the host says otherwise.
pub(super) const WARNING_TEMPERATURE: u16 = 343;

/// The unit of the aggregation time.
const AGGREGATION_UNIT: u64 = 100_000;

/// The values of the features.
#[derive(Debug, Clone)]
pub(super) struct Features {
    pub arbitration: u32,
    pub over_temperature: u16,
    pub under_temperature: u16,
    pub error_recovery: u32,
    pub write_cache: bool,
    /// Submission and completion queues that were granted.
    pub granted: [u16; 2],
    pub interrupt_coalescing: u32,
    /// Vectors that are not to be coalesced.
    pub uncoalesced: Vec<bool>,
    pub write_atomicity: u32,
    pub events: u32,
}

impl Features {
    pub fn new(settings: &Settings, vectors: u16) -> Self {
        Self {
            arbitration: 0,
            over_temperature: WARNING_TEMPERATURE,
            under_temperature: 0,
            error_recovery: 0,
            write_cache: settings.write_cache,
            granted: [settings.io_queues; 2],
            interrupt_coalescing: 0,
            uncoalesced: vec![false; usize::from(vectors)],
            write_atomicity: 0,
            events: 0,
        }
    }

    pub fn reset(&mut self, settings: &Settings, vectors: u16) {
        *self = Self::new(settings, vectors);
    }

    /// Commands that a queue may give in its turn.
    pub fn burst(&self) -> u32 {
        match self.arbitration & 7 {
            7 => u32::MAX,
            shift => 1 << shift,
        }
    }

    /// Completions beyond the first and nanoseconds for which a vector holds its interrupt back.
    pub fn coalescing(&self, vector: u16) -> Option<(u32, u64)> {
        let threshold = self.interrupt_coalescing & 0xFF;
        let time = u64::from(self.interrupt_coalescing >> 8) * AGGREGATION_UNIT;
        let coalesced = self
            .uncoalesced
            .get(usize::from(vector))
            .is_some_and(|uncoalesced| !uncoalesced);
        (coalesced && threshold > 0 && time > 0).then_some((threshold, time))
    }

    /// Bits of the critical warning of which the host wants to know.
    pub fn health_events(&self) -> u8 {
        (self.events & 0xFF) as u8
    }

    /// Whether the host wants to know of changed namespaces.
    pub fn namespace_events(&self) -> bool {
        self.events & 1 << 8 != 0
    }

    /// Temperatures without a warning.
    pub fn temperatures(&self) -> RangeInclusive<u16> {
        self.under_temperature.saturating_add(1)..=self.over_temperature.saturating_sub(1)
    }
}
