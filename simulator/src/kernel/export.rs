//! The tables of exported routines, by name. On Windows drivers find them there: its linkers do not let a driver refer to what is
//! linked into its tests only. The tests look there on any host, so that no table is forgotten.

/// An exported routine.
#[cfg(any(windows, test))]
pub(crate) struct Export {
    pub name: &'static str,
    #[cfg(windows)]
    pub address: *const (),
}

// SAFETY: the address is that of a function.
#[cfg(windows)]
unsafe impl Sync for Export {}

/// The table of these routines.
macro_rules! exported {
    ($table:ident: $($name:ident)*) => {
        #[cfg(any(windows, test))]
        pub(crate) static $table: &[$crate::kernel::export::Export] = &[$(
            $crate::kernel::export::Export {
                name: stringify!($name),
                #[cfg(windows)]
                address: $name as *const (),
            },
        )*];
    };
}
pub(crate) use exported;
