//! The Identify Namespace data.

use miniport::scsi::{BlockSize, Capacity};

use super::Fields;

/// What the driver wants to know of a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// NSZE and the size of the format in use.
    pub capacity: Capacity,
    /// Its names.
    pub identifiers: Identifiers,
    /// NSATTR: it is write protected.
    pub read_only: bool,
    /// DLFEAT: deallocated blocks read as zeros.
    pub deallocated_reads_zeros: bool,
    /// NSFEAT: blocks get their storage when they are written.
    pub thin: bool,
}

/// The names of a namespace that no other has; zero if it has no such name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Identifiers {
    /// EUI64.
    pub eui64: [u8; 8],
    /// NGUID.
    pub nguid: [u8; 16],
}

impl Namespace {
    /// Reads the data. `None` if the namespace is not active, or its format is none that this driver can use: with metadata, for
    /// which no SCSI request here has memory (the controller would read and write it at the address in MPTR), or with blocks that
    /// are no power of two from 512 to 65536 bytes.
    pub fn parse(data: &(impl Fields + ?Sized)) -> Option<Self> {
        // FLBAS: bits 5 and 6 are the upper ones of the index where there are more than 16 formats, else 0.
        let formatted = data.byte(26);
        let index = formatted & 0x0f | (formatted >> 5 & 0x03) << 4;
        let format = data.u32(128 + 4 * usize::from(index));
        if format & 0xffff != 0 {
            return None;
        }
        let block_size = BlockSize::new(1_u32.checked_shl(format >> 16 & 0xff)?)?;
        Some(Self {
            capacity: Capacity::new(data.u64(0), block_size)?,
            identifiers: Identifiers {
                eui64: data.bytes(120),
                nguid: data.bytes(104),
            },
            read_only: data.byte(99) & 1 != 0,
            deallocated_reads_zeros: data.byte(33) & 7 == 1,
            thin: data.byte(24) & 1 != 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> [u8; 4096] {
        let mut data = [0; 4096];
        data[..8].copy_from_slice(&1000_u64.to_le_bytes());
        data[26] = 1;
        data[33] = 9;
        data[104..120].copy_from_slice(&[7; 16]);
        data[120..128].copy_from_slice(&[8; 8]);
        data[130] = 9;
        data[134] = 12;
        data
    }

    #[test]
    fn the_format_in_use_has_the_block_size() {
        let namespace = Namespace::parse(&data()[..]).unwrap();
        assert_eq!(namespace.capacity.blocks(), 1000);
        assert_eq!(namespace.capacity.block_size(), BlockSize::B4096);
        assert_eq!(namespace.identifiers.eui64, [8; 8]);
        assert_eq!(namespace.identifiers.nguid, [7; 16]);
        assert!(namespace.deallocated_reads_zeros && !namespace.read_only && !namespace.thin);
    }

    #[test]
    fn what_cannot_be_used_is_no_namespace() {
        let parse = |change: fn(&mut [u8; 4096])| {
            let mut data = data();
            change(&mut data);
            Namespace::parse(&data[..])
        };
        assert_eq!(parse(|data| data[..8].fill(0)), None);
        assert_eq!(parse(|data| data[134] = 8), None);
        assert_eq!(parse(|data| data[134] = 200), None);
    }

    /// NVM Express 1.4, 6: with MS other than zero, a read transfers metadata: behind each block, or to the address in MPTR,
    /// whether it is protection information or not.
    #[test]
    fn a_namespace_with_metadata_is_none() {
        for flbas in [1, 0x11] {
            let mut data = data();
            (data[132], data[26]) = (8, flbas);
            assert_eq!(Namespace::parse(&data[..]), None);
            data[132] = 0;
            assert!(Namespace::parse(&data[..]).is_some());
        }
    }

    /// NVM Command Set 1.0, figure 97: formats from 16 on are named by bits 5 and 6 of FLBAS too.
    #[test]
    fn there_may_be_64_formats() {
        let mut data = data();
        data[26] = 0x21;
        data[128 + 4 * 17 + 2] = 9;
        let namespace = Namespace::parse(&data[..]).unwrap();
        assert_eq!(namespace.capacity.block_size(), BlockSize::B512);
    }
}
