//! The commands of the disk class driver, as bytes.

pub(super) const TEST_UNIT_READY: [u8; 6] = [0; 6];

pub(super) fn inquiry(allocation: u16) -> [u8; 6] {
    let [high, low] = allocation.to_be_bytes();
    [0x12, 0, 0, high, low, 0]
}

pub(super) fn inquiry_page(page: u8, allocation: u16) -> [u8; 6] {
    let [high, low] = allocation.to_be_bytes();
    [0x12, 1, page, high, low, 0]
}

pub(super) fn report_luns(allocation: u32) -> [u8; 12] {
    let mut cdb = [0; 12];
    cdb[0] = 0xA0;
    cdb[6..10].copy_from_slice(&allocation.to_be_bytes());
    cdb
}

pub(super) fn read_capacity_10() -> [u8; 10] {
    let mut cdb = [0; 10];
    cdb[0] = 0x25;
    cdb
}

pub(super) fn read_capacity_16(allocation: u32) -> [u8; 16] {
    let mut cdb = [0; 16];
    cdb[0] = 0x9E;
    cdb[1] = 0x10;
    cdb[10..14].copy_from_slice(&allocation.to_be_bytes());
    cdb
}

pub(super) fn mode_sense_6(page: u8, allocation: u8) -> [u8; 6] {
    [0x1A, 0, page, 0, allocation, 0]
}

pub(super) fn synchronize_cache() -> [u8; 10] {
    let mut cdb = [0; 10];
    cdb[0] = 0x35;
    cdb
}

pub(super) fn unmap(length: u16) -> [u8; 10] {
    let mut cdb = [0; 10];
    cdb[0] = 0x42;
    cdb[7..9].copy_from_slice(&length.to_be_bytes());
    cdb
}

/// READ or WRITE: of 10 bytes, or of 16 where the numbers need it. The length of the command is the second value.
pub(super) fn transfer(write: bool, lba: u64, blocks: u32) -> ([u8; 16], usize) {
    let mut cdb = [0; 16];
    if let (Ok(lba), Ok(blocks)) = (u32::try_from(lba), u16::try_from(blocks)) {
        cdb[0] = if write { 0x2A } else { 0x28 };
        cdb[2..6].copy_from_slice(&lba.to_be_bytes());
        cdb[7..9].copy_from_slice(&blocks.to_be_bytes());
        (cdb, 10)
    } else {
        cdb[0] = if write { 0x8A } else { 0x88 };
        cdb[2..10].copy_from_slice(&lba.to_be_bytes());
        cdb[10..14].copy_from_slice(&blocks.to_be_bytes());
        (cdb, 16)
    }
}

#[cfg(test)]
mod tests {
    use super::transfer;

    #[test]
    fn a_transfer_uses_the_long_form_only_where_it_must() {
        assert_eq!(
            transfer(false, 0xFFFF_FFFF, 0xFFFF),
            (
                [
                    0x28, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0
                ],
                10
            )
        );
        assert_eq!(transfer(true, 1 << 32, 1).1, 16);
        assert_eq!(transfer(true, 0, 0x1_0000).1, 16);
    }
}
