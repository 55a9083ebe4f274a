//! The numbers of the callback roles, of all families.

/// The roles, from the rows of the table.
macro_rules! roles {
    ($($attribute:ident: $role_trait:ident = $number:literal { header: $header:literal, role_type: $role_type:literal, $($rest:tt)* })+) => {
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
