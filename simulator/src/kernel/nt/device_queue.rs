//! Device queues: they know whether the device is busy, and keep what waits for it.

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::list;
use crate::verifier::Rule;

/// `Type` of a `KDEVICE_QUEUE`.
const TYPE: ffi::CSHORT = 0x14;

routines! {
    /// Initialises a device queue: empty, and the device is not busy.
    KeInitializeDeviceQueue(queue: ffi::PKDEVICE_QUEUE) -> (), UP_TO_DISPATCH => |call| initialize(call, queue), else ();
    /// Queues an entry if the device is busy; FALSE if it was not, and is now.
    KeInsertDeviceQueue(queue: ffi::PKDEVICE_QUEUE, entry: ffi::PKDEVICE_QUEUE_ENTRY) -> ffi::BOOLEAN, DISPATCH
        => |call| insert(call, queue, entry, None), else ffi::FALSE;
    /// The same, in the order of keys.
    KeInsertByKeyDeviceQueue(
        queue: ffi::PKDEVICE_QUEUE, entry: ffi::PKDEVICE_QUEUE_ENTRY, key: ffi::ULONG
    ) -> ffi::BOOLEAN, DISPATCH => |call| insert(call, queue, entry, Some(key)), else ffi::FALSE;
    /// Takes the first entry; NULL if there is none, and the device is not busy from now on.
    KeRemoveDeviceQueue(queue: ffi::PKDEVICE_QUEUE) -> ffi::PKDEVICE_QUEUE_ENTRY, DISPATCH
        => |call| remove(call, queue, None), else std::ptr::null_mut();
    /// The same, from a key on.
    KeRemoveByKeyDeviceQueue(queue: ffi::PKDEVICE_QUEUE, key: ffi::ULONG) -> ffi::PKDEVICE_QUEUE_ENTRY, DISPATCH
        => |call| remove(call, queue, Some(key)), else std::ptr::null_mut();
    /// Takes one entry out; whether it was queued.
    KeRemoveEntryDeviceQueue(queue: ffi::PKDEVICE_QUEUE, entry: ffi::PKDEVICE_QUEUE_ENTRY) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| remove_entry(call, queue, entry), else ffi::FALSE;
}

fn initialize(call: &Call<'_>, queue: ffi::PKDEVICE_QUEUE) {
    if !call.is_place(queue) {
        return;
    }
    // SAFETY: the driver says that a queue is there; it is not NULL and aligned.
    unsafe {
        let head = &raw mut (*queue).DeviceListHead;
        queue.write(ffi::KDEVICE_QUEUE {
            Type: TYPE,
            Size: ffi::CSHORT::try_from(size_of::<ffi::KDEVICE_QUEUE>()).unwrap_or(0),
            DeviceListHead: list::empty(head),
            Lock: 0,
            Busy: ffi::FALSE,
        });
    }
}

/// Whether a queue was initialised; what is wrong is reported.
fn is_queue(call: &Call<'_>, queue: ffi::PKDEVICE_QUEUE) -> bool {
    if !call.is_place(queue) {
        return false;
    }
    // SAFETY: the driver says that a queue is there; it is not NULL and aligned. An entry leads back to what it follows.
    let whole = unsafe {
        let head = &raw mut (*queue).DeviceListHead;
        let (first, last) = ((*head).Flink, (*head).Blink);
        (*queue).Type == TYPE
            && !first.is_null()
            && !last.is_null()
            && (first == head) == (last == head)
    };
    if !whole {
        call.violation(
            Rule::ObjectNotInitialised,
            format!(
                "{}: the device queue was not initialised",
                call.routine.name
            ),
        );
    }
    whole
}

fn wrong(call: &Call<'_>, what: &str) {
    call.violation(Rule::DeviceQueue, format!("{}: {what}", call.routine.name));
}

