//! Sizes, alignments and field offsets, asserted at compile time for 64-bit targets. The numbers were computed by clang
//! from the WDK headers for x64 and ARM64.

mod configuration;
mod control;
mod objects;
mod pofx;
mod srb;
mod srbex;
mod tuning;
mod wdm;
mod wmi;

/// `layout! { STRUCTURE: size, alignment; field @ begin..end, … }`, all in bytes. What the header has in a union or structure without a
/// name has another path in `wdk-sys`, and stands behind `#[cfg(not(wdk_sys))]`: such rows are the differences of shape.
macro_rules! layout {
    ($structure:ident: $size:literal, $alignment:literal;
     $($(#[$where:meta])? $($field:ident).+ @ $begin:literal..$end:literal,)*) => {
        const _: () = {
            assert!(size_of::<$structure>() == $size, concat!("size of ", stringify!($structure)));
            assert!(align_of::<$structure>() == $alignment, concat!("alignment of ", stringify!($structure)));
            $(
                $(#[$where])?
                assert!(
                    core::mem::offset_of!($structure, $($field).+) == $begin,
                    concat!("offset of ", stringify!($structure), ".", stringify!($($field).+)),
                );
                $(#[$where])?
                assert!(
                    $crate::layout::width(|whole: *const $structure| {
                        // SAFETY: only for its type: never called.
                        unsafe { &raw const (*whole).$($field).+ }
                    }) == $end - $begin,
                    concat!("size of ", stringify!($structure), ".", stringify!($($field).+)),
                );
            )*
        };
    };
}
use layout;

/// The size of what a projection points to.
const fn width<Whole, Field>(_: fn(*const Whole) -> *const Field) -> usize {
    size_of::<Field>()
}
