//! Interlocked lists. One thread runs all, so that every operation is atomic.

use std::ptr::null_mut;

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;
use crate::kernel::list;

fn is_null(call: &Call<'_>, words: &Words) -> bool {
    let null = words.word(0) == 0;
    if null {
        let name = call.routine.name;
        call.bad(format!("{name}: the head of the list is NULL"));
    }
    null
}

/// Does something with a singly linked list: `Alignment` holds the address of its first entry, `Region` their number.
fn single(
    call: &Call<'_>,
    words: &Words,
    what: impl FnOnce(&mut ffi::STOR_SLIST_HEADER, usize) -> u32,
) -> u32 {
    if is_null(call, words) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    if !words.word(0).is_multiple_of(16) {
        return call.bad("a STOR_SLIST_HEADER is not aligned to 16 bytes");
    }
    // SAFETY: the driver says that a list head is there; it is aligned, and all of it is the port driver's.
    let head = unsafe { &mut *(words.word(0) as *mut ffi::STOR_SLIST_HEADER) };
    let first = usize::try_from(head.Alignment).unwrap_or(0);
    what(head, first)
}

pub(super) fn initialize(call: &Call<'_>, words: &Words) -> u32 {
    single(call, words, |head, _| {
        (head.Alignment, head.Region) = (0, 0);
        ffi::STOR_STATUS_SUCCESS
    })
}

pub(super) fn flush(call: &Call<'_>, words: &Words) -> u32 {
    single(call, words, |head, first| {
        (head.Alignment, head.Region) = (0, 0);
        put(call, words.word(1), first)
    })
}

pub(super) fn pop(call: &Call<'_>, words: &Words) -> u32 {
    single(call, words, |head, first| {
        if first != 0 {
            // SAFETY: an entry that the driver pushed and that is still in the list.
            head.Alignment = unsafe { (*(first as *const ffi::STOR_SLIST_ENTRY)).Next } as u64;
            head.Region -= 1;
        }
        put(call, words.word(1), first)
    })
}

pub(super) fn push(call: &Call<'_>, words: &Words) -> u32 {
    single(call, words, |head, first| {
        let entry = words.word(1) as *mut ffi::STOR_SLIST_ENTRY;
        if entry.is_null() {
            return call.bad("an entry of a list is NULL");
        }
        // SAFETY: the driver gives the entry to the list.
        unsafe { (*entry).Next = first as ffi::PSTOR_SLIST_ENTRY };
        head.Alignment = entry as u64;
        head.Region += 1;
        put(call, words.word(2), first)
    })
}

pub(super) fn depth(call: &Call<'_>, words: &Words) -> u32 {
    single(call, words, |head, _| {
        let depth = i16::try_from(head.Region).unwrap_or(i16::MAX);
        put(call, words.word(1), depth)
    })
}

pub(super) fn insert(call: &Call<'_>, words: &Words, at_head: bool) -> u32 {
    if is_null(call, words) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let (head, entry) = (
        words.word(0) as ffi::PLIST_ENTRY,
        words.word(1) as ffi::PLIST_ENTRY,
    );
    if entry.is_null() {
        return call.bad("an entry of a list is NULL");
    }
    // SAFETY: the driver says that an initialised list is there, and gives the entry to it.
    let before = unsafe { list::insert(head, entry, at_head) };
    put(call, words.word(2), before.unwrap_or(null_mut()))
}

pub(super) fn remove(call: &Call<'_>, words: &Words) -> u32 {
    if is_null(call, words) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let head = words.word(0) as ffi::PLIST_ENTRY;
    // SAFETY: the driver says that an initialised list is there.
    let first = unsafe { list::remove_first(head) };
    put(call, words.word(1), first.unwrap_or(null_mut()))
}
