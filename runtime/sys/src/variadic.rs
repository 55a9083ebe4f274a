//! The C-variadic routines of storport.h, and how arguments travel to them. Where a target passes variadic arguments
//! unlike others (Apple), or a linker does not join driver and simulator, they have a fixed number of words instead, as the simulator defines them.

use super::*;

/// How many words `StorPortNotification` takes where its arity is fixed.
pub const NOTIFICATION_ARGUMENTS: usize = 9;
/// How many words `StorPortExtendedFunction` takes where its arity is fixed.
pub const EXTENDED_ARGUMENTS: usize = 24;
/// How many words `StorPortDebugPrint` takes where its arity is fixed.
pub const DEBUG_PRINT_ARGUMENTS: usize = 6;

#[cfg(not(fixed_arity))]
#[cfg_attr(
    kernel,
    link(name = "storport.sys", kind = "raw-dylib", modifiers = "+verbatim")
)]
unsafe extern "C" {
    /// Tells Storport of an event; the arguments depend on the type.
    pub fn StorPortNotification(
        NotificationType: SCSI_NOTIFICATION_TYPE,
        HwDeviceExtension: PVOID,
        ...
    );
    /// Does what the function code says; the arguments depend on it.
    pub fn StorPortExtendedFunction(
        FunctionCode: STORPORT_FUNCTION_CODE,
        HwDeviceExtension: PVOID,
        ...
    ) -> ULONG;
    /// Prints to the kernel debugger.
    pub fn StorPortDebugPrint(DebugPrintLevel: ULONG, DebugMessage: PSTR, ...);
}

#[cfg(fixed_arity)]
mod fixed {
    use super::*;

    type Word = usize;

    /// Declares routines by their first two parameters and the words behind them.
    macro_rules! with_words {
        ($(
            $(#[$doc:meta])*
            $name:ident($first:ident: $first_type:ty, $second:ident: $second_type:ty; $($word:ident)*) $(-> $result:ty)?;
        )*) => {
            imports! { "storport.sys": $(
                $(#[$doc])*
                pub fn $name($first: $first_type, $second: $second_type, $($word: Word),*) $(-> $result)?;
            )* }
        };
    }

    with_words! {
        /// Tells Storport of an event; the words depend on the type.
        StorPortNotification(NotificationType: SCSI_NOTIFICATION_TYPE, HwDeviceExtension: PVOID; a b c d e f g h i);
        /// Does what the function code says; the words depend on it.
        StorPortExtendedFunction(
            FunctionCode: STORPORT_FUNCTION_CODE, HwDeviceExtension: PVOID;
            a b c d e f g h i j k l m n o p q r s t u v w x
        ) -> ULONG;
        /// Prints to the kernel debugger.
        StorPortDebugPrint(DebugPrintLevel: ULONG, DebugMessage: PSTR; a b c d e f);
    }

    /// The words given, and zeros behind them.
    #[inline(always)]
    pub(crate) fn padded<const GIVEN: usize, const ALL: usize>(
        given: [Word; GIVEN],
    ) -> [Word; ALL] {
        let mut all = [0; ALL];
        all[..GIVEN].copy_from_slice(&given);
        all
    }
}
#[cfg(fixed_arity)]
pub(super) use fixed::padded;
#[cfg(fixed_arity)]
pub use fixed::{StorPortDebugPrint, StorPortExtendedFunction, StorPortNotification};

/// What may be passed: C promotes small integers to `int`.
pub(super) trait Argument {
    type Passed;
    /// The argument as C passes it.
    fn passed(self) -> Self::Passed;
    /// The argument as a word, for a fixed number of words.
    #[cfg_attr(
        not(fixed_arity),
        allow(dead_code, reason = "only where the arity is fixed")
    )]
    fn word(self) -> usize;
}

/// Integers and pointers: `type => passed as`.
macro_rules! arguments {
    ($([$($generic:ident)?] $of:ty => $passed:ty;)*) => {$(
        impl $(<$generic>)? Argument for $of {
            type Passed = $passed;
            #[inline(always)]
            fn passed(self) -> $passed {
                <$passed>::from(self)
            }
            #[inline(always)]
            #[allow(
                clippy::cast_sign_loss,
                clippy::cast_possible_truncation,
                reason = "a word is cut to its real width by its receiver; targets are 64-bit"
            )]
            fn word(self) -> usize {
                self as usize
            }
        }
    )*};
}

