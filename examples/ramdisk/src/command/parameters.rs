//! The commands that ask for parameters: READ CAPACITY, MODE SENSE, REPORT LUNS, REQUEST SENSE.

use miniport::scsi::{
    CachingPage, ControlPage, ModePage, ModePages, ModeSense, ReadCapacity, ReportLuns, Response,
    Sense, SenseFormat,
};

use crate::unit::{Unit, Units};

/// `WELL_KNOWN`: only well known logical units, of which there are none.
const WELL_KNOWN: u8 = 1;

/// The pages, as they always are: writes reach the memory at once, and commands may be reordered.
const PAGES: &[ModePage] = &[
    ModePage::Caching(CachingPage {
        write_cache: false,
        read_cache_disabled: false,
    }),
    ModePage::Control(ControlPage {
        descriptor_sense: false,
        software_write_protect: false,
        queue_algorithm: 1,
    }),
];

/// Nothing can be changed: there is no MODE SELECT.
const CHANGEABLE: &[ModePage] = &[
    ModePage::Caching(CachingPage {
        write_cache: false,
        read_cache_disabled: false,
    }),
    ModePage::Control(ControlPage {
        descriptor_sense: false,
        software_write_protect: false,
        queue_algorithm: 0,
    }),
];

impl Unit {
    /// What READ CAPACITY answers.
    pub fn read_capacity(&self) -> ReadCapacity {
        ReadCapacity {
            provisioning: !self.config.dump,
            unmapped_reads_zeros: !self.config.dump,
            ..ReadCapacity::new(self.config.capacity)
        }
    }

    pub fn mode_sense(&self, request: ModeSense, response: &mut Response<'_>) -> Result<(), Sense> {
        let pages = ModePages {
            write_protected: self.config.read_only,
            dpo_fua: true, // there is no cache: every access is a forced one
            capacity: Some(self.config.capacity),
            current: PAGES,
            changeable: CHANGEABLE,
            default: PAGES,
        };
        pages.write(request, response)
    }
}

/// The units of the adapter.
pub fn report_luns(units: &Units, select_report: u8, response: &mut Response<'_>) {
    let listed = units.numbers().filter(|_| select_report != WELL_KNOWN);
    ReportLuns(listed).write(response);
}

/// The sense data is the response: the command itself succeeds. A unit attention condition is reported, and is over then.
pub fn request_sense(unit: Option<&mut Unit>, descriptor: bool, response: &mut Response<'_>) {
    let sense = match unit {
        None => Sense::LOGICAL_UNIT_NOT_SUPPORTED,
        Some(unit) => unit
            .take_attention()
            .and_then(|()| unit.ready())
            .err()
            .unwrap_or(Sense::NO_SENSE),
    };
    let format = if descriptor {
        SenseFormat::Descriptor
    } else {
        SenseFormat::Fixed
    };
    sense.write(format, response);
}
