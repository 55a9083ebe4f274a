//! Lists in a driver's memory that lead in both directions, as wdm.h links them.

use miniport::ffi::{LIST_ENTRY, PLIST_ENTRY};

/// The head of a list that has no entry.
pub(crate) fn empty(head: PLIST_ENTRY) -> LIST_ENTRY {
    LIST_ENTRY {
        Flink: head,
        Blink: head,
    }
}

/// Puts an entry in front of another one, or of the head: behind all.
///
/// # Safety
/// `next` is of a list that was initialised and that its driver has kept; it gives the entry to the list.
pub(crate) unsafe fn insert_before(next: PLIST_ENTRY, entry: PLIST_ENTRY) {
    // SAFETY: the caller's word.
    unsafe {
        let last = (*next).Blink;
        entry.write(LIST_ENTRY {
            Flink: next,
            Blink: last,
        });
        (*last).Flink = entry;
        (*next).Blink = entry;
    }
}

/// Puts an entry at one end: the one that was there, if there was.
///
/// # Safety
/// As for [`insert_before`], of the head.
pub(crate) unsafe fn insert(
    head: PLIST_ENTRY,
    entry: PLIST_ENTRY,
    first: bool,
) -> Option<PLIST_ENTRY> {
    // SAFETY: the caller's word.
    unsafe {
        let before = if first { (*head).Flink } else { (*head).Blink };
        insert_before(if first { before } else { head }, entry);
        (before != head).then_some(before)
    }
}

/// Takes the first entry out, if there is one.
///
/// # Safety
/// The head is of a list that was initialised and that its driver has kept.
pub(crate) unsafe fn remove_first(head: PLIST_ENTRY) -> Option<PLIST_ENTRY> {
    // SAFETY: the caller's word.
    unsafe {
        let entry = (*head).Flink;
        if entry == head {
            return None;
        }
        let next = (*entry).Flink;
        (*head).Flink = next;
        (*next).Blink = head;
        Some(entry)
    }
}
