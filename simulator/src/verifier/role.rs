//! The callback roles: the rows of `miniport-roles`, and those that drivers in Rust do not have yet.

use std::fmt;

/// Declares the roles: those written here, then the rows.
macro_rules! roles {
    (
        $($own:ident = $own_number:literal $own_text:literal,)+
        @rows $($attribute:ident: $name:ident = $number:literal {
        header: $header:literal,
        role_type: $text:literal,
        $($rest:tt)*
    })+) => {
        /// A callback role of storport.h or wdm.h.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role {
            $(#[doc = concat!("`", $text, "`")] $name = $number,)+
            $(#[doc = concat!("`", $own_text, "`")] $own = $own_number,)+
        }

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$own,)+ $(Self::$name),+];

            /// The name of its role type.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$own => $own_text,)+
                    $(Self::$name => $text,)+
                }
            }

            /// Whose callback it is, in a word.
            pub(crate) fn owner(self) -> &'static str {
                let is_wdm = match self {
                    $(Self::$name => $header == "wdm",)+
                    Self::IoCompletionRoutine => true,
                    _ => self as u32 >= Self::RequestPowerComplete as u32,
                };
                match self {
                    Self::DriverEntry | Self::DriverInitialize | Self::DriverUnload => "driver",
                    _ if is_wdm => "device",
                    _ => "adapter",
                }
            }

            /// An interrupt service routine.
            pub(crate) fn is_service(self) -> bool {
                matches!(
                    self,
                    Self::HwInterrupt
                        | Self::HwMessageSignaledInterrupt
                        | Self::DumpHwInterrupt
                        | Self::KService
                        | Self::KMessageService
                )
            }

            /// A bit for sets of roles.
            pub(crate) const fn bit(self) -> u64 {
                1 << self as u64
            }
        }
    };
}

/// The rows behind the simulator's own roles.
macro_rules! with_rows {
    ($($rows:tt)+) => {
        roles! {
            DriverEntry = 0 "DriverEntry",
            SynchronizedAccess = 21 "STOR_SYNCHRONIZED_ACCESS",
            ScatterGatherExecute = 22 "POST_SCATTER_GATHER_EXECUTE",
            IoCompletionRoutine = 23 "IO_COMPLETION_ROUTINE",
            RequestPowerComplete = 38 "REQUEST_POWER_COMPLETE",
            ExTimerCallback = 39 "EXT_CALLBACK",
            ExTimerDeleteCallback = 40 "EXT_DELETE_CALLBACK",
            SystemThread = 41 "KSTART_ROUTINE",
            DriverControl = 42 "DRIVER_CONTROL",
            @rows $($rows)+
        }
    };
}
miniport_roles::roles!(with_rows);

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn numbers_are_dense_and_fit_a_set() {
        let mut numbers: Vec<usize> = Role::ALL.iter().map(|&role| role as usize).collect();
        numbers.sort_unstable();
        assert!(
            numbers.iter().copied().eq(0..Role::ALL.len()),
            "{numbers:?}"
        );
        assert!(Role::ALL.len() <= 64);
    }
}
