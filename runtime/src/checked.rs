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

use core::marker::PhantomData;

use crate::ffi;
use crate::role::Role;

/// The checks are in this build.
pub const ENABLED: bool = cfg!(any(feature = "checked", debug_assertions));

/// The code of the runtime's bug checks: `MPRT` in ASCII. `KeBugCheckEx` takes any code.
pub const BUG_CHECK: u32 = u32::from_be_bytes(*b"MPRT");

/// First parameter of the bug check: which rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[non_exhaustive]
pub enum Rule {
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
}

impl Rule {
    /// The rule of a bug check's first parameter.
    pub const fn from_parameter(parameter: usize) -> Option<Self> {
        Some(match parameter {
            1 => Self::NullPointer,
            2 => Self::Misaligned,
            3 => Self::IrqlTooHigh,
            4 => Self::IrqlTooLow,
            5 => Self::IrqlChanged,
            6 => Self::NotBuilt,
            7 => Self::Panic,
            _ => return None,
        })
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

/// Lives as long as a callback; its end checks that the IRQL is that of the beginning.
pub(crate) struct Entry {
    #[cfg(any(feature = "checked", debug_assertions))]
    entered: (Role, u8),
    // Not made outside this module.
    marker: PhantomData<()>,
}

/// Checks the IRQL at the beginning of a callback: between `lowest` and `highest`.
#[inline(always)]
pub(crate) fn entry(role: Role, lowest: u8, highest: u8) -> Entry {
    #[cfg(any(feature = "checked", debug_assertions))]
    {
        let irql = current_irql();
        if irql > highest {
            violation(Rule::IrqlTooHigh, role, irql.into(), highest.into());
        }
        if irql < lowest {
            violation(Rule::IrqlTooLow, role, irql.into(), lowest.into());
        }
        Entry {
            entered: (role, irql),
            marker: PhantomData,
        }
    }
    #[cfg(not(any(feature = "checked", debug_assertions)))]
    {
        let _ = (role, lowest, highest);
        Entry {
            marker: PhantomData,
        }
    }
}

#[cfg(any(feature = "checked", debug_assertions))]
impl Drop for Entry {
    fn drop(&mut self) {
        let (role, entered) = self.entered;
        let irql = current_irql();
        if irql != entered {
            violation(Rule::IrqlChanged, role, irql.into(), entered.into());
        }
    }
}

#[cfg(any(feature = "checked", debug_assertions))]
fn current_irql() -> u8 {
    // SAFETY: may be called at any IRQL.
    unsafe { ffi::KeGetCurrentIrql() }
}
