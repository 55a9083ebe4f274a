//! Processors, groups and nodes: one group, one node.

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;

fn current(call: &Call<'_>) -> u32 {
    u32::try_from(call.kernel.fiber().processor.get()).unwrap_or(0)
}

/// The processors of a machine, as bits.
fn mask(call: &Call<'_>) -> ffi::KAFFINITY {
    usize::MAX >> (64 - call.kernel.settings.processors)
}

pub(super) fn current_number(call: &Call<'_>, words: &Words) -> u32 {
    let number = ffi::PROCESSOR_NUMBER {
        Group: 0,
        Number: u8::try_from(current(call)).unwrap_or(0),
        Reserved: 0,
    };
    put(call, words.word(0), number)
}

pub(super) fn current_index(call: &Call<'_>, words: &Words) -> u32 {
    put(call, words.word(0), current(call))
}

pub(super) fn count(call: &Call<'_>, words: &Words) -> u32 {
    let count = u32::try_from(call.kernel.settings.processors).unwrap_or(1);
    put(call, words.word(0), count)
}

pub(super) fn group_affinity(call: &Call<'_>, words: &Words) -> u32 {
    if words.short(0) != 0 {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    put(call, words.word(1), mask(call))
}

pub(super) fn node_affinity(call: &Call<'_>, words: &Words) -> u32 {
    if words.long(0) != 0 {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let affinity = ffi::GROUP_AFFINITY {
        Mask: mask(call),
        Group: 0,
        Reserved: [0; 3],
    };
    put(call, words.word(1), affinity)
}

pub(super) fn index_from_number(call: &Call<'_>, words: &Words) -> u32 {
    let number = words.word(0) as *const ffi::PROCESSOR_NUMBER;
    if number.is_null() {
        return call.bad("StorPortGetProcessorIndexFromNumber: the number is NULL");
    }
    // SAFETY: the driver says that a PROCESSOR_NUMBER is there.
    let number = unsafe { number.read_unaligned() };
    if number.Group != 0 || usize::from(number.Number) >= call.kernel.settings.processors {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    put(call, words.word(1), u32::from(number.Number))
}
