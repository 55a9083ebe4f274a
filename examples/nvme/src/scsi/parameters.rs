//! The commands that ask for parameters: READ CAPACITY, MODE SENSE, REPORT LUNS.

use miniport::scsi::{
    CachingPage, ControlPage, ModePage, ModePages, ModeSense, ReadCapacity, ReportLuns, Response,
    Sense,
};

use crate::adapter::Information;
use crate::unit::{Geometry, Units};

/// `WELL_KNOWN`: only well known logical units, of which there are none.
const WELL_KNOWN: u8 = 1;

/// Nothing can be changed: there is no MODE SELECT.
const CHANGEABLE: &[ModePage] = &pages(false, 0);

/// The pages: commands may be reordered.
const fn pages(write_cache: bool, queue_algorithm: u8) -> [ModePage; 2] {
    [
        ModePage::Caching(CachingPage {
            write_cache,
            read_cache_disabled: false,
        }),
        ModePage::Control(ControlPage {
            descriptor_sense: false,
            software_write_protect: false,
            queue_algorithm,
        }),
    ]
}

/// What READ CAPACITY answers.
pub fn read_capacity(information: &Information, unit: Geometry) -> ReadCapacity {
    let unmaps = information.controller.optional.unmaps();
    ReadCapacity {
        provisioning: unmaps,
        unmapped_reads_zeros: unmaps && unit.reads_zeros,
        ..ReadCapacity::new(unit.capacity)
    }
}

/// MODE SENSE (6) and (10).
///
/// # Errors
/// What is wrong with the request.
pub fn mode_sense(
    information: &Information,
    unit: Geometry,
    request: ModeSense,
    response: &mut Response<'_>,
) -> Result<(), Sense> {
    let current = &pages(information.controller.volatile_write_cache, 1);
    ModePages {
        write_protected: unit.read_only,
        dpo_fua: true,
        capacity: Some(unit.capacity),
        current,
        changeable: CHANGEABLE,
        default: current,
    }
    .write(request, response)
}

/// The units of the adapter.
pub fn report_luns(units: &Units, select_report: u8, response: &mut Response<'_>) {
    let listed = units.numbers().filter(|_| select_report != WELL_KNOWN);
    ReportLuns(listed).write(response);
}
