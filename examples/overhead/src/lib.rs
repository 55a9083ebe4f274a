//! The same two miniports twice: [`attributes`] in safe Rust, [`by_hand`] as a careful C author would write them, with raw
//! pointers and no macros. The benches compare them instruction by instruction and by what one read costs.

#![allow(missing_docs, reason = "the role types are the documentation")]

pub mod attributes;
pub mod by_hand;

/// Bytes in a block of the RAM disks.
pub const BLOCK: usize = 512;
/// Blocks of the RAM disks.
pub const BLOCKS: u32 = 2048;

/// Standard INQUIRY data of the RAM disks.
fn inquiry() -> [u8; 36] {
    let mut data = [b' '; 36];
    data[..8].copy_from_slice(&[0, 0, 5, 2, 31, 0, 0, 2]);
    data[8..16].copy_from_slice(b"MINIPORT");
    data[16..24].copy_from_slice(b"RAM disk");
    data
}

/// READ CAPACITY (10) data of the RAM disks.
fn capacity() -> [u8; 8] {
    let mut data = [0; 8];
    data[..4].copy_from_slice(&(BLOCKS - 1).to_be_bytes());
    data[4..].copy_from_slice(&512_u32.to_be_bytes());
    data
}
