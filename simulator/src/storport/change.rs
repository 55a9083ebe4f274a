//! State changes that a driver has told (`StorPortStateChangeDetected`): one at a time, handled after a while.

use std::cell::RefCell;
use std::ffi::c_void;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::port::Storport;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::kernel::time::MICROSECOND;
use crate::verifier::{Role, Rule};

/// A change as the driver told it.
pub(super) struct Change {
    /// Where the driver has the address.
    pub address: usize,
    /// What it was.
    pub at: ffi::STOR_ADDR_BTL8,
    pub routine: ffi::PHW_STATE_CHANGE,
    pub context: usize,
}

/// The change of an adapter that is handled.
#[derive(Default)]
pub(crate) struct StateChanges {
    pending: RefCell<Option<Change>>,
}

impl StateChanges {
    pub fn is_pending(&self) -> bool {
        self.pending.borrow().is_some()
    }
}

/// The bytes of an address.
fn parts(address: &ffi::STOR_ADDR_BTL8) -> (u16, u8, u8, u8) {
    (address.Type, address.Path, address.Target, address.Lun)
}

impl Storport<'_> {
    /// A change is handled some time later, and the driver's callback comes at `DISPATCH_LEVEL` with the StartIo lock.
    pub(super) fn begin_state_change(&self, adapter: &Rc<AdapterState>, change: Change) {
        adapter.state_change.pending.replace(Some(change));
        let adapter = Rc::clone(adapter);
        let delay = self.kernel.between(0, 300 * MICROSECOND);
        self.schedule(delay, move |core| {
            core.make_ready(DISPATCH_LEVEL, move |core| {
                core.end_state_change(&adapter);
            });
        });
    }

    fn end_state_change(&self, adapter: &Rc<AdapterState>) {
        let Some(change) = adapter.state_change.pending.take() else {
            return;
        };
        // Whether a change that is pending is told of before the adapter goes, no page says.
        if !adapter.may_be_called_beside() {
            return;
        }
        // SAFETY: the address is the driver's until the callback.
        let now = unsafe { (change.address as *const ffi::STOR_ADDR_BTL8).read_unaligned() };
        if parts(&now) != parts(&change.at) {
            self.broke(
                adapter,
                Rule::BadParameter,
                "the address of a state change is another one when the change is handled",
            );
        }
        let Some(routine) = change.routine else {
            return;
        };
        // An enumeration may fail, for reasons that are not the driver's.
        let status = if self.kernel.chance(8) {
            ffi::STATUS_UNSUCCESSFUL.cast_unsigned()
        } else {
            0
        };
        let (extension, context) = (adapter.device_extension(), change.context as *mut c_void);
        let address = change.address as *mut c_void;
        let kind = ffi::STOR_ADDRESS_TYPE_BTL8.cast_signed();
        self.kernel.with_locks(&[adapter.startio_lock()], || {
            // SAFETY: the driver gave the routine for this extension and context; the address is where it was.
            self.call_beside(adapter, Role::HwStateChange, || unsafe {
                routine(extension, context, kind, address, status);
            });
        });
    }
}
