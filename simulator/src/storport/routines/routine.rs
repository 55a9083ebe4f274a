//! What a call of a routine of Storport has, and the rows that routines are written as.

use std::rc::Rc;

use miniport::ffi;

use crate::kernel::core::Kernel;
use crate::kernel::elsewhere;
use crate::kernel::routine::Routine;
use crate::storport::adapter::AdapterState;
use crate::storport::port::Storport;
use crate::verifier::{Role, Rule};

pub(super) use crate::kernel::routine::exports;

/// The callbacks that initialise an adapter.
pub(super) const INITIALIZING: u64 = Role::HwInitialize.bit() | Role::HwPassiveInitialize.bit();
/// The callbacks that find an adapter.
pub(super) const FINDING: u64 =
    Role::HwFindAdapter.bit() | Role::VirtualHwFindAdapter.bit() | Role::DumpHwFindAdapter.bit();

/// A table of routines of Storport, each a function of the [`Call`]: the rows of `kernel::routine::routines`.
macro_rules! routines {
    ($($rows:tt)*) => {
        $crate::kernel::routine::routines! {
            $crate::storport::routines::routine::Call<'_>; $($rows)*
        }
    };
}
pub(super) use routines;

/// A call of a routine. Its end is the return of the routine.
pub(super) struct Call<'a> {
    pub storport: Storport<'a>,
    pub kernel: &'a Kernel,
    pub routine: &'static Routine,
    adapter: Option<Rc<AdapterState>>,
}

impl Call<'_> {
    /// A routine without a device extension; `None` where no machine runs.
    pub fn enter(routine: &'static Routine) -> Option<Self> {
        let storport = Storport::current()?;
        let caller = storport.kernel.enter(routine)?;
        Some(Self {
            storport,
            kernel: storport.kernel,
            routine,
            adapter: caller.adapter.and_then(|number| storport.adapter(number)),
        })
    }

    /// A routine for an adapter; `None` if the device extension is none.
    pub fn enter_for(routine: &'static Routine, extension: ffi::PVOID) -> Option<Self> {
        let Some(mut call) = Self::enter(routine) else {
            if Storport::current().is_none() {
                elsewhere::called(routine.name, extension as usize);
            }
            return None;
        };
        if call
            .adapter
            .as_ref()
            .is_none_or(|adapter| adapter.device_extension() != extension)
        {
            call.adapter = call.storport.adapter_of_extension(extension as usize);
            if call.adapter.is_none() {
                call.violation(
                    Rule::BadParameter,
                    format!("{extension:p} is no device extension"),
                );
                return None;
            }
        }
        Some(call)
    }

    /// Does what the routine does, and returns from it.
    pub fn run<R>(self, body: impl FnOnce(&Self) -> R) -> R {
        body(&self)
    }

    /// The adapter; routines that were entered with one have it.
    pub fn adapter(&self) -> &Rc<AdapterState> {
        self.adapter
            .as_ref()
            .expect("the routine was entered with a device extension")
    }

    pub fn violation(&self, rule: Rule, message: impl Into<String>) {
        let adapter = self.adapter.as_ref().map(|adapter| adapter.number);
        self.kernel.violation(rule, adapter, message);
    }

    /// A parameter that the routine cannot work with.
    pub fn bad(&self, what: impl Into<String>) -> u32 {
        self.violation(Rule::BadParameter, what);
        ffi::STOR_STATUS_INVALID_PARAMETER
    }

    /// Says something in the log, of the adapter.
    pub fn say(&self, text: String) {
        self.kernel.log(Some(self.adapter().number), text);
    }

    /// What the simulator does not do yet.
    pub fn unsupported(&self) -> u32 {
        self.kernel.verifier.unsupported(self.routine.name);
        ffi::STOR_STATUS_NOT_IMPLEMENTED
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.kernel.leave_routine();
    }
}

/// Writes a result to where the driver wants it; NULL is a violation.
pub(super) fn put<T>(call: &Call<'_>, place: usize, value: T) -> u32 {
    let place = place as *mut T;
    if place.is_null() {
        return call.bad(format!(
            "{}: a pointer for a result is NULL",
            call.routine.name
        ));
    }
    // SAFETY: the driver says that a result may be written there; it may be unaligned.
    unsafe { place.write_unaligned(value) };
    ffi::STOR_STATUS_SUCCESS
}
