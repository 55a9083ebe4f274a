//! What ntoskrnl.exe says of itself: the version of Windows that an image believes to run on.

use miniport::ffi;

use crate::kernel::nt::call::{Call, routines};

/// Windows 10, as `KUSER_SHARED_DATA` says too, and the build of its long-term release of 2021.
const MAJOR: u32 = 10;
const MINOR: u32 = 0;
const BUILD: u32 = 19044;
/// `VER_PLATFORM_WIN32_NT`, `VER_NT_WORKSTATION`.
const PLATFORM: u32 = 2;
const WORKSTATION: u8 = 1;

/// `RTL_OSVERSIONINFOW`: five numbers, and 128 characters of a service pack, which there is none of.
const SHORT: u32 = 20 + 256;
/// `RTL_OSVERSIONINFOEXW`: behind it two numbers of the service pack, the suites, and of which kind the product is.
const LONG: u32 = SHORT + 8;

routines! {
    /// Fills a structure of the size that it says.
    RtlGetVersion(structure: *mut u32) -> ffi::NTSTATUS, PASSIVE => |call| get(call, structure), else ffi::STATUS_UNSUCCESSFUL;
}

/// The address of such a function.
pub(crate) fn address_of(name: &str) -> Option<usize> {
    let row = EXPORTS.iter().find(|row| row.name == name)?;
    Some(row.win64 as usize)
}

fn get(call: &Call<'_>, structure: *mut u32) -> ffi::NTSTATUS {
    if !call.is_place(structure) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    // SAFETY: the driver says that a structure is there, whose first field says how many bytes it has; it is not NULL and aligned.
    unsafe {
        let size = structure.read();
        if size != SHORT && size != LONG {
            return ffi::STATUS_INVALID_PARAMETER;
        }
        let bytes = structure.cast::<u8>();
        bytes.write_bytes(0, size as usize);
        for (index, value) in [size, MAJOR, MINOR, BUILD, PLATFORM]
            .into_iter()
            .enumerate()
        {
            structure.add(index).write(value);
        }
        if size == LONG {
            bytes.add(LONG as usize - 2).write(WORKSTATION);
        }
    }
    ffi::STATUS_SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::bench::broken_by;
    use crate::kernel::level::{APC_LEVEL, PASSIVE_LEVEL};
    use crate::verifier::Rule;

    /// The status, and the structure and what lies behind it.
    fn asked(size: u32) -> (ffi::NTSTATUS, [u32; 80]) {
        let mut words = [0xAAAA_AAAA_u32; 80];
        words[0] = size;
        (RtlGetVersion(words.as_mut_ptr()), words)
    }

    #[test]
    fn as_much_is_written_as_is_asked_for() {
        let broken = broken_by(PASSIVE_LEVEL, || {
            let (status, words) = asked(SHORT);
            assert_eq!(
                (status, words[..5].to_vec()),
                (ffi::STATUS_SUCCESS, vec![SHORT, 10, 0, BUILD, 2])
            );
            assert_eq!((words[68], words[69]), (0, 0xAAAA_AAAA));
            let (status, words) = asked(LONG);
            assert_eq!(
                (status, words[70], words[71]),
                (ffi::STATUS_SUCCESS, 1 << 16, 0xAAAA_AAAA)
            );
            assert_eq!(asked(40).0, ffi::STATUS_INVALID_PARAMETER);
        });
        assert_eq!(broken, []);
    }

    #[test]
    fn no_structure_and_a_call_above_passive_level_are_reported() {
        let broken = broken_by(APC_LEVEL, || {
            RtlGetVersion(std::ptr::null_mut());
        });
        assert_eq!(broken, [(Rule::WrongIrql, 1), (Rule::BadParameter, 1)]);
    }
}
