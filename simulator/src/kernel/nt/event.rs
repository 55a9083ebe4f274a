//! Events.

use miniport::ffi;

use super::call::{Call, routines};
use super::header::{Header, kind};
use crate::kernel::core::Kernel;
use crate::kernel::routine::UP_TO_APC;

routines! {
    /// Initialises an event.
    KeInitializeEvent(event: ffi::PKEVENT, kind: ffi::EVENT_TYPE, state: ffi::BOOLEAN) -> (), ANY
        => |call| initialize(call, event, kind, state != 0), else ();
    /// Signals an event; whether it was signalled.
    KeSetEvent(event: ffi::PKEVENT, _increment: ffi::KPRIORITY, wait: ffi::BOOLEAN) -> ffi::LONG, UP_TO_DISPATCH
        => |call| set(call, event, wait != 0), else 0;
    /// Ends the signal of an event; whether it was signalled.
    KeResetEvent(event: ffi::PKEVENT) -> ffi::LONG, UP_TO_DISPATCH => |call| reset(call, event), else 0;
    /// Ends the signal of an event.
    KeClearEvent(event: ffi::PKEVENT) -> (), UP_TO_DISPATCH => |call| { reset(call, event); }, else ();
    /// Whether an event is signalled.
    KeReadStateEvent(event: ffi::PKEVENT) -> ffi::LONG, UP_TO_DISPATCH => |call| read(call, event), else 0;
}

const EVENTS: [u8; 2] = [kind::NOTIFICATION_EVENT, kind::SYNCHRONIZATION_EVENT];

fn initialize(call: &Call<'_>, event: ffi::PKEVENT, kind: ffi::EVENT_TYPE, state: bool) {
    if !call.is_place(event) {
        return;
    }
    let kind = match kind {
        ffi::NotificationEvent => kind::NOTIFICATION_EVENT,
        ffi::SynchronizationEvent => kind::SYNCHRONIZATION_EVENT,
        other => return call.bad(&format!("{other} is no type of an event")),
    };
    call.kernel.check_new(call.adapter, event);
    super::mutex::event_is_new(call.kernel, event);
    // SAFETY: the driver says that an event is there; it is not NULL and aligned.
    unsafe { Header::initialize(event, kind, state) };
}

fn set(call: &Call<'_>, event: ffi::PKEVENT, wait: bool) -> ffi::LONG {
    if wait {
        call.waits_next(UP_TO_APC);
    }
    let Some(event) = Header::named(call, event, &EVENTS) else {
        return 0;
    };
    let before = event.is_signalled();
    call.kernel.signal(event);
    ffi::LONG::from(before)
}

fn reset(call: &Call<'_>, event: ffi::PKEVENT) -> ffi::LONG {
    let event = Header::named(call, event, &EVENTS);
    event.map_or(0, |event| ffi::LONG::from(event.set(false)))
}

fn read(call: &Call<'_>, event: ffi::PKEVENT) -> ffi::LONG {
    let event = Header::named(call, event, &EVENTS);
    event.map_or(0, |event| ffi::LONG::from(event.is_signalled()))
}

impl Kernel {
    /// Signals an event of a driver's that the I/O manager was given: `false` if it is none.
    ///
    /// # Safety
    ///
    /// There is memory for an event.
    pub unsafe fn signal_event(&self, event: ffi::PKEVENT) -> bool {
        if event.is_null() || !event.is_aligned() {
            return false;
        }
        // SAFETY: the caller's word; checked above.
        let header = unsafe { Header::of(event, &EVENTS) };
        if let Some(header) = header {
            self.signal(header);
        }
        header.is_some()
    }
}
