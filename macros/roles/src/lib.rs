//! The callback roles of the `miniport` crates, each written once: attributes, role traits, documentation, checked builds and
//! the simulator take what they need from here.
//!
//! [`roles!`] hands the rows to a macro, for who needs tokens of them; [`ROLES`] is the same as values.
#![no_std]

mod controls;
mod parameters;
mod table;

pub use controls::{ADAPTER_CONTROLS, Control, UNIT_CONTROLS};
pub use parameters::{PARAMETERS, Parameter};

/// One callback role. The number of a row is that of `miniport::role::Role` and of the simulator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_field_names, reason = "role type is the Windows term")]
pub struct Role {
    /// The attribute, which is also the name of the runtime's module and, in capital letters, nearly the role type.
    pub attribute: &'static str,
    /// The trait of handlers, which is also the name in `miniport::role::Role`.
    pub role_trait: &'static str,
    /// The header that declares the role type, `storport` or `wdm`; `dump` for those of storport.h in dump mode, whose attributes begin
    /// with that word.
    pub header: &'static str,
    /// The role type.
    pub role_type: &'static str,
    /// The field of `HW_INITIALIZATION_DATA` that has the routine; empty where a driver does not register it there.
    pub registered: &'static str,
    /// What the callback does, in one sentence.
    pub about: &'static str,
    /// The attribute's arguments in an example; empty where it takes none.
    pub arguments: &'static str,
    /// A handler's signature as a driver author writes it, for a device extension `Adapter`.
    pub signature: &'static str,
    /// The trait of the last parameter's type where that is free, and the parameter may be left out; otherwise empty.
    pub argument: &'static str,
    /// The body of that handler in an example.
    pub body: &'static str,
    /// What that example uses of `Adapter`.
    pub helper: &'static str,
    /// What the returned value means; empty where there is none.
    pub answer: &'static str,
    /// The IRQL of the call.
    pub irql: &'static str,
    /// The locks that the port driver holds meanwhile.
    pub locks: &'static str,
    /// What drivers of the other families have for this, in words.
    pub elsewhere: &'static str,
    /// The page of the Windows documentation.
    pub page: &'static str,
}

macro_rules! values {
    ($($attribute:ident: $role_trait:ident = $number:literal { $($field:ident: $value:literal,)+ })+) => {
        /// Every role.
        pub const ROLES: &[Role] = &[$(Role {
            attribute: stringify!($attribute),
            role_trait: stringify!($role_trait),
            $($field: $value,)+
        }),+];
    };
}
roles!(values);

impl Role {
    /// The role of an attribute.
    #[must_use]
    pub fn named(attribute: &str) -> Option<&'static Self> {
        ROLES.iter().find(|role| role.attribute == attribute)
    }

    /// The name of the device extension in the signature.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        if self.is_wdm() { "Device" } else { "Adapter" }
    }

    /// The role is one of the I/O manager's drivers: its names are those of `miniport::wdm`.
    #[must_use]
    pub fn is_wdm(&self) -> bool {
        self.header == "wdm"
    }

    /// The control types that the arguments name, for the roles that have them.
    #[must_use]
    pub fn controls(&self) -> Option<&'static [Control]> {
        match self.attribute {
            "hw_adapter_control" => Some(ADAPTER_CONTROLS),
            "hw_unit_control" => Some(UNIT_CONTROLS),
            _ => None,
        }
    }

    /// What the control types are of, in a word: the module of the runtime that has their names.
    #[must_use]
    pub fn controlled(&self) -> &'static str {
        if self.attribute == "hw_unit_control" {
            "unit"
        } else {
            "adapter"
        }
    }

    /// The role is one of a miniport in dump mode: its names are those of `miniport::dump`.
    #[must_use]
    pub fn is_dump(&self) -> bool {
        self.header == "dump"
    }

    /// The folder of the documentation's pages.
    #[must_use]
    pub fn folder(&self) -> &'static str {
        if self.is_dump() {
            "storport"
        } else {
            self.header
        }
    }

    /// The last parameter, of a type that is free, may be left out: then it is `()`.
    #[must_use]
    pub fn may_leave_argument_out(&self) -> bool {
        !self.argument.is_empty() && !self.argument.ends_with("MajorFunction")
    }

    /// The handler's context: `Deferred` of `cx: &mut Deferred<'_, Adapter>`.
    #[must_use]
    pub fn context(&self) -> &'static str {
        let (_, after) = self.signature.split_once("cx: ").unwrap_or_default();
        let (context, _) = after.split_once('<').unwrap_or_default();
        context.trim_start_matches("&mut ")
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::{ROLES, Role};
    use std::string::String;

    #[test]
    fn rows_follow_the_naming_rule() {
        for role in ROLES {
            let name = role.role_type.to_lowercase();
            let name = name.strip_suffix("_routine").unwrap_or(&name);
            let in_dump_mode = if role.is_dump() { "dump_" } else { "" };
            assert_eq!(role.attribute.strip_prefix(in_dump_mode), Some(name));
            let camel: String = role.attribute.split('_').collect();
            assert_eq!(role.role_trait.to_lowercase(), camel);
            assert!(
                role.page.starts_with("nc-") && role.page.ends_with(&role.role_type.to_lowercase()),
                "{}",
                role.page
            );
        }
    }

    #[test]
    fn names_are_unique() {
        for (index, role) in ROLES.iter().enumerate() {
            let mut earlier = ROLES[..index].iter();
            assert!(earlier.all(|other| other.attribute != role.attribute));
        }
        for role in ROLES {
            assert!(
                role.signature.contains(role.extension()),
                "{}",
                role.attribute
            );
        }
    }

    #[test]
    fn what_drivers_of_other_families_have_is_theirs() {
        for role in ROLES {
            let names = role.elsewhere.split("`#[").skip(1);
            for name in names.filter_map(|rest| rest.split_once("]`")) {
                let other = Role::named(name.0).expect(role.attribute);
                assert_ne!(other.header, role.header, "{}", role.attribute);
            }
        }
    }

    #[test]
    fn answers_are_explained_where_there_is_one() {
        for role in ROLES {
            assert_eq!(
                role.answer.is_empty(),
                !role.signature.contains("->"),
                "{}",
                role.attribute
            );
            assert!(!role.context().is_empty(), "{}", role.attribute);
        }
    }
}
