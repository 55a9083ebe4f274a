//! A hook in every callback of the depot: a test does one thing wrong (or different), the rest stays right.

use std::cell::RefCell;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::Role;

use super::depot::{Extension, extension};

/// A callback that was called.
pub struct Event<'a> {
    pub role: Role,
    pub device: PDEVICE_OBJECT,
    /// NULL where there is none.
    pub irp: PIRP,
    /// The functions of a dispatch routine's IRP.
    pub function: (UCHAR, UCHAR),
    normal: &'a dyn Fn() -> NTSTATUS,
}

impl Event<'_> {
    /// What the depot does, and its result.
    pub fn proceed(&self) -> NTSTATUS {
        (self.normal)()
    }

    #[allow(clippy::mut_from_ref, reason = "the drivers are written as in C")]
    pub fn extension(&self) -> &mut Extension {
        unsafe { extension(self.device) }
    }

    /// Whether it is the dispatch routine, for this major function.
    pub fn is(&self, major: UCHAR) -> bool {
        self.role == Role::DriverDispatch && self.function.0 == major
    }

    pub fn is_pnp(&self, minor: UCHAR) -> bool {
        self.role == Role::DriverDispatch && self.function == (IRP_MJ_PNP, minor)
    }
}

type Hook = Rc<dyn Fn(&Event<'_>) -> NTSTATUS>;

thread_local! {
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

/// Has a hook called in every callback of this thread's drivers from now on.
pub fn set_hook(hook: impl Fn(&Event<'_>) -> NTSTATUS + 'static) {
    HOOK.set(Some(Rc::new(hook)));
}

pub fn clear_hook() {
    HOOK.set(None);
}

/// Runs a callback under the hook.
pub unsafe fn run(
    role: Role,
    device: PDEVICE_OBJECT,
    irp: PIRP,
    normal: &dyn Fn() -> NTSTATUS,
) -> NTSTATUS {
    let Some(hook) = HOOK.with_borrow(Clone::clone) else {
        return normal();
    };
    let function = if role == Role::DriverDispatch {
        let place = unsafe { &*IoGetCurrentIrpStackLocation(irp) };
        (place.MajorFunction, place.MinorFunction)
    } else {
        (0, 0)
    };
    hook(&Event {
        role,
        device,
        irp,
        function,
        normal,
    })
}
