//! The callback roles: for each role type of storport.h the trait that its attribute implements, and the generic entry
//! point that is the routine which the port driver calls.
//!
//! A new role is a row in the table of `miniport-roles` and a module here.

pub(crate) mod entry;
mod find_adapter;
pub mod hw_adapter_control;
pub mod hw_buildio;
pub mod hw_dpc;
pub mod hw_find_adapter;
pub mod hw_free_adapter_resources;
pub mod hw_initialize;
pub mod hw_interrupt;
pub mod hw_message_signaled_interrupt;
pub mod hw_passive_initialize;
pub mod hw_reset_bus;
pub mod hw_startio;
pub mod hw_timer;
pub mod hw_timer_ex;
pub mod hw_tracing_enabled;
pub mod hw_workitem;
pub mod virtual_hw_find_adapter;

/// The contexts of the roles.
pub(crate) mod contexts {
    pub use super::find_adapter::FindAdapter;
    pub use super::hw_buildio::BuildIo;
    pub use super::hw_dpc::Deferred;
    pub use super::hw_free_adapter_resources::FreeAdapterResources;
    pub use super::hw_initialize::Initialize;
    pub use super::hw_interrupt::Interrupt;
    pub use super::hw_message_signaled_interrupt::MessageInterrupt;
    pub use super::hw_passive_initialize::PassiveInitialize;
    pub use super::hw_reset_bus::ResetBus;
    pub use super::hw_startio::StartIo;
    pub use super::hw_timer::TimerTick;
    pub use super::hw_timer_ex::TimerExpired;
    pub use super::hw_tracing_enabled::TracingEnabled;
    pub use super::hw_workitem::Passive;
}

/// The traits of the roles, and their numbers.
macro_rules! roles {
    ($($attribute:ident: $role_trait:ident = $number:literal { header: $header:literal, role_type: $role_type:literal, $($rest:tt)* })+) => {
        $(pub use $attribute::$role_trait;)+
        crate::checked::parameter! {
            /// A callback role. The number is the second parameter of a checked build's bug check.
            Role {
                $(
                    #[doc = concat!("`", $role_type, "`")]
                    $role_trait = $number,
                )+
            }
        }
    };
}
miniport_roles::roles!(roles);
