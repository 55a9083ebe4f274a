//! What a miniport asks Storport to do for it.

use super::super::*;

/// Asks for features: one BOOLEAN for each [`STORPORT_FEATURE_TYPE`], from the first on. In find-adapter, at its beginning.
#[inline(always)]
pub unsafe fn StorPortSetFeatureList(
    HwDeviceExtension: PVOID,
    FeatureCount: ULONG,
    FeatureList: PBOOLEAN,
) -> ULONG {
    // SAFETY: the caller keeps the contract of the routine, and the arguments are those of its function code.
    unsafe {
        extended!(
            ExtFunctionSetFeatureList,
            HwDeviceExtension,
            FeatureCount,
            FeatureList
        )
    }
}
