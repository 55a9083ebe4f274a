//! [`DmaValue`]: what is read from and written to shared memory, as words of the bus.

/// A value that device and processor exchange in memory: an integer, an array of integers, or a type of the driver's own that is
/// made of those.
///
/// Harmless to implement: what is in memory is the words, and any are values.
///
/// ```
/// # use miniport::hardware::DmaValue;
/// /// An entry of a completion queue.
/// #[derive(Clone, Copy)]
/// struct Completion([u32; 4]);
/// impl DmaValue for Completion {
///     type Words = [u32; 4];
///     fn from_words(words: [u32; 4]) -> Self {
///         Self(words)
///     }
///     fn into_words(self) -> [u32; 4] {
///         self.0
///     }
/// }
/// impl Completion {
///     fn phase(self) -> bool {
///         self.0[3] >> 16 & 1 != 0
///     }
/// }
/// # assert!(Completion::from_words([0, 0, 0, 1 << 16]).phase());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that memory shared with a device holds",
    note = "use integers and arrays of them, or implement `DmaValue` for a type of your own"
)]
pub trait DmaValue: Copy + 'static {
    /// What lies in memory: each word is one access, lowest byte first.
    type Words: DmaWords;
    /// The value of some words. The device may write any.
    fn from_words(words: Self::Words) -> Self;
    /// The words of a value.
    fn into_words(self) -> Self::Words;
}

/// `u8`, `u16`, `u32`, `u64`, and arrays of them.
///
/// Sealed: a driver cannot implement it.
///
/// # Safety
/// `load` and `store` touch `size_of::<Self>()` bytes at a place that is aligned to `ALIGN`.
pub unsafe trait DmaWords: sealed::Sealed + Copy + 'static {
    /// One word.
    type Word: DmaWords;
    /// Alignment in bytes: that of a word.
    #[doc(hidden)]
    const ALIGN: usize;
    /// Reads the words in ascending order.
    ///
    /// # Safety
    /// The place is aligned and mapped.
    #[doc(hidden)]
    unsafe fn load(place: *const u8) -> Self;
    /// Writes the words in ascending order.
    ///
    /// # Safety
    /// The place is aligned and mapped.
    #[doc(hidden)]
    unsafe fn store(self, place: *mut u8);
}

#[allow(clippy::cast_ptr_alignment, reason = "the callers' places are aligned")]
mod integers {
    use super::{DmaValue, DmaWords, sealed};

    macro_rules! words {
    ($($int:ty),+) => {$(
        impl sealed::Sealed for $int {}
        // SAFETY: one access of the integer's size.
        unsafe impl DmaWords for $int {
            type Word = Self;
            const ALIGN: usize = size_of::<$int>();
            #[inline(always)]
            unsafe fn load(place: *const u8) -> Self {
                // SAFETY: the caller's word.
                Self::from_le(unsafe { place.cast::<Self>().read_volatile() })
            }
            #[inline(always)]
            unsafe fn store(self, place: *mut u8) {
                // SAFETY: the caller's word.
                unsafe { place.cast::<Self>().write_volatile(self.to_le()) };
            }
        }
        #[diagnostic::do_not_recommend]
        impl DmaValue for $int {
            type Words = Self;
            #[inline(always)]
            fn from_words(words: Self) -> Self {
                words
            }
            #[inline(always)]
            fn into_words(self) -> Self {
                self
            }
        }
        impl<const N: usize> sealed::Sealed for [$int; N] {}
        // SAFETY: `N` accesses, one for each word of the array.
        unsafe impl<const N: usize> DmaWords for [$int; N] {
            type Word = $int;
            const ALIGN: usize = size_of::<$int>();
            #[inline(always)]
            unsafe fn load(place: *const u8) -> Self {
                let mut words = [0; N];
                for (index, word) in words.iter_mut().enumerate() {
                    // SAFETY: the caller's word: the place has all words.
                    *word = unsafe { <$int>::load(place.add(index * size_of::<$int>())) };
                }
                words
            }
            #[inline(always)]
            unsafe fn store(self, place: *mut u8) {
                for (index, word) in self.into_iter().enumerate() {
                    // SAFETY: as above.
                    unsafe { word.store(place.add(index * size_of::<$int>())) };
                }
            }
        }
        #[diagnostic::do_not_recommend]
        impl<const N: usize> DmaValue for [$int; N] {
            type Words = Self;
            #[inline(always)]
            fn from_words(words: Self) -> Self {
                words
            }
            #[inline(always)]
            fn into_words(self) -> Self {
                self
            }
        }
    )+};
}
    words!(u8, u16, u32, u64);
}

mod sealed {
    pub trait Sealed {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lie_lowest_byte_first() {
        let mut memory = [0_u64; 2];
        let place = memory.as_mut_ptr().cast::<u8>();
        // SAFETY: 16 bytes, aligned to 8.
        unsafe {
            [0x0403_0201_u32, 0x0807_0605].store(place);
            0x100f_0e0d_0c0b_0a09_u64.store(place.add(8));
            let bytes = <[u8; 16]>::load(place);
            assert!(bytes.iter().copied().eq(1..=16));
            assert_eq!(<[u16; 2]>::load(place.add(2)), [0x0403, 0x0605]);
            assert_eq!(u32::load(place.add(4)), 0x0807_0605);
        }
        assert_eq!(<[u16; 4] as DmaWords>::ALIGN, 2);
    }
}
