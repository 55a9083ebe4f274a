//! The callback roles: one row each.

use std::fmt;

macro_rules! roles {
    ($($name:ident $text:literal)*) => {
        /// A callback role of storport.h.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

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