arguments! {
    [] u8 => i32;
    [] u16 => i32;
    [] i32 => i32;
    [] u32 => u32;
    [] i64 => i64;
    [] u64 => u64;
    [] usize => usize;
    [T] *mut T => *mut T;
    [T] *const T => *const T;
}

/// Structures that travel as the integer that they hold.
macro_rules! wrapped {
    ($($of:ty { $field:ident: $integer:ty })*) => {$(
        impl Argument for $of {
            type Passed = <$integer as Argument>::Passed;
            #[inline(always)]
            fn passed(self) -> Self::Passed {
                self.$field.passed()
            }
            #[inline(always)]
            fn word(self) -> usize {
                self.$field.word()
            }
        }
    )*};
}

wrapped! {
    STOR_UNIT_ATTRIBUTES { Bits: ULONG }
}

impl Argument for LARGE_INTEGER {
    type Passed = LONGLONG;
    #[inline(always)]
    fn passed(self) -> LONGLONG {
        quad(self)
    }
    #[inline(always)]
    fn word(self) -> usize {
        quad(self).word()
    }
}

/// Routines travel as pointers.
macro_rules! routines {
    ($($of:ty)*) => {$(
        impl Argument for $of {
            type Passed = PVOID;
            #[inline(always)]
            fn passed(self) -> PVOID {
                self.map_or(core::ptr::null_mut(), |routine| routine as PVOID)
            }
            #[inline(always)]
            fn word(self) -> usize {
                self.passed() as usize
            }
        }
    )*};
}

routines! {
    PHW_DPC_ROUTINE
    PHW_PASSIVE_INITIALIZE_ROUTINE
    PHW_STATE_CHANGE
    PHW_TIMER
    PHW_TIMER_EX
    PHW_WORKITEM
    PPOST_SCATTER_GATHER_EXECUTE
}

/// Calls [`StorPortNotification`] with arguments of the types that the notification has in C.
#[cfg(not(fixed_arity))]
macro_rules! notification {
    ($type:expr, $extension:expr $(, $argument:expr)*) => {
        StorPortNotification($type, $extension $(, crate::variadic::Argument::passed($argument))*)
    };
}

/// Calls [`StorPortExtendedFunction`] with arguments of the types that the function has in C.
#[cfg(not(fixed_arity))]
macro_rules! extended {
    ($code:expr, $extension:expr $(, $argument:expr)*) => {
        StorPortExtendedFunction($code, $extension $(, crate::variadic::Argument::passed($argument))*)
    };
}

/// Calls [`StorPortNotification`] with arguments of the types that the notification has in C.
#[cfg(fixed_arity)]
macro_rules! notification {
    ($type:expr, $extension:expr $(, $argument:expr)*) => {{
        let words: [usize; NOTIFICATION_ARGUMENTS] =
            crate::variadic::padded([$(crate::variadic::Argument::word($argument)),*]);
        let [a, b, c, d, e, f, g, h, i] = words;
        StorPortNotification($type, $extension, a, b, c, d, e, f, g, h, i)
    }};
}

/// Calls [`StorPortExtendedFunction`] with arguments of the types that the function has in C.
#[cfg(fixed_arity)]
macro_rules! extended {
    ($code:expr, $extension:expr $(, $argument:expr)*) => {{
        let words: [usize; EXTENDED_ARGUMENTS] =
            crate::variadic::padded([$(crate::variadic::Argument::word($argument)),*]);
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x] = words;
        StorPortExtendedFunction(
            $code, $extension, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x,
        )
    }};
}

/// Calls [`StorPortDebugPrint`] with arguments of the types that the format says.
#[cfg(not(fixed_arity))]
macro_rules! debug_print {
    ($level:expr, $format:expr $(, $argument:expr)*) => {
        StorPortDebugPrint($level, $format $(, crate::variadic::Argument::passed($argument))*)
    };
}

/// Calls [`StorPortDebugPrint`] with arguments of the types that the format says.
#[cfg(fixed_arity)]
macro_rules! debug_print {
    ($level:expr, $format:expr $(, $argument:expr)*) => {{
        let words: [usize; DEBUG_PRINT_ARGUMENTS] =
            crate::variadic::padded([$(crate::variadic::Argument::word($argument)),*]);
        let [a, b, c, d, e, f] = words;
        StorPortDebugPrint($level, $format, a, b, c, d, e, f)
    }};
}

pub(super) use {debug_print, extended, notification};
