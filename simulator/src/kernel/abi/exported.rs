//! The form of an exported routine that an image calls.

#[cfg(images)]
use crate::kernel::core::Kernel;

/// While it lives, the routine that runs was called by an image.
#[cfg(images)]
pub(crate) struct ByImage<'a> {
    kernel: &'a Kernel,
    before: bool,
}

#[cfg(images)]
impl ByImage<'_> {
    /// `None` where no machine runs.
    pub fn note() -> Option<Self> {
        let kernel = Kernel::current()?;
        let before = kernel.fiber().by_image.replace(true);
        Some(Self { kernel, before })
    }
}

#[cfg(images)]
impl Drop for ByImage<'_> {
    fn drop(&mut self) {
        self.kernel.fiber().by_image.set(self.before);
    }
}

/// The form for images of a function that this process calls: a type of its name, whose `WIN64` is the address.
///
/// Of a long list of parameters the words lie on the stack of whoever calls; those that a variadic call did not pass are what lies above them, as
/// for any callee that reads more than there is.
macro_rules! win64 {
    ($name:ident($($parameter:ident: $type:ty),*)) => {
        #[cfg(images)]
        #[allow(non_camel_case_types, reason = "the routine's own name")]
        struct $name {}

        #[cfg(images)]
        impl $name {
            const WIN64: *const () = {
                #[allow(clippy::too_many_arguments, reason = "as the routine")]
                extern "win64" fn routine($($parameter: usize),*) -> usize {
                    #[allow(unreachable_code, unused_variables, reason = "where the routine never returns")]
                    let word = {
                        let _by_image = $crate::kernel::abi::exported::ByImage::note();
                        $crate::kernel::abi::passed::Returned::word($name(
                            $(<$type as $crate::kernel::abi::passed::Passed>::of($parameter)),*
                        ))
                    };
                    $crate::kernel::abi::step::on_return();
                    word
                }
                routine as *const ()
            };
        }
    };
}
pub(crate) use win64;

#[cfg(all(images, test))]
mod tests {
    extern "C" fn narrow(byte: u8, short: u16, long: u32, word: usize, fifth: u8, sixth: i8) -> u8 {
        assert_eq!((byte, short, long), (1, 2, 3));
        assert_eq!((word, fifth, sixth), (usize::MAX, 5, -6));
        0x80
    }

    win64! { narrow(byte: u8, short: u16, long: u32, word: usize, fifth: u8, sixth: i8) }

    #[test]
    fn garbage_above_an_argument_is_cut_off_and_a_result_fills_its_word() {
        type Words = extern "win64" fn(usize, usize, usize, usize, usize, usize) -> usize;
        let garbage = 0xA5A5_A5A5_A5A5_A5A5_usize;
        // SAFETY: the form for images takes and returns words.
        let call = unsafe { std::mem::transmute::<*const (), Words>(narrow::WIN64) };
        let result = call(
            garbage << 8 | 1,
            garbage << 16 | 2,
            garbage << 32 | 3,
            usize::MAX,
            garbage << 8 | 5,
            garbage << 8 | 0xFA,
        );
        assert_eq!(result, 0x80);
    }
}
