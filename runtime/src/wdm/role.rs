//! The callback roles: for each role type of wdm.h the trait that its attribute implements, and the generic routine that the system
//! calls.
//!
//! A new role is a row in the table of `miniport-roles` and a module here.

pub(crate) mod entry;

/// The contexts of the roles.
pub(crate) mod contexts {
    miniport_macros::__role_list!(contexts wdm);
}

/// The modules of the roles and their traits.
macro_rules! modules {
    ($($attribute:ident: $role_trait:ident;)+) => {$(
        pub mod $attribute;
        pub use $attribute::$role_trait;
    )+};
}
miniport_macros::__role_list!(modules wdm);
