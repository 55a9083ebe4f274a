//! The callback roles: for each role type of storport.h the trait that its attribute implements, and the generic entry
//! point that its trampoline calls.
//!
//! A new role is a row in [`Role`], a module here, and a row in the table of the macro crate.

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
pub mod hw_workitem;
pub mod virtual_hw_find_adapter;

pub use hw_adapter_control::HwAdapterControl;
pub use hw_buildio::HwBuildIo;
pub use hw_dpc::HwDpc;
pub use hw_find_adapter::HwFindAdapter;
pub use hw_free_adapter_resources::HwFreeAdapterResources;
pub use hw_initialize::HwInitialize;
pub use hw_interrupt::HwInterrupt;
pub use hw_message_signaled_interrupt::HwMessageSignaledInterrupt;
pub use hw_passive_initialize::HwPassiveInitialize;
pub use hw_reset_bus::HwResetBus;
pub use hw_startio::HwStartIo;
pub use hw_timer::HwTimer;
pub use hw_timer_ex::HwTimerEx;
pub use hw_workitem::HwWorkItem;
pub use virtual_hw_find_adapter::VirtualHwFindAdapter;

crate::checked::parameter! {
    /// A callback role. The number is the second parameter of a checked build's bug check.
    #[allow(missing_docs, reason = "the names are the role types")]
    Role {
        HwFindAdapter = 1,
        VirtualHwFindAdapter = 2,
        HwInitialize = 3,
        HwPassiveInitialize = 4,
        HwBuildIo = 5,
        HwStartIo = 6,
        HwInterrupt = 7,
        HwMessageSignaledInterrupt = 8,
        HwDpc = 9,
        HwWorkItem = 10,
        HwTimer = 11,
        HwTimerEx = 12,
        HwResetBus = 13,
        HwAdapterControl = 14,
        HwFreeAdapterResources = 15,
    }
}
