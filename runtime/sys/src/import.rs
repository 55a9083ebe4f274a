//! How a routine is imported: from the module of the kernel that exports it; in a simulated build from the simulator, which is linked into
//! the same program. Windows' linkers want every symbol, also in a unit test or a `cdylib` that no simulator is linked into, so there
//! the simulator's routines are found in a table, at the first call of each ([`by_table`]).

#[cfg(by_table)]
pub mod by_table;

/// Declares routines: `"module": pub fn …;`, or `simulated:` for those that only the simulator has.
macro_rules! imports {
    ($module:literal: $($routines:tt)*) => {
        imports! {
            @declare [#[cfg_attr(kernel, link(name = $module, kind = "raw-dylib", modifiers = "+verbatim"))]]
            $($routines)*
        }
    };
    (simulated: $($routines:tt)*) => {
        imports! { @declare [] $($routines)* }
    };
    (@declare [$($link:tt)*] $($routines:tt)*) => {
        #[cfg(not(by_table))]
        $($link)*
        unsafe extern "C" {
            $($routines)*
        }
        #[cfg(by_table)]
        imports! { @by_table $($routines)* }
    };
    (@by_table $(
        $(#[$doc:meta])*
        pub fn $name:ident($($parameter:ident: $type:ty),* $(,)?) $(-> $result:ty)?;
    )*) => {$(
        $(#[$doc])*
        pub unsafe extern "C" fn $name($($parameter: $type),*) $(-> $result)? {
            static ROUTINE: $crate::import::by_table::Routine =
                $crate::import::by_table::Routine::new(stringify!($name));
            type Routine = unsafe extern "C" fn($($type),*) $(-> $result)?;
            // SAFETY: what the simulator has by this name is its routine, whose parameters and result have these types, as they have where a
            // linker joins the two.
            unsafe { core::mem::transmute::<*const (), Routine>(ROUTINE.address())($($parameter),*) }
        }
    )*};
}
