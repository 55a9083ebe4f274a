//! START STOP UNIT.

use miniport::scsi::{FieldPointer, Sense};

use crate::command::{Answer, Refusal};
use crate::unit::Unit;

impl Unit {
    pub fn start_stop(&mut self, power_condition: u8, load_eject: bool, start: bool) -> Answer {
        if power_condition != 0 {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(4).bit(7)).into());
        }
        if load_eject && !self.config.ejectable {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(4).bit(1)).into());
        }
        if load_eject && !start {
            return Err(Refusal::Later); // there is a lot of memory to free
        }
        self.stopped = !start;
        Ok(0)
    }
}
