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
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    put(call, words.word(1), mask(call))
}

pub(super) fn node_affinity(call: &Call<'_>, words: &Words) -> u32 {
    if words.long(0) != 0 {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    put(call, words.word(1), affinity(mask(call)))
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

/// Processors of the one group.
fn affinity(mask: ffi::KAFFINITY) -> ffi::GROUP_AFFINITY {
    ffi::GROUP_AFFINITY {
        Mask: mask,
        Group: 0,
        Reserved: [0; 3],
    }
}

/// `StorPortGetNodeAffinity2`
pub(super) fn node_affinities(call: &Call<'_>, words: &Words) -> u32 {
    if words.long(0) != 0 {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let status = put(call, words.word(3), 1u16);
    if status != ffi::STOR_STATUS_SUCCESS {
        return status;
    }
    if words.short(2) == 0 {
        return ffi::STOR_STATUS_BUFFER_TOO_SMALL;
    }
    put(call, words.word(1), affinity(mask(call)))
}

/// A record of `SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX`: a header, the kind's own fields, then one group.
fn record(kind: i32, mask: ffi::KAFFINITY) -> [u8; 48] {
    let mut record = [0; 48];
    record[..4].copy_from_slice(&kind.to_le_bytes());
    record[4..8].copy_from_slice(&48_u32.to_le_bytes());
    record[30..32].copy_from_slice(&1_u16.to_le_bytes());
    record[32..40].copy_from_slice(&mask.to_le_bytes());
    record
}

/// `StorPortGetLogicalProcessorRelationship`: each processor is a core of one package, in one node; the machine has no caches.
pub(super) fn relations(call: &Call<'_>, words: &Words) -> u32 {
    let (number, kind) = (words.word(0), words.long(1).cast_signed());
    let (buffer, length) = (words.word(2), words.word(3));
    let processors = call.kernel.settings.processors;
    let asked = if number == 0 {
        None
    } else {
        // SAFETY: the driver says that a PROCESSOR_NUMBER is there.
        let number = unsafe { (number as *const ffi::PROCESSOR_NUMBER).read_unaligned() };
        if number.Group != 0 || usize::from(number.Number) >= processors {
            return ffi::STOR_STATUS_INVALID_PARAMETER;
        }
        Some(usize::from(number.Number))
    };
    let masks: Vec<ffi::KAFFINITY> = match kind {
        ffi::RelationProcessorCore => {
            let those = asked.map_or(0..processors, |one| one..one + 1);
            those.map(|processor| 1 << processor).collect()
        }
        ffi::RelationNumaNode | ffi::RelationProcessorPackage => vec![mask(call)],
        ffi::RelationCache => Vec::new(),
        _ => {
            return call.bad(format!("processors are asked for relation {kind}"));
        }
    };
    let records: Vec<u8> = masks.iter().flat_map(|&mask| record(kind, mask)).collect();
    if length == 0 {
        return call.bad("StorPortGetLogicalProcessorRelationship: the length is NULL");
    }
    // SAFETY: the driver says that a ULONG is there.
    let room = unsafe { (length as *const u32).read_unaligned() } as usize;
    put(
        call,
        length,
        u32::try_from(records.len()).unwrap_or(u32::MAX),
    );
    if records.len() > room || (buffer == 0 && !records.is_empty()) {
        return ffi::STOR_STATUS_BUFFER_TOO_SMALL;
    }
    if !records.is_empty() {
        // SAFETY: the driver says that the buffer has `room` bytes.
        unsafe {
            std::ptr::copy_nonoverlapping(records.as_ptr(), buffer as *mut u8, records.len());
        }
    }
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortGetMessageInterruptIDFromProcessorIndex`: a message that interrupts this processor.
pub(super) fn message(call: &Call<'_>, words: &Words) -> u32 {
    let processor = words.long(0) as usize;
    let Some(hardware) = call.adapter().hardware.as_ref() else {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    };
    if processor >= call.kernel.settings.processors {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let messages = hardware.messages.borrow();
    let found = messages
        .iter()
        .position(|message| message.processor == processor);
    match found {
        Some(message) => put(call, words.word(1), u32::try_from(message).unwrap_or(0)),
        None => ffi::STOR_STATUS_UNSUCCESSFUL,
    }
}