fn insert(
    call: &Call<'_>,
    queue: ffi::PKDEVICE_QUEUE,
    entry: ffi::PKDEVICE_QUEUE_ENTRY,
    key: Option<u32>,
) -> ffi::BOOLEAN {
    if !is_queue(call, queue) || !call.is_place(entry) {
        return ffi::FALSE;
    }
    // SAFETY: a queue that was initialised; the driver gives the entry to it, and keeps what is in it.
    unsafe {
        (*entry).SortKey = key.unwrap_or(0);
        if (*queue).Busy == ffi::FALSE {
            (*queue).Busy = ffi::TRUE;
            (*entry).Inserted = ffi::FALSE;
            return ffi::FALSE;
        }
        let head = &raw mut (*queue).DeviceListHead;
        if find(head, |other| other == entry).is_some() {
            wrong(call, "the entry is in the queue already");
            return ffi::TRUE;
        }
        // Behind all with the same key.
        let behind = key.and_then(|key| find(head, |other| (*other).SortKey > key));
        let next = behind.map_or(head, |behind| &raw mut (*behind).DeviceListEntry);
        list::insert_before(next, &raw mut (*entry).DeviceListEntry);
        (*entry).Inserted = ffi::TRUE;
    }
    ffi::TRUE
}

/// The first entry of a queue that is wanted.
///
/// # Safety
///
/// The head is that of a queue that was initialised, and the driver has kept its entries.
unsafe fn find(
    head: *mut ffi::LIST_ENTRY,
    wanted: impl Fn(ffi::PKDEVICE_QUEUE_ENTRY) -> bool,
) -> Option<ffi::PKDEVICE_QUEUE_ENTRY> {
    // SAFETY: the caller's word. The links are the first field of an entry.
    unsafe {
        let mut at = (*head).Flink;
        while at != head {
            let entry = at.cast::<ffi::KDEVICE_QUEUE_ENTRY>();
            if wanted(entry) {
                return Some(entry);
            }
            at = (*at).Flink;
        }
    }
    None
}

/// Takes an entry out of its queue.
///
/// # Safety
///
/// It is in a queue that was initialised, and the driver has kept its entries.
unsafe fn unlink(entry: ffi::PKDEVICE_QUEUE_ENTRY) {
    // SAFETY: the caller's word.
    unsafe {
        let links = (*entry).DeviceListEntry;
        (*links.Blink).Flink = links.Flink;
        (*links.Flink).Blink = links.Blink;
        (*entry).Inserted = ffi::FALSE;
    }
}

fn remove(
    call: &Call<'_>,
    queue: ffi::PKDEVICE_QUEUE,
    key: Option<u32>,
) -> ffi::PKDEVICE_QUEUE_ENTRY {
    if !is_queue(call, queue) {
        return std::ptr::null_mut();
    }
    // SAFETY: a queue that was initialised, whose entries the driver keeps.
    unsafe {
        if (*queue).Busy == ffi::FALSE {
            wrong(call, "the device is not busy");
        }
        let head = &raw mut (*queue).DeviceListHead;
        let first = find(head, |_| true);
        let from_key = key.and_then(|key| find(head, |entry| (*entry).SortKey >= key));
        let Some(entry) = from_key.or(first) else {
            (*queue).Busy = ffi::FALSE;
            return std::ptr::null_mut();
        };
        unlink(entry);
        entry
    }
}

fn remove_entry(
    call: &Call<'_>,
    queue: ffi::PKDEVICE_QUEUE,
    entry: ffi::PKDEVICE_QUEUE_ENTRY,
) -> ffi::BOOLEAN {
    if !is_queue(call, queue) || !call.is_place(entry) {
        return ffi::FALSE;
    }
    // SAFETY: a queue that was initialised, whose entries the driver keeps.
    unsafe {
        let head = &raw mut (*queue).DeviceListHead;
        let found = find(head, |other| other == entry);
        if found.is_some() {
            unlink(entry);
        }
        ffi::BOOLEAN::from(found.is_some())
    }
}
