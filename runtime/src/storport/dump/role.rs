//! The callback roles of dump mode: rows of `miniport-roles`, and a module here.

pub(crate) mod entry;

/// The contexts of the roles.
pub(crate) mod contexts {
    miniport_macros::__role_list!(contexts dump);
}

/// The modules of the roles and their traits.
macro_rules! modules {
    ($($attribute:ident: $role_trait:ident;)+) => {$(
        pub mod $attribute;
        pub use $attribute::$role_trait;
    )+};
}
miniport_macros::__role_list!(modules dump);
