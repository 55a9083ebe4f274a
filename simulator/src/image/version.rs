//! What ntoskrnl.exe says of itself: the version of Windows that an image believes to run on.

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

const SUCCESS: i32 = 0;
const INVALID_PARAMETER: i32 = 0xC000_000D_u32.cast_signed();

/// The address of such a function.
pub(crate) fn address_of(name: &str) -> Option<usize> {
    match name {
        "RtlGetVersion" => Some(get as *const () as usize),
        _ => None,
    }
}

/// Fills a structure of the size that it says.
unsafe extern "win64" fn get(structure: *mut u32) -> i32 {
    // SAFETY: the routine's contract: the first field says how many bytes are there.
    unsafe {
        let size = structure.read();
        if size != SHORT && size != LONG {
            return INVALID_PARAMETER;
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
    SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_is_written_as_is_asked_for() {
        let mut words = [0xAAAA_AAAA_u32; 80];
        let mut asked = |size: u32| {
            words.fill(0xAAAA_AAAA);
            words[0] = size;
            // SAFETY: there is more room than either structure needs.
            let status = unsafe { get(words.as_mut_ptr()) };
            (status, words)
        };
        let (status, words) = asked(SHORT);
        assert_eq!(
            (status, words[..5].to_vec()),
            (SUCCESS, vec![SHORT, 10, 0, BUILD, 2])
        );
        assert_eq!((words[68], words[69]), (0, 0xAAAA_AAAA));
        let (status, words) = asked(LONG);
        assert_eq!(
            (status, words[70], words[71]),
            (SUCCESS, 1 << 16, 0xAAAA_AAAA)
        );
        assert_eq!(asked(40).0, INVALID_PARAMETER);
    }
}
