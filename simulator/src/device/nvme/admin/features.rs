//! Set Features and Get Features.

use crate::device::nvme::command::{Command, Outcome};
use crate::device::nvme::controller::Controller;
use crate::device::nvme::features::{Features, id};
use crate::device::nvme::namespaces::ALL;
use crate::device::nvme::status::Status;

const SAVE: u32 = 1 << 31;

/// What Get Features asks for (the SEL field).
mod select {
    pub const CURRENT: u32 = 0;
    pub const DEFAULT: u32 = 1;
    pub const SAVED: u32 = 2;
    pub const CAPABILITIES: u32 = 3;
}

/// Capabilities of a feature: it can be changed, it cannot be saved, it is not a namespace's.
const CHANGEABLE: u32 = 1 << 2;

impl Controller {
    pub(super) fn set_features(&mut self, command: &Command) -> Outcome {
        let feature = (command.dword(10) & 0xFF) as u8;
        let value = command.dword(11);
        if !self.has_feature(feature) {
            return Err(Status::INVALID_FIELD);
        }
        if command.dword(10) & SAVE != 0 {
            return Err(Status::FEATURE_NOT_SAVEABLE);
        }
        if command.namespace() != 0 && command.namespace() != ALL {
            return Err(Status::FEATURE_NOT_OF_NAMESPACE);
        }
        match feature {
            id::ARBITRATION => self.features.arbitration = value,
            id::POWER_MANAGEMENT if value & 0x1F != 0 => return Err(Status::INVALID_FIELD),
            id::TEMPERATURE_THRESHOLD => self.set_temperature_threshold(value)?,
            id::ERROR_RECOVERY if value >> 16 & 1 != 0 => return Err(Status::INVALID_FIELD),
            id::ERROR_RECOVERY => self.features.error_recovery = value & 0xFFFF,
            id::VOLATILE_WRITE_CACHE => {
                if value & 1 == 0 {
                    self.namespaces.flush_all()?;
                }
                self.features.write_cache = value & 1 != 0;
            }
            id::NUMBER_OF_QUEUES => return self.grant_queues(command),
            id::INTERRUPT_COALESCING => self.features.interrupt_coalescing = value & 0xFFFF,
            id::INTERRUPT_VECTOR_CONFIGURATION => {
                let place = self
                    .features
                    .uncoalesced
                    .get_mut(usize::from(command.low(11)));
                *place.ok_or(Status::INVALID_FIELD)? = value >> 16 & 1 != 0;
            }
            id::WRITE_ATOMICITY => self.features.write_atomicity = value & 1,
            id::ASYNC_EVENT_CONFIGURATION => {
                self.features.events = value & 0x1FF;
                self.review_health();
            }
            _ => {}
        }
        Ok(0)
    }

    pub(super) fn get_features(&mut self, command: &Command) -> Outcome {
        let feature = (command.dword(10) & 0xFF) as u8;
        if !self.has_feature(feature) {
            return Err(Status::INVALID_FIELD);
        }
        match command.dword(10) >> 8 & 7 {
            select::CURRENT => value(&self.features, feature, command),
            select::DEFAULT | select::SAVED => value(
                &Features::new(&self.settings, self.layout.vectors),
                feature,
                command,
            ),
            select::CAPABILITIES => Ok(CHANGEABLE),
            _ => Err(Status::INVALID_FIELD),
        }
    }

    fn has_feature(&self, feature: u8) -> bool {
        match feature {
            id::VOLATILE_WRITE_CACHE => self.settings.write_cache,
            id::INTERRUPT_COALESCING => self.settings.coalescing,
            id::ARBITRATION
            | id::POWER_MANAGEMENT
            | id::TEMPERATURE_THRESHOLD
            | id::ERROR_RECOVERY
            | id::NUMBER_OF_QUEUES
            | id::INTERRUPT_VECTOR_CONFIGURATION
            | id::WRITE_ATOMICITY
            | id::ASYNC_EVENT_CONFIGURATION => true,
            _ => false,
        }
    }

    /// Only before the first I/O queue.
    fn grant_queues(&mut self, command: &Command) -> Outcome {
        if self.queues.had_io() {
            return Err(Status::COMMAND_SEQUENCE_ERROR);
        }
        let wanted = [command.low(11), command.high(11)];
        if wanted.contains(&u16::MAX) {
            return Err(Status::INVALID_FIELD);
        }
        self.features.granted = wanted.map(|wanted| (wanted + 1).min(self.settings.io_queues));
        value(&self.features, id::NUMBER_OF_QUEUES, command)
    }

    fn set_temperature_threshold(&mut self, value: u32) -> Result<(), Status> {
        let temperature = (value & 0xFFFF) as u16;
        match (value >> 16 & 0xF, value >> 20 & 3) {
            (0 | 0xF, 0) => self.features.over_temperature = temperature,
            (0 | 0xF, 1) => self.features.under_temperature = temperature,
            _ => return Err(Status::INVALID_FIELD),
        }
        self.review_health();
        Ok(())
    }
}

/// The value of a feature, as dword 0 of the completion.
fn value(features: &Features, feature: u8, command: &Command) -> Outcome {
    Ok(match feature {
        id::ARBITRATION => features.arbitration,
        id::TEMPERATURE_THRESHOLD => {
            match (command.dword(11) >> 16 & 0xF, command.dword(11) >> 20 & 3) {
                (0, 0) => u32::from(features.over_temperature),
                (0, 1) => u32::from(features.under_temperature),
                _ => return Err(Status::INVALID_FIELD),
            }
        }
        id::ERROR_RECOVERY => features.error_recovery,
        id::VOLATILE_WRITE_CACHE => u32::from(features.write_cache),
        id::NUMBER_OF_QUEUES => {
            let [submission, completion] = features.granted.map(|granted| u32::from(granted - 1));
            submission | completion << 16
        }
        id::INTERRUPT_COALESCING => features.interrupt_coalescing,
        id::INTERRUPT_VECTOR_CONFIGURATION => {
            let vector = command.low(11);
            let uncoalesced = features
                .uncoalesced
                .get(usize::from(vector))
                .ok_or(Status::INVALID_FIELD)?;
            u32::from(vector) | u32::from(*uncoalesced) << 16
        }
        id::WRITE_ATOMICITY => features.write_atomicity,
        id::ASYNC_EVENT_CONFIGURATION => features.events,
        _ => 0,
    })
}
