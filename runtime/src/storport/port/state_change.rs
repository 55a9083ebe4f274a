//! State changes: a unit, a target or a bus has come, gone or become another (`StorPortStateChangeDetected`).

use core::cell::Cell;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};

use crate::ffi;
use crate::role::{HwStateChange, hw_state_change};
use crate::scope::{IsBuilt, Scope};
use crate::shared::argument::WorkItemArgument;
use crate::shared::context::Context;
use crate::storport::error::{self, StorError};
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Address;

/// What has changed. Storport looks at all of it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateChange {
    /// A logical unit.
    Unit(Address),
    /// A target, with its units.
    Target {
        /// Its bus.
        path_id: u8,
        /// Its number there.
        target_id: u8,
    },
    /// A bus, or port, with its targets.
    Bus {
        /// Its number.
        path_id: u8,
    },
}

impl StateChange {
    /// `ChangedEntity`, and the address. The page allows several entities in one call, of which the greatest decides: that is this one.
    fn parts(self) -> (u32, Address) {
        let address = |path_id, target_id| Address {
            path_id,
            target_id,
            lun: 0,
        };
        match self {
            Self::Unit(unit) => (ffi::STATE_CHANGE_LUN, unit),
            Self::Target { path_id, target_id } => {
                (ffi::STATE_CHANGE_TARGET, address(path_id, target_id))
            }
            Self::Bus { path_id } => (ffi::STATE_CHANGE_BUS, address(path_id, 0)),
        }
    }
}

/// A change that Storport is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandledChange {
    /// What the driver had told.
    pub change: StateChange,
    /// The status of its processing.
    pub status: u32,
}

impl HandledChange {
    /// The processing was successful.
    pub fn is_success(&self) -> bool {
        self.status < 0x8000_0000
    }
}

/// Why a change was not told; gives the argument back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "Storport does not know of the change"]
pub enum StateChangeError<A> {
    /// Storport has not finished an earlier one: there is one at a time. Tell it when `#[hw_state_change]` has run.
    Busy(A),
    /// Storport refused.
    Refused(StorError, A),
}

impl<A> StateChangeError<A> {
    /// The argument that was not delivered.
    pub fn into_argument(self) -> A {
        match self {
            Self::Busy(argument) | Self::Refused(_, argument) => argument,
        }
    }
}

impl<A> fmt::Display for StateChangeError<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy(_) => f.write_str("an earlier state change is not finished"),
            Self::Refused(error, _) => write!(f, "StorPortStateChangeDetected: {error}"),
        }
    }
}

/// The change that Storport is busy with. All zero where there is none.
///
/// The address must stay as it is until the callback comes, so it lies here.
#[derive(Debug)]
pub(crate) struct PendingChange {
    taken: AtomicBool,
    /// Written by who has taken it, before Storport hears of it; read in the callback.
    change: Cell<Option<StateChange>>,
    address: Cell<ffi::STOR_ADDR_BTL8>,
}

impl PendingChange {
    /// The callback has come: the place is free.
    ///
    /// # Safety
    /// This is the callback of the change.
    pub(crate) unsafe fn finish(&self, status: u32) -> HandledChange {
        let change = self.change.get();
        self.taken.store(false, Ordering::Release);
        HandledChange {
            change: change.unwrap_or(StateChange::Bus { path_id: 0 }),
            status,
        }
    }
}

/// (A trait for the sake of `state_change_detected::<handler>`: the argument's type is not written.) Harmless to implement.
pub trait DetectStateChange<E: DeviceExtension, S: Scope, A: WorkItemArgument> {
    /// Tells Storport what has changed (`StorPortStateChangeDetected`), which then enumerates it again, and calls the
    /// `#[hw_state_change]` function `H` with `argument` when that is done. Any IRQL.
    ///
    /// # Errors
    /// [`StateChangeError`]; the argument comes back.
    fn state_change_detected<H: HwStateChange<E, A>>(
        &mut self,
        change: StateChange,
        argument: A,
    ) -> Result<(), StateChangeError<A>>
    where
        S::Extension: IsBuilt;
}

impl<E: DeviceExtension, S: Scope, A: WorkItemArgument> DetectStateChange<E, S, A>
    for Context<'_, E, S>
{
    fn state_change_detected<H: HwStateChange<E, A>>(
        &mut self,
        change: StateChange,
        argument: A,
    ) -> Result<(), StateChangeError<A>>
    where
        S::Extension: IsBuilt,
    {
        let pending = &self.storage().kept.state_change;
        if pending.taken.swap(true, Ordering::Acquire) {
            return Err(StateChangeError::Busy(argument));
        }
        let (entity, address) = change.parts();
        pending.change.set(Some(change));
        pending.address.set(ffi::STOR_ADDR_BTL8 {
            Type: ffi::STOR_ADDRESS_TYPE_BTL8,
            Port: 0,
            AddressLength: ffi::STOR_ADDR_BTL8_ADDRESS_LENGTH,
            Path: address.path_id,
            Target: address.target_id,
            Lun: address.lun,
            Reserved: 0,
        });
        let raw = argument.into_raw();
        let routine = hw_state_change::routine::<H, E, A>;
        // SAFETY: the adapter is the context's own; a BTL8 address is a `STOR_ADDRESS`, and stays as it is until the callback, which
        // unpacks the argument type that was packed.
        let status = unsafe {
            ffi::StorPortStateChangeDetected(
                self.device_extension(),
                entity,
                pending.address.as_ptr().cast(),
                0,
                Some(routine),
                raw,
            )
        };
        let Err(error) = error::answer(status) else {
            return Ok(());
        };
        pending.taken.store(false, Ordering::Release);
        // SAFETY: Storport did not take the argument: it is unpacked here, once.
        let argument = unsafe { A::from_raw(raw) };
        Err(if status == ffi::STOR_STATUS_UNSUCCESSFUL {
            StateChangeError::Busy(argument)
        } else {
            StateChangeError::Refused(error, argument)
        })
    }
}
