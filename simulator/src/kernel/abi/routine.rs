//! What a driver's routine is: a function pointer of one of the two conventions that are one here.

/// A function pointer.
pub(crate) trait Routine: Copy {
    /// How many bytes its result has.
    #[cfg(images)]
    const RESULT: usize;

    #[cfg(images)]
    fn address(self) -> usize;

    /// The routine at an address.
    ///
    /// # Safety
    /// There is a routine of this type for as long as it is called.
    #[cfg(images)]
    unsafe fn at(address: usize) -> Self;
}

macro_rules! routines {
    ($($abi:literal ($($parameter:ident)*))*) => {$(
        impl<R, $($parameter),*> Routine for unsafe extern $abi fn($($parameter),*) -> R {
            #[cfg(images)]
            const RESULT: usize = size_of::<R>();

            #[cfg(images)]
            fn address(self) -> usize {
                self as usize
            }

            #[cfg(images)]
            unsafe fn at(address: usize) -> Self {
                // SAFETY: the caller says that there is one.
                unsafe { std::mem::transmute::<usize, Self>(address) }
            }
        }
    )*};
}

routines! {
    "C" (A)
    "C" (A B)
    "C" (A B C)
    "C" (A B C D)
    "C" (A B C D E)
    "system" (A)
    "system" (A B)
    "system" (A B C)
    "system" (A B C D)
    "system" (A B C D E)
    "system" (A B C D E G)
    "system" (A B C D E G H)
}
