//! The checksum of a PE file, as the kernel computes it when it loads a driver.

/// Where the checksum stands behind the start of the NT headers: signature, file header, 64 bytes of optional header.
const FIELD: usize = 4 + 20 + 64;

/// The checksum of a file whose NT headers begin at `nt_headers`; `None` when the file ends before its checksum field.
///
/// The sum of all 16-bit words with the carry added back, the field itself taken as zero, plus the file's size
/// (`CheckSumMappedFile` of the image help library).
pub fn checksum(data: &[u8], nt_headers: usize) -> Option<u32> {
    let field = nt_headers.checked_add(FIELD)?;
    data.get(field..field.checked_add(4)?)?;
    let byte = |at: usize| match data.get(at) {
        Some(&byte) if at < field || at >= field + 4 => u64::from(byte),
        _ => 0,
    };
    // 2^16 is 1 modulo 2^16-1: adding up first and folding once gives what folding at every step does.
    let mut sum: u64 = (0..data.len())
        .step_by(2)
        .map(|at| byte(at) | byte(at + 1) << 8)
        .sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    let size = u32::try_from(data.len()).ok()?;
    u32::try_from(sum).ok()?.checked_add(size)
}

#[cfg(test)]
mod tests {
    use super::{FIELD, checksum};

    #[test]
    fn the_field_itself_does_not_count() {
        let mut data = vec![0_u8; FIELD + 5];
        data[0] = 1;
        data[1] = 2;
        data[FIELD + 4] = 7;
        let expected = Some(0x0201 + 7 + u32::try_from(data.len()).unwrap());
        assert_eq!(checksum(&data, 0), expected);
        data[FIELD..FIELD + 4].fill(0xff);
        assert_eq!(checksum(&data, 0), expected);
    }

    #[test]
    fn the_carry_comes_back() {
        let mut data = vec![0_u8; FIELD + 4];
        data[..4].copy_from_slice(&[0xff, 0xff, 0x02, 0x00]);
        assert_eq!(
            checksum(&data, 0),
            Some(2 + u32::try_from(data.len()).unwrap())
        );
    }

    #[test]
    fn a_short_file_has_none() {
        assert_eq!(checksum(&[0; FIELD + 3], 0), None);
        assert_eq!(checksum(&[0; 8], usize::MAX), None);
    }
}
