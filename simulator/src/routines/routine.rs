//! What is checked for every routine of Storport that a driver calls.

use std::rc::Rc;

use miniport::ffi;

use crate::adapter::state::AdapterState;
use crate::callback::Role;
use crate::machine::core::Core;
use crate::processor::{DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::time::cost;
use crate::verifier::Rule;

/// The lowest and the highest IRQL of a routine.
pub(super) type Levels = (u8, u8);
pub(super) const ANY: Levels = (PASSIVE_LEVEL, 15);
pub(super) const UP_TO_DISPATCH: Levels = (PASSIVE_LEVEL, DISPATCH_LEVEL);
pub(super) const DISPATCH: Levels = (DISPATCH_LEVEL, DISPATCH_LEVEL);
pub(super) const PASSIVE: Levels = (PASSIVE_LEVEL, PASSIVE_LEVEL);

/// The callbacks that initialise an adapter.
pub(super) const INITIALIZING: u32 = Role::Initialize.bit() | Role::PassiveInitialize.bit();
/// The callbacks that find an adapter.
pub(super) const FINDING: u32 = Role::FindAdapter.bit() | Role::VirtualFindAdapter.bit();

/// A routine of Storport.
#[derive(Debug)]
pub(super) struct Routine {
    pub name: &'static str,
    levels: Levels,
    /// The callbacks it may be called from; 0 for all.
    roles: u32,
    /// It waits or allocates: not in StartIo.
    waits: bool,
}

impl Routine {
    pub const fn new(name: &'static str, levels: Levels) -> Self {
        Self {
            name,
            levels,
            roles: 0,
            waits: false,
        }
    }

    pub const fn only_from(mut self, roles: u32) -> Self {
        self.roles = roles;
        self
    }

    pub const fn waiting(mut self) -> Self {
        self.waits = true;
        self
    }
}

/// A call of a routine. Its end is the return of the routine.
pub(super) struct Call<'a> {
    pub core: &'a Core,
    pub routine: &'static Routine,
    adapter: Option<Rc<AdapterState>>,
}

impl Call<'_> {
    /// A routine without a device extension; `None` where no machine runs.
    pub fn enter_without_adapter(routine: &'static Routine) -> Option<Self> {
        let core = Core::current()?;
        let fiber = core.fiber();
        core.charge(cost::ROUTINE);
        let (role, number) = {
            let mut frames = fiber.frames.borrow_mut();
            let frame = frames.last_mut()?;
            frame.routine = Some(routine.name);
            (frame.role, frame.adapter)
        };
        let call = Self {
            core,
            routine,
            adapter: number.and_then(|number| core.adapter(number)),
        };
        let irql = fiber.irql.get();
        if irql < routine.levels.0 || irql > routine.levels.1 {
            call.wrong_irql(irql);
        }
        if routine.roles != 0 && routine.roles & role.bit() == 0 {
            call.violation(
                Rule::WrongCallback,
                format!("{} must not be called from {role}", routine.name),
            );
        }
        if routine.waits && role == Role::StartIo {
            call.violation(
                Rule::WaitInStartIo,
                format!("{} waits or allocates: not in HW_STARTIO", routine.name),
            );
        }
        core.preemption_point();
        Some(call)
    }

    /// A routine for an adapter; `None` if the device extension is none.
    pub fn enter(routine: &'static Routine, extension: ffi::PVOID) -> Option<Self> {
        let mut call = Self::enter_without_adapter(routine)?;
        if call
            .adapter
            .as_ref()
            .is_none_or(|adapter| adapter.device_extension() != extension)
        {
            call.adapter = call.core.adapter_of_extension(extension as usize);
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

    /// The adapter; routines that were entered with one have it.
    pub fn adapter(&self) -> &Rc<AdapterState> {
        self.adapter
            .as_ref()
            .expect("the routine was entered with a device extension")
    }

    pub fn violation(&self, rule: Rule, message: impl Into<String>) {
        self.core.violation(rule, self.adapter.as_deref(), message);
    }

    #[cold]
    fn wrong_irql(&self, irql: u8) {
        let (low, high) = self.routine.levels;
        let allowed = match (low, high) {
            PASSIVE => "at PASSIVE_LEVEL",
            DISPATCH => "at DISPATCH_LEVEL",
            _ => "at DISPATCH_LEVEL or below",
        };
        self.violation(
            Rule::WrongIrql,
            format!(
                "{} was called at IRQL {irql}, and may be called {allowed}",
                self.routine.name
            ),
        );
    }

    /// A parameter that the routine cannot work with.
    pub fn bad(&self, what: impl Into<String>) -> u32 {
        self.violation(Rule::BadParameter, what);
        ffi::STOR_STATUS_INVALID_PARAMETER
    }

    /// What the simulator does not do yet.
    pub fn unsupported(&self) -> u32 {
        self.core.unsupported(self.routine.name);
        ffi::STOR_STATUS_NOT_IMPLEMENTED
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if let Some(frame) = self.core.fiber().frames.borrow_mut().last_mut() {
            frame.routine = None;
        }
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
