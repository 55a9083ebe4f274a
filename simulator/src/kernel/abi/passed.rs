//! What travels between the conventions: integers and pointers, each a word of Windows' convention.
//!
//! A caller leaves garbage above a `BOOLEAN` or a `ULONG`, so a word is cut to the type of the parameter; what is returned fills the word,
//! because some callers do not look whether it does.

use miniport::ffi;

use super::routine::Routine;
use crate::kernel::core::Kernel;

/// A parameter.
pub(crate) trait Passed {
    /// What a word is.
    fn of(word: usize) -> Self;
}

/// A result.
pub(crate) trait Returned {
    /// The word that it is.
    fn word(self) -> usize;
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl Passed for $type {
            #[allow(
                clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_lossless,
                reason = "a word is cut to the type"
            )]
            fn of(word: usize) -> Self {
                word as Self
            }
        }

        impl Returned for $type {
            #[allow(
                clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_lossless,
                reason = "a word has room for all of them"
            )]
            fn word(self) -> usize {
                self as usize
            }
        }
    )*};
}

integers! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize }

macro_rules! pointers {
    ($($pointer:tt)*) => {$(
        impl<T> Passed for *$pointer T {
            fn of(word: usize) -> Self {
                word as Self
            }
        }

        impl<T> Returned for *$pointer T {
            fn word(self) -> usize {
                self as usize
            }
        }
    )*};
}

pointers! { mut const }

impl Passed for ffi::LARGE_INTEGER {
    fn of(word: usize) -> Self {
        Self {
            QuadPart: i64::of(word),
        }
    }
}

impl Returned for ffi::LARGE_INTEGER {
    fn word(self) -> usize {
        self.QuadPart.word()
    }
}

impl Passed for ffi::POWER_STATE {
    fn of(word: usize) -> Self {
        Self {
            SystemState: i32::of(word),
        }
    }
}

impl Returned for ffi::POWER_STATE {
    fn word(self) -> usize {
        // SAFETY: both of its fields are integers of this size.
        unsafe { self.SystemState }.word()
    }
}

impl Returned for () {
    fn word(self) -> usize {
        0
    }
}

/// What a function returns; so that the type of those that never do has a name.
pub(crate) trait Function {
    type Result;
}

impl<R> Function for fn() -> R {
    type Result = R;
}

impl Returned for <fn() -> ! as Function>::Result {
    fn word(self) -> usize {
        self
    }
}

/// A routine that an image gives is one of Windows' convention.
impl<F: Routine> Passed for Option<F> {
    fn of(word: usize) -> Self {
        if word == 0 {
            return None;
        }
        // SAFETY: a caller has to pass a routine of the type of the parameter, or NULL.
        let routine = unsafe { F::at(word) };
        Some(Kernel::current().map_or(routine, |kernel| kernel.thunks.of(routine)))
    }
}
