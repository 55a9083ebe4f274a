//! The callback roles: for each role type of storport.h the trait that its attribute implements, and the generic entry
//! point that is the routine which the port driver calls.
//!
//! Three role types have no attribute. `HW_DMA_STARTED` and `HW_ADAPTER_STATE` are SCSI port's: their fields must be NULL, since Storport
//! supports neither subordinate-mode DMA nor legacy drivers (page of `HW_INITIALIZATION_DATA`). `STOR_THREAD_START_ROUTINE` is for `StorPortCreateSystemThread`, which [`routines`](crate::routines)
//! refuses: nothing says how the end of such a thread is waited for.
//!
//! A new role is a row in the table of `miniport-roles` and a module here.

pub(crate) mod control;
pub(crate) mod entry;
mod find_adapter;

pub use crate::shared::role::Role;
pub use crate::shared::signature::{Answers, Given, SameExtension};

/// The contexts of the roles.
pub(crate) mod contexts {
    miniport_macros::__role_list!(contexts storport);
}

/// The modules of the roles and their traits.
macro_rules! modules {
    ($($attribute:ident: $role_trait:ident;)+) => {$(
        pub mod $attribute;
        pub use $attribute::$role_trait;
    )+};
}
miniport_macros::__role_list!(modules storport);
