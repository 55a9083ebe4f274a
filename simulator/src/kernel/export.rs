//! The tables of exported routines, by name. On Windows drivers find them there: its linkers do not let a driver refer to what is
//! linked into its tests only. Images of drivers find their form for Windows there. The tests look there on any host, so that no table
//! is forgotten.

/// An exported routine.
#[cfg(any(windows, images, test))]
pub(crate) struct Export {
    pub name: &'static str,
    #[cfg(windows)]
    pub address: *const (),
    /// What an image calls.
    #[cfg(images)]
    pub win64: *const (),
}

// SAFETY: the addresses are those of functions.
#[cfg(any(windows, images))]
unsafe impl Sync for Export {}

/// The table of these routines.
macro_rules! exported {
    ($table:ident: $($name:ident)*) => {
        #[cfg(any(windows, images, test))]
        pub(crate) static $table: &[$crate::kernel::export::Export] = &[$(
            $crate::kernel::export::Export {
                name: stringify!($name),
                #[cfg(windows)]
                address: $name as *const (),
                #[cfg(images)]
                win64: $name::WIN64,
            },
        )*];
    };
}
pub(crate) use exported;
