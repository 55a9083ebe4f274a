//! Checked builds: what the trampolines verify on entry and exit, and the bug check that says what was broken.
//!
//! The checks exist with the feature `checked` or with debug assertions; otherwise there is no code for them at all.
//!
//! | parameter | meaning |
//! | --- | --- |
//! | bug check code | [`BUG_CHECK`], the letters `MPRT` |
//! | 1 | the [`Rule`] that was broken |
//! | 2 | the [`Role`] of the callback |
//! | 3 | the value that was found (a pointer or an IRQL) |
//! | 4 | what was expected (an alignment, or the highest or the entry IRQL) |
//!
//! The IRQL is what `StorPortGetCurrentIrql` says: a physical miniport may not call `KeGetCurrentIrql` (SDV rule
//! `HwStorPortProhibitedDDIs`). A Windows without that routine (before Windows 10 21H1 and Windows Server 2022) gets no checks of the
//! IRQL.

use core::marker::PhantomData;

use super::family::Family;
use super::irql::{self, Irql};
use super::role::Role;
use crate::ffi::{self, PVOID};

/// The checks are in this build.
pub const ENABLED: bool = cfg!(any(feature = "checked", debug_assertions));

/// The code of the runtime's bug checks: `MPRT` in ASCII. `KeBugCheckEx` takes any code.
pub const BUG_CHECK: u32 = u32::from_be_bytes(*b"MPRT");

/// An enumeration whose number is a parameter of the bug check.
macro_rules! parameter {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $name:ident = $number:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$variant_doc])* $name = $number,)+
        }

        impl $type {
            /// The value of a bug check's parameter.
            pub const fn from_parameter(parameter: usize) -> Option<Self> {
                match parameter {
                    $($number => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use parameter;

parameter! {
    /// First parameter of the bug check: which rule was broken.
    Rule {
        /// Storport passed a null pointer where the role type says `_In_`.
        NullPointer = 1,
        /// A pointer is not aligned as its type needs.
        Misaligned = 2,
        /// The callback was called above its IRQL (`_IRQL_requires_max_`).
        IrqlTooHigh = 3,
        /// The callback was called below its IRQL (`_IRQL_requires_min_`).
        IrqlTooLow = 4,
        /// The callback returned at another IRQL than it was called at (`_IRQL_requires_same_`, SDV rule `SpChangeIrql`).
        IrqlChanged = 5,
        /// The extension was used before find-adapter built it.
        NotBuilt = 6,
        /// The driver panicked; parameter 2 is the address of the file name, 3 its length, 4 the line.
        Panic = 7,
        /// A dispatch routine answered for an IRP that is not the one it got. In every build.
        AnotherIrp = 8,
        /// Data of a `Locked` or a `ByMessage` was reached by another adapter than its own. Parameters as for `Panic`, of the use. In
        /// host builds only: in a kernel build safe code cannot do it.
        OtherAdapter = 9,
    }
}

/// Stops the machine with [`BUG_CHECK`].
#[cold]
pub(crate) fn violation(rule: Rule, role: Role, found: usize, expected: usize) -> ! {
    // SAFETY: `KeBugCheckEx` may be called anywhere and does not return.
    unsafe { ffi::KeBugCheckEx(BUG_CHECK, rule as usize, role as usize, found, expected) }
}

/// Checks a pointer that the role type says is neither null nor misaligned.
#[inline(always)]
pub(crate) fn pointer<T>(role: Role, pointer: *const T) {
    if ENABLED {
        if pointer.is_null() {
            violation(Rule::NullPointer, role, 0, align_of::<T>());
        }
        if !pointer.addr().is_multiple_of(align_of::<T>()) {
            violation(Rule::Misaligned, role, pointer.addr(), align_of::<T>());
        }
    }
}

/// Lives as long as a callback; its end checks that the IRQL is that of the beginning. Without checks it is nothing at all.
pub(crate) struct Entry<F: Family> {
    seen: [Seen; ENABLED as usize],
    family: PhantomData<F>,
}

/// What the beginning of a callback has seen.
struct Seen {
    role: Role,
    device: PVOID,
    irql: Option<u8>,
}

/// The IRQLs at which a role may be called.
#[derive(Clone, Copy)]
pub(crate) struct Levels {
    lowest: u8,
    highest: u8,
}

/// `PASSIVE_LEVEL`.
pub(crate) const PASSIVE: Levels = Levels {
    lowest: 0,
    highest: irql::Passive::LEVEL,
};
/// `DISPATCH_LEVEL`.
pub(crate) const DISPATCH: Levels = Levels {
    lowest: irql::Dispatch::LEVEL,
    highest: irql::Dispatch::LEVEL,
};
/// Up to `DISPATCH_LEVEL`.
pub(crate) const UP_TO_DISPATCH: Levels = Levels {
    lowest: 0,
    highest: irql::Dispatch::LEVEL,
};
/// Below `DISPATCH_LEVEL`.
pub(crate) const BELOW_DISPATCH: Levels = Levels {
    lowest: 0,
    highest: irql::Apc::LEVEL,
};
/// `DIRQL`.
pub(crate) const DEVICE: Levels = Levels {
    lowest: irql::Dirql::LEVEL,
    highest: u8::MAX,
};

/// Checks the IRQL at the beginning of a callback.
///
/// # Safety
/// `device` is what the system passed to the current callback of a driver of the family, which lasts until the result is dropped.
#[inline(always)]
pub(crate) unsafe fn entry<F: Family>(
    role: Role,
    Levels { lowest, highest }: Levels,
    device: PVOID,
) -> Entry<F> {
    let seen = [(); ENABLED as usize].map(|()| {
        // SAFETY: the caller's word.
        let irql = unsafe { F::current_irql(device) };
        if let Some(irql) = irql {
            if irql > highest {
                violation(Rule::IrqlTooHigh, role, irql.into(), highest.into());
            }
            if irql < lowest {
                violation(Rule::IrqlTooLow, role, irql.into(), lowest.into());
            }
        }
        Seen { role, device, irql }
    });
    Entry {
        seen,
        family: PhantomData,
    }
}

impl<F: Family> Drop for Entry<F> {
    #[inline(always)]
    fn drop(&mut self) {
        for Seen { role, device, irql } in &self.seen {
            // SAFETY: the callback is not over.
            let now = unsafe { F::current_irql(*device) };
            if let (Some(before), Some(now)) = (*irql, now)
                && before != now
            {
                violation(Rule::IrqlChanged, *role, now.into(), before.into());
            }
        }
    }
}
