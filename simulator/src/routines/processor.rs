//! Processors, groups and nodes: one group, one node.

use miniport::ffi;

use super::Words;
use super::routine::{Call, put};

pub(super) fn perform(call: &Call<'_>, code: ffi::STORPORT_FUNCTION_CODE, words: &Words) -> u32 {
    let count = call.core.settings.processors;
    let current = call.core.fiber().processor.get();
    let mask: ffi::KAFFINITY = if count == 64 {
        usize::MAX
    } else {
        (1 << count) - 1
    };
    match code {
        ffi::ExtFunctionGetCurrentProcessorNumber => {
            let number = ffi::PROCESSOR_NUMBER {
                Group: 0,
                Number: u8::try_from(current).unwrap_or(0),
                Reserved: 0,
            };
            put(call, words.word(0), number)
        }
        ffi::ExtFunctionGetCurrentProcessorIndex => {
            put(call, words.word(0), u32::try_from(current).unwrap_or(0))
        }
        ffi::ExtFunctionGetProcessorCount => {
            put(call, words.word(0), u32::try_from(count).unwrap_or(1))
        }
        ffi::ExtFunctionGetActiveGroupCount => put(call, words.word(0), 1u16),
        ffi::ExtFunctionGetActiveNodeCount => put(call, words.word(0), 1u32),
        ffi::ExtFunctionGetHighestNodeNumber => put(call, words.word(0), 0u32),
        ffi::ExtFunctionGetGroupAffinity if words.short(0) == 0 => put(call, words.word(1), mask),
        ffi::ExtFunctionGetNodeAffinity if words.long(0) == 0 => put(
            call,
            words.word(1),
            ffi::GROUP_AFFINITY {
                Mask: mask,
                Group: 0,
                Reserved: [0; 3],
            },
        ),
        ffi::ExtFunctionGetProcessorIndexFromNumber => {
            let number = words.word(0) as *const ffi::PROCESSOR_NUMBER;
            if number.is_null() {
                return call.bad("StorPortGetProcessorIndexFromNumber: the number is NULL");
            }
            // SAFETY: the driver says that a PROCESSOR_NUMBER is there.
            let number = unsafe { number.read_unaligned() };
            if number.Group != 0 || usize::from(number.Number) >= count {
                return ffi::STOR_STATUS_INVALID_PARAMETER;
            }
            put(call, words.word(1), u32::from(number.Number))
        }
        ffi::ExtFunctionGetGroupAffinity | ffi::ExtFunctionGetNodeAffinity => {
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        _ => call.unsupported(),
    }
}
