//! Where there is no Windows to ask.

use miniport::wdm::prelude::*;

use crate::Device;

/// Nobody listens.
pub fn announce(_cx: &Initialize<'_, Device>) {}

/// There is none.
pub fn build_number(_cx: &DispatchPaged<'_, Device>) -> Result<u32, NtStatus> {
    Err(NtStatus::NOT_SUPPORTED)
}
