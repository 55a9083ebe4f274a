//! Find-adapter in dump mode: registers and memory. The controller is left as it is.

use miniport::prelude::*;

use super::adapter::{DumpAdapter, State};
use super::memory::Memory;
use crate::controller::registers::CAP;
use crate::prp::most_pages;
use crate::unit::UNITS;

/// Bytes of the longest transfer.
pub const LONGEST: u32 = 64 << 10;

const LIMITS: Limits = Limits::new(LONGEST, most_pages(LONGEST));

#[dump_hw_find_adapter]
pub fn find_dump(
    cx: &mut DumpFindAdapter<'_, DumpAdapter>,
    port: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<DumpAdapter>, FindAdapterError> {
    let registers = port
        .map_registers(cx, 0)
        .map_err(|_| FindAdapterError::BadConfig)?;
    let capabilities = registers.read(CAP);
    port.set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(UNITS)
        .set_alignment(4)
        .set_dma_addresses(DmaAddresses::Full64)
        .set_caches_data(true);
    let shared = port
        .uncached_extension(cx, LIMITS, Memory::layout())
        .map_err(|_| FindAdapterError::Error)?;
    let memory = Memory::new(registers, capabilities, shared).ok_or(FindAdapterError::BadConfig)?;
    let state = Locked::new(State::new());
    Ok(DumpFound::new(DumpAdapter { memory, state }, LIMITS))
}
