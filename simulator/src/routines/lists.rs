//! Interlocked lists. One thread runs all, so that every operation is atomic.

use miniport::ffi;

use super::Words;
use super::routine::{Call, put};

/// A singly linked list: `Alignment` holds the address of its first entry, `Region` their number.
pub(super) fn perform(call: &Call<'_>, code: ffi::STORPORT_FUNCTION_CODE, words: &Words) -> u32 {
    if words.word(0) == 0 {
        return call.bad(format!(
            "{}: the head of the list is NULL",
            call.routine.name
        ));
    }
    match code {
        ffi::ExtFunctionInterlockedInsertHeadList => insert(call, words, true),
        ffi::ExtFunctionInterlockedInsertTailList => insert(call, words, false),
        ffi::ExtFunctionInterlockedRemoveHeadList => remove(call, words),
        _ => single(call, code, words),
    }
}

fn single(call: &Call<'_>, code: ffi::STORPORT_FUNCTION_CODE, words: &Words) -> u32 {
    if !words.word(0).is_multiple_of(16) {
        return call.bad("a STOR_SLIST_HEADER is not aligned to 16 bytes");
    }
    // SAFETY: the driver says that a list head is there; it is aligned, and all of it is the port driver's.
    let head = unsafe { &mut *(words.word(0) as *mut ffi::STOR_SLIST_HEADER) };
    let first = usize::try_from(head.Alignment).unwrap_or(0);
    match code {
        ffi::ExtFunctionInitializeSListHead => {
            (head.Alignment, head.Region) = (0, 0);
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionInterlockedFlushSList => {
            (head.Alignment, head.Region) = (0, 0);
            put(call, words.word(1), first)
        }
        ffi::ExtFunctionInterlockedPopEntrySList => {
            if first != 0 {
                // SAFETY: an entry that the driver pushed and that is still in the list.
                head.Alignment = unsafe { (*(first as *const ffi::STOR_SLIST_ENTRY)).Next } as u64;
                head.Region -= 1;
            }
            put(call, words.word(1), first)
        }
        ffi::ExtFunctionInterlockedPushEntrySList => {
            let entry = words.word(1) as *mut ffi::STOR_SLIST_ENTRY;
            if entry.is_null() {
                return call.bad("an entry of a list is NULL");
            }
            // SAFETY: the driver gives the entry to the list.
            unsafe { (*entry).Next = first as ffi::PSTOR_SLIST_ENTRY };
            head.Alignment = entry as u64;
            head.Region += 1;
            put(call, words.word(2), first)
        }
        _ => put(
            call,
            words.word(1),
            i16::try_from(head.Region).unwrap_or(i16::MAX),
        ),
    }
}

fn insert(call: &Call<'_>, words: &Words, at_head: bool) -> u32 {
    let (head, entry) = (
        words.word(0) as *mut ffi::STOR_LIST_ENTRY,
        words.word(1) as *mut ffi::STOR_LIST_ENTRY,
    );
    if entry.is_null() {
        return call.bad("an entry of a list is NULL");
    }
    // SAFETY: the driver says that an initialised list is there, and gives the entry to it.
    let before = unsafe {
        let other = if at_head {
            (*head).Flink
        } else {
            (*head).Blink
        };
        if at_head {
            (*entry).Flink = other;
            (*entry).Blink = head;
            (*other).Blink = entry;
            (*head).Flink = entry;
        } else {
            (*entry).Blink = other;
            (*entry).Flink = head;
            (*other).Flink = entry;
            (*head).Blink = entry;
        }
        if other == head { 0 } else { other as usize }
    };
    put(call, words.word(2), before)
}

fn remove(call: &Call<'_>, words: &Words) -> u32 {
    let head = words.word(0) as *mut ffi::STOR_LIST_ENTRY;
    // SAFETY: the driver says that an initialised list is there.
    let first = unsafe {
        let first = (*head).Flink;
        if first == head {
            0
        } else {
            (*head).Flink = (*first).Flink;
            (*(*first).Flink).Blink = head;
            first as usize
        }
    };
    put(call, words.word(1), first)
}
