//! Callbacks: the roles, and what is done around every call into the driver.

use std::fmt;
use std::time::Instant;

use crate::adapter::state::AdapterState;
use crate::machine::core::Core;
use crate::processor::DISPATCH_LEVEL;
use crate::time::{cost, limit};
use crate::verifier::Rule;

macro_rules! roles {
    ($($name:ident $text:literal)*) => {
        /// A callback role of storport.h.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        /// How many roles there are.
        pub(crate) const ROLES: usize = Role::ALL.len();

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name of its role type.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// A bit for sets of roles.
            pub(crate) const fn bit(self) -> u32 {
                1 << self as u32
            }
        }
    };
}

roles! {
    DriverEntry "DriverEntry"
    FindAdapter "HW_FIND_ADAPTER"
    VirtualFindAdapter "VIRTUAL_HW_FIND_ADAPTER"
    Initialize "HW_INITIALIZE"
    PassiveInitialize "HW_PASSIVE_INITIALIZE_ROUTINE"
    BuildIo "HW_BUILDIO"
    StartIo "HW_STARTIO"
    Interrupt "HW_INTERRUPT"
    MessageInterrupt "HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE"
    Dpc "HW_DPC_ROUTINE"
    WorkItem "HW_WORKITEM"
    Timer "HW_TIMER"
    TimerEx "HW_TIMER_EX"
    ResetBus "HW_RESET_BUS"
    AdapterControl "HW_ADAPTER_CONTROL"
    UnitControl "HW_UNIT_CONTROL"
    FreeAdapterResources "HW_FREE_ADAPTER_RESOURCES"
    StateChange "HW_STATE_CHANGE"
    TracingEnabled "HW_TRACING_ENABLED"
    InitializeTracing "HW_INITIALIZE_TRACING"
    CleanupTracing "HW_CLEANUP_TRACING"
    SynchronizedAccess "STOR_SYNCHRONIZED_ACCESS"
    ScatterGatherExecute "POST_SCATTER_GATHER_EXECUTE"
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A callback that is running.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub role: Role,
    pub adapter: Option<usize>,
    pub irql: u8,
    pub routine: Option<&'static str>,
}

impl Core {
    /// Calls into the driver: `call` is the callback, at the IRQL and with the locks that the coroutine has.
    pub fn callback<R>(
        &self,
        adapter: Option<&AdapterState>,
        role: Role,
        call: impl FnOnce() -> R,
    ) -> R {
        let fiber = self.fiber();
        let number = adapter.map(|adapter| adapter.number);
        let irql = fiber.irql.get();
        let held = fiber.held.borrow().len();
        let started = fiber.consumed.get();
        self.charge(cost::CALLBACK);
        self.mark(role, number);
        fiber.frames.borrow_mut().push(Frame {
            role,
            adapter: number,
            irql,
            routine: None,
        });
        let clock = self.settings.measure_host_time.then(Instant::now);

        let result = call();

        let host = clock.map(|clock| u64::try_from(clock.elapsed().as_nanos()).unwrap_or(u64::MAX));
        // The coroutine is the same one, perhaps on another processor.
        let elapsed = fiber.consumed.get() - started;
        if fiber.held.borrow().len() != held {
            self.locks_left(adapter, held);
        }
        if fiber.irql.get() != irql {
            self.violation(
                Rule::IrqlChanged,
                adapter,
                format!(
                    "{role} was called at IRQL {irql} and returned at {}",
                    fiber.irql.get()
                ),
            );
            fiber.irql.set(irql);
        }
        if elapsed > limit::INTERRUPT {
            self.check_duration(adapter, role, irql, elapsed);
        }
        fiber.frames.borrow_mut().pop();
        self.statistics.borrow_mut()[role as usize].add(irql, elapsed, host);
        result
    }

    #[cold]
    fn check_duration(&self, adapter: Option<&AdapterState>, role: Role, irql: u8, elapsed: u64) {
        let took = std::time::Duration::from_nanos(elapsed);
        if matches!(role, Role::Interrupt | Role::MessageInterrupt) {
            self.violation(Rule::TimeBudget, adapter, format!("{role} took {took:?}"));
        } else if irql >= DISPATCH_LEVEL && elapsed > limit::DISPATCH {
            self.violation(
                Rule::Stall,
                adapter,
                format!("{role} took {took:?} at IRQL {irql}"),
            );
        }
    }
}
