//! What objects begin with that code waits for: which kind it is, whether it is signalled, and who waits.

use std::ptr::addr_of_mut;

use miniport::ffi;

use super::call::Call;
use crate::kernel::list;
use crate::verifier::Rule;

/// `Type` of a `DISPATCHER_HEADER`.
pub(super) mod kind {
    pub const NOTIFICATION_EVENT: u8 = 0;
    pub const SYNCHRONIZATION_EVENT: u8 = 1;
    pub const QUEUE: u8 = 4;
    /// Windows keeps the type of a queue that was run down; no page says how it knows it.
    pub const QUEUE_RUN_DOWN: u8 = 0x84;
    pub const SEMAPHORE: u8 = 5;
    pub const THREAD: u8 = 6;
    pub const NOTIFICATION_TIMER: u8 = 8;
    pub const SYNCHRONIZATION_TIMER: u8 = 9;
}

/// The header of an object that was initialised.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header(ffi::PDISPATCHER_HEADER);

impl Header {
    /// Initialises the header of an object of some type; it is signalled or not.
    ///
    /// # Safety
    ///
    /// There is memory for the object, and it is aligned.
    pub unsafe fn initialize<T>(object: *mut T, kind: u8, signalled: bool) -> Self {
        let header = object.cast::<ffi::DISPATCHER_HEADER>();
        // SAFETY: the caller's word; every such object begins with a header.
        unsafe {
            // An empty list leads back to its head: one that does not was never initialised, or was moved.
            let head = addr_of_mut!((*header).WaitListHead);
            header.write(ffi::DISPATCHER_HEADER {
                Type: kind,
                Signalling: 0,
                Size: u8::try_from(size_of::<T>() / 4).unwrap_or(0),
                Reserved1: 0,
                SignalState: i32::from(signalled),
                WaitListHead: list::empty(head),
            });
        }
        Self(header)
    }

    /// The header of an object; `None` if it was not initialised as one of these kinds.
    ///
    /// # Safety
    ///
    /// There is memory for the object, and it is aligned.
    pub unsafe fn of<T>(object: *mut T, kinds: &[u8]) -> Option<Self> {
        let header = object.cast::<ffi::DISPATCHER_HEADER>();
        // SAFETY: the caller's word.
        unsafe {
            let list = addr_of_mut!((*header).WaitListHead);
            let whole =
                (*header).WaitListHead.Flink == list && (*header).WaitListHead.Blink == list;
            (whole && kinds.contains(&(*header).Type)).then_some(Self(header))
        }
    }

    /// The header of an object that a driver names; what is wrong is reported.
    pub fn named<T>(call: &Call<'_>, object: *mut T, kinds: &[u8]) -> Option<Self> {
        if !call.is_place(object.cast::<ffi::DISPATCHER_HEADER>()) {
            return None;
        }
        // SAFETY: the driver says that an object is there; it is not NULL and aligned.
        let header = unsafe { Self::of(object, kinds) };
        if header.is_none() {
            call.violation(
                Rule::ObjectNotInitialised,
                format!(
                    "{}: the object was not initialised, or not as one of this kind",
                    call.routine.name
                ),
            );
        }
        header
    }

    pub fn address(self) -> usize {
        self.0 as usize
    }

    pub fn kind(self) -> u8 {
        // SAFETY: an object that was initialised, which is the driver's to keep.
        unsafe { (*self.0).Type }
    }

    /// It is one of another kind from now on.
    pub fn set_kind(self, kind: u8) {
        // SAFETY: as above.
        unsafe { (*self.0).Type = kind };
    }

    pub fn is_signalled(self) -> bool {
        self.state() > 0
    }

    /// Of an object that counts: how many it has.
    pub fn state(self) -> i32 {
        // SAFETY: as above.
        unsafe { (*self.0).SignalState }
    }

    pub fn set_state(self, state: i32) {
        // SAFETY: as above.
        unsafe { (*self.0).SignalState = state };
    }

    /// Sets whether it is signalled: whether it was.
    pub fn set(self, signalled: bool) -> bool {
        let before = self.is_signalled();
        self.set_state(i32::from(signalled));
        before
    }

    /// A wait for it was satisfied: what lets one through only is signalled no more, and what counts has one less.
    pub fn consume(self) {
        match self.kind() {
            kind::SYNCHRONIZATION_EVENT | kind::SYNCHRONIZATION_TIMER => {
                self.set(false);
            }
            kind::SEMAPHORE => self.set_state(self.state() - 1),
            _ => {}
        }
    }
}
