//! A logical unit: what it is, its blocks, and the state that commands change. [`Units`] are those of an adapter.

use miniport::prelude::*;
use miniport::scsi::{AdditionalSense, BlockRange, LogicalUnitNumber, Sense, SenseKey};

use crate::config::{MAX_UNITS, UnitConfig};
use crate::identity::Identity;
use crate::medium::Medium;

/// A logical unit.
pub struct Unit {
    /// What the argument string says of it.
    pub config: UnitConfig,
    /// Its names.
    pub identity: Identity,
    /// Its blocks.
    pub medium: Medium,
    /// START STOP UNIT has stopped it.
    pub stopped: bool,
    /// What the initiator has to be told before anything else: that the unit was reset.
    was_reset: Option<AdditionalSense>,
    /// And that there are other units than REPORT LUNS has said.
    luns_changed: bool,
}

impl Unit {
    /// A unit without data.
    pub fn new(config: UnitConfig, identity: Identity) -> Self {
        Self {
            config,
            identity,
            medium: Medium::default(),
            stopped: false,
            was_reset: None,
            luns_changed: false,
        }
    }

    /// The first unit attention condition, each of which is reported once: a reset comes first (SAM-5, 5.14).
    ///
    /// # Errors
    /// UNIT ATTENTION, if there is one.
    pub fn take_attention(&mut self) -> Result<(), Sense> {
        if let Some(code) = self.was_reset.take() {
            return Err(Sense::unit_attention(code));
        }
        if core::mem::take(&mut self.luns_changed) {
            let code = AdditionalSense::REPORTED_LUNS_DATA_HAS_CHANGED;
            return Err(Sense::unit_attention(code));
        }
        Ok(())
    }

    /// Whether commands can reach the medium.
    ///
    /// # Errors
    /// NOT READY if the unit is stopped.
    pub fn ready(&self) -> Result<(), Sense> {
        if self.stopped {
            let code = AdditionalSense::LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED;
            return Err(Sense::not_ready(code));
        }
        Ok(())
    }

    /// Whether commands can change the medium.
    ///
    /// # Errors
    /// As of [`ready`](Self::ready), and DATA PROTECT.
    pub fn writable(&self) -> Result<(), Sense> {
        self.ready()?;
        if self.config.read_only {
            return Err(Sense::new(
                SenseKey::DataProtect,
                AdditionalSense::WRITE_PROTECTED,
            ));
        }
        Ok(())
    }

    /// The blocks that a command names.
    ///
    /// # Errors
    /// LOGICAL BLOCK ADDRESS OUT OF RANGE.
    pub fn range(&self, lba: u64, blocks: u32) -> Result<BlockRange, Sense> {
        BlockRange::check(lba, blocks.into(), self.config.capacity)
    }
}

/// The units of an adapter, by LUN. They lie in the pool: a device extension is built on the kernel stack.
#[derive(Default)]
pub struct Units {
    units: [Option<PoolBox<Unit>>; MAX_UNITS as usize],
}

impl Units {
    /// Unit `lun`, if there is one.
    pub fn get_mut(&mut self, lun: u8) -> Option<&mut Unit> {
        self.units.get_mut(usize::from(lun))?.as_deref_mut()
    }

    /// Adds unit `lun`.
    pub fn insert(&mut self, lun: u8, unit: PoolBox<Unit>) {
        if let Some(place) = self.units.get_mut(usize::from(lun)) {
            *place = Some(unit);
        }
    }

    /// Takes unit `lun` away; the others report it.
    pub fn remove(&mut self, lun: u8) -> Option<PoolBox<Unit>> {
        let unit = self.units.get_mut(usize::from(lun))?.take();
        for other in self.units.iter_mut().flatten() {
            other.luns_changed = true;
        }
        unit
    }

    /// REPORT LUNS has told which units there are: no unit has to (SPC-4, 6.33).
    pub fn are_reported(&mut self) {
        for unit in self.units.iter_mut().flatten() {
            unit.luns_changed = false;
        }
    }

    /// Resets unit `lun`, or all: they start again, and report it.
    pub fn reset(&mut self, lun: Option<u8>) {
        let code = match lun {
            Some(_) => AdditionalSense::BUS_DEVICE_RESET_FUNCTION_OCCURRED,
            None => AdditionalSense::SCSI_BUS_RESET_OCCURRED,
        };
        for (number, unit) in (0..).zip(&mut self.units) {
            if let Some(unit) = unit
                .as_mut()
                .filter(|_| lun.is_none_or(|lun| lun == number))
            {
                unit.was_reset = Some(code);
                unit.stopped = false;
            }
        }
    }

    /// The numbers of the units, in order.
    pub fn numbers(&self) -> impl Iterator<Item = LogicalUnitNumber> + Clone + '_ {
        (0_u8..)
            .zip(&self.units)
            .filter(|(_, unit)| unit.is_some())
            .map(|(lun, _)| lun.into())
    }
}
