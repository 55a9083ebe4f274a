//! What both control roles do: the query, and a control type in its context.
//!
//! The pages of both callbacks have tables of IRQLs and locks; that of `HW_UNIT_CONTROL` calls the first argument a per-unit area, which
//! no header and no driver that ships knows: it is the device extension.

use core::cell::Cell;
use core::slice;
use core::sync::atomic::Ordering;

use super::entry::{self, Callback, Levels};
use crate::checked;
use crate::control::{Parameter, Place};
use crate::ffi::{self, PVOID};
use crate::irql::{Dispatch, Irql};
use crate::kind::Kind;
use crate::lock::zeroed_handle;
use crate::role::Role;
use crate::scope::Scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::pool;

/// What Storport passed.
#[derive(Clone, Copy)]
pub(crate) struct Arrived {
    pub(crate) role: Role,
    pub(crate) extension: PVOID,
    pub(crate) control_type: i32,
    pub(crate) parameters: PVOID,
}

/// The control type of the query, of adapters and of units.
pub(super) const QUERY: i32 = ffi::ScsiQuerySupportedControlTypes;

/// Where a control type comes.
const fn levels<E: DeviceExtension>(place: Place) -> Levels {
    match place {
        Place::Stopped => entry::device_unless_virtual::<E>(),
        Place::Settled | Place::Passive => entry::PASSIVE,
        Place::Gone | Place::BelowDispatch => entry::BELOW_DISPATCH,
        Place::UpToDispatch => entry::UP_TO_DISPATCH,
        Place::Dispatch => entry::DISPATCH,
    }
}

/// Calls the driver with one control type, and says whether it was done.
///
/// # Safety
/// Storport called the callback of a driver with extension `E`; scope `S` is that of `place`, and `P` the parameter of the type.
#[inline(always)]
pub(crate) unsafe fn serve<E: DeviceExtension, S: Scope, P: Parameter>(
    arrived: Arrived,
    place: Place,
    call: impl for<'c> FnOnce(&'c E, Context<'c, E, S>, P::Given<'c>) -> bool,
) -> bool {
    // SAFETY: the caller's word.
    unsafe {
        if place == Place::Stopped && !E::Kind::VIRTUAL {
            with_interrupt_lock(arrived.extension, || enter::<E, S, P>(arrived, place, call))
        } else {
            enter::<E, S, P>(arrived, place, call)
        }
    }
}

/// Runs `body` at `DIRQL` with the interrupt lock: `ScsiStopAdapter` or `ScsiRestartAdapter` of a physical miniport.
///
/// The page of `HW_ADAPTER_CONTROL` says that Storport calls it so; that of `StorPortAcquireSpinLock` says that no lock is held and all
/// may be acquired, and drivers that ship do in it what is not allowed above `DISPATCH_LEVEL`. The runtime looks at the IRQL and
/// acquires the lock where Storport does not hold it; a Storport that does not tell the IRQL is believed to do as the first page says.
///
/// # Safety
/// This is one of the two.
unsafe fn with_interrupt_lock(extension: PVOID, body: impl FnOnce() -> bool) -> bool {
    // SAFETY: the lock is acquired where it is not held, in a callback that may acquire it, and released once.
    unsafe {
        let is_held = pool::current_irql(extension).is_none_or(|irql| irql > Dispatch::LEVEL);
        let (none, mut handle) = (core::ptr::null_mut(), zeroed_handle());
        if !is_held {
            ffi::StorPortAcquireSpinLock(extension, ffi::InterruptLock, none, &raw mut handle);
        }
        let is_done = body();
        if !is_held {
            ffi::StorPortReleaseSpinLock(extension, &raw mut handle);
        }
        is_done
    }
}

/// # Safety
/// As [`serve`].
unsafe fn enter<E: DeviceExtension, S: Scope, P: Parameter>(
    arrived: Arrived,
    place: Place,
    call: impl for<'c> FnOnce(&'c E, Context<'c, E, S>, P::Given<'c>) -> bool,
) -> bool {
    let Arrived {
        role,
        extension,
        parameters,
        ..
    } = arrived;
    let answered = Cell::new(false);
    // SAFETY: the caller's word. The extension is used if find-adapter has built it and its end has not come, which a type that nothing
    // else of plug and play overtakes need not hold off, and any other does, as a work item.
    unsafe {
        let callback: Callback<'_, E, S> = entry::enter(role, levels::<E>(place), extension);
        let storage = callback.cx.storage();
        let works = &storage.kept.works;
        let holds = !matches!(place, Place::Stopped | Place::Settled | Place::Gone);
        let is_there = if holds {
            storage.life.hold(works)
        } else {
            storage.life.is_alive()
        };
        if !is_there {
            // ScsiStopAdapter follows the request that removes the adapter: there is nothing left to do, and nobody to answer.
            return !P::IS_ANSWERED;
        }
        let parameter = parameters.cast::<P::Raw>();
        if size_of::<P::Raw>() != 0 {
            checked::pointer(role, parameter);
        }
        let given = P::given(parameter, &answered);
        let adapter = callback.extension(role);
        let (cx, entry) = callback.split();
        let is_done = given.is_some_and(|given| call(adapter, cx, given))
            && (answered.get() || !P::IS_ANSWERED);
        drop(entry);
        if holds {
            works.fetch_sub(1, Ordering::Release);
        }
        is_done
    }
}

/// Fills `SCSI_SUPPORTED_CONTROL_TYPE_LIST`: TRUE for the query and for each type of `numbers`, one bit each, as far as the list has room.
///
/// # Safety
/// `parameters` is Storport's list.
pub(crate) unsafe fn list_supported(role: Role, parameters: PVOID, numbers: u64) {
    let list = parameters.cast::<ffi::SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
    checked::pointer(role, list);
    // SAFETY: the list has as many entries as it says.
    let entries = unsafe {
        slice::from_raw_parts_mut(
            (&raw mut (*list).SupportedTypeList).cast::<u8>(),
            (*list).MaxControlType as usize,
        )
    };
    for (number, entry) in (0..u64::BITS).zip(entries) {
        if (1 | numbers) >> number & 1 != 0 {
            *entry = ffi::TRUE;
        }
    }
}
