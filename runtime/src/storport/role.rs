//! The callback roles: for each role type of storport.h the trait that its attribute implements, and the generic entry
//! point that is the routine which the port driver calls.
//!
//! A new role is a row in the table of `miniport-roles` and a module here.

pub(crate) mod entry;
mod find_adapter;

/// The contexts of the roles.
pub(crate) mod contexts {
    miniport_macros::__role_list!(contexts);
}

/// The modules of the roles, their traits, and their numbers.
macro_rules! roles {
    ($($attribute:ident: $role_trait:ident = $number:literal { header: $header:literal, role_type: $role_type:literal, $($rest:tt)* })+) => {
        $(
            pub mod $attribute;
            pub use $attribute::$role_trait;
        )+
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
