//! The parameter list of UNMAP (SBC-3, 5.28.2).

use super::bytes::{be16, be32, be64};
use super::{FieldPointer, Sense};

const HEADER: usize = 8;
const DESCRIPTOR: usize = 16;

/// One range that UNMAP names, as the initiator sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnmapDescriptor {
    /// The first block.
    pub lba: u64,
    /// How many; 0 unmaps nothing.
    pub blocks: u32,
}

/// A parameter list of UNMAP, checked; [`iter`](Self::iter) has the ranges.
#[derive(Clone, Copy, Debug)]
pub struct UnmapList<'a> {
    descriptors: &'a [u8],
}

impl<'a> UnmapList<'a> {
    /// Bytes of a list of `descriptors` ranges: how big a buffer a driver needs for the number that its Block Limits page
    /// announces.
    pub const fn size(descriptors: usize) -> usize {
        HEADER + descriptors * DESCRIPTOR
    }

    /// Reads a parameter list of the length that the command said (PARAMETER LIST LENGTH). An empty list is no error, and a
    /// last range that is not whole is ignored, as the standard says.
    ///
    /// # Errors
    ///
    /// PARAMETER LIST LENGTH ERROR if the list is shorter than its header, or than the ranges that the header announces.
    pub fn parse(list: &'a [u8]) -> Result<Self, Sense> {
        Self::parse_beginning(list, list.len())
    }

    /// The same for the beginning of a list of `length` bytes: as much of it as a driver has room for.
    ///
    /// # Errors
    ///
    /// As of [`parse`](Self::parse); INVALID FIELD IN PARAMETER LIST for ranges that are in the list and not in its beginning.
    pub fn parse_beginning(list: &'a [u8], length: usize) -> Result<Self, Sense> {
        if length == 0 {
            return Ok(Self { descriptors: &[] });
        }
        let Some((header, rest)) = list.split_first_chunk::<HEADER>() else {
            return Err(Sense::PARAMETER_LIST_LENGTH_ERROR);
        };
        let announced = usize::from(be16(header, 2));
        match rest.get(..announced) {
            Some(descriptors) => Ok(Self { descriptors }),
            None if HEADER + announced <= length => {
                let field = FieldPointer::parameter_list(2);
                Err(Sense::invalid_field_in_parameter_list(field))
            }
            None => Err(Sense::PARAMETER_LIST_LENGTH_ERROR),
        }
    }

    /// The bytes of a list with these ranges, for who sends UNMAP.
    ///
    /// # Panics
    ///
    /// If there are more ranges than the lengths of the header can say: 4095.
    pub fn encode(ranges: &[UnmapDescriptor]) -> impl Iterator<Item = u8> + '_ {
        let length = Self::size(ranges.len());
        let [data, descriptors] = [length - 2, length - HEADER].map(|length| {
            u16::try_from(length)
                .expect("at most 4095 ranges")
                .to_be_bytes()
        });
        let header = [data, descriptors, [0; 2], [0; 2]].into_iter().flatten();
        header.chain(ranges.iter().flat_map(|range| {
            let lba = range.lba.to_be_bytes().into_iter();
            lba.chain(range.blocks.to_be_bytes()).chain([0; 4])
        }))
    }

    /// How many whole ranges there are.
    pub fn len(&self) -> usize {
        self.descriptors.len() / DESCRIPTOR
    }

    /// There is no range.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ranges, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = UnmapDescriptor> + 'a {
        self.descriptors
            .as_chunks::<DESCRIPTOR>()
            .0
            .iter()
            .map(|bytes| UnmapDescriptor {
                lba: be64(bytes, 0),
                blocks: be32(bytes, 8),
            })
    }

    /// The list against the limits of the Block Limits page.
    ///
    /// # Errors
    ///
    /// INVALID FIELD IN PARAMETER LIST if there are more ranges than `descriptors` or, together, more blocks than `blocks`.
    /// [`u32::MAX`] is no limit, as on the page.
    pub fn check_limits(&self, descriptors: u32, blocks: u32) -> Result<(), Sense> {
        if u32::try_from(self.len()).is_ok_and(|len| len <= descriptors) {
            let mut total = 0_u64; // at most 4095 ranges of 2^32 blocks: no overflow
            for (index, range) in self.iter().enumerate() {
                total += u64::from(range.blocks);
                if blocks != u32::MAX && total > u64::from(blocks) {
                    let byte = u16::try_from(Self::size(index) + 8).unwrap_or(u16::MAX);
                    let field = FieldPointer::parameter_list(byte);
                    return Err(Sense::invalid_field_in_parameter_list(field));
                }
            }
            return Ok(());
        }
        Err(Sense::invalid_field_in_parameter_list(
            FieldPointer::parameter_list(2),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::{Sense, UnmapDescriptor, UnmapList};
    use crate::FieldPointer;

    const TWO: [u8; 40] = [
        0, 38, 0, 32, 0, 0, 0, 0, //
        0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, //
        0, 0, 0, 0, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
    ];

    #[test]
    fn ranges_are_read_and_written() {
        let list = UnmapList::parse(&TWO).unwrap();
        let ranges =
            [(1 << 32, 8), (5, u32::MAX)].map(|(lba, blocks)| UnmapDescriptor { lba, blocks });
        assert_eq!(list.len(), 2);
        assert!(!list.is_empty());
        assert!(list.iter().eq(ranges));
        assert!(UnmapList::encode(&ranges).eq(TWO));
        assert!(UnmapList::encode(&[]).eq([0, 6, 0, 0, 0, 0, 0, 0]));
    }

    #[test]
    fn lengths_are_checked() {
        assert!(UnmapList::parse(&[]).unwrap().is_empty());
        assert!(UnmapList::parse(&[0; 8]).unwrap().is_empty());
        for length in 1..40 {
            let error = UnmapList::parse(&TWO[..length]).unwrap_err();
            assert_eq!(error, Sense::PARAMETER_LIST_LENGTH_ERROR, "{length}");
        }
        let mut short = TWO;
        short[3] = 31; // the second range is not whole
        assert_eq!(UnmapList::parse(&short).unwrap().len(), 1);
    }

    /// SBC-3, 6.5.3: a MAXIMUM UNMAP LBA COUNT of `FFFFFFFFh` is no limit, also for several ranges together.
    #[test]
    fn the_largest_limit_is_none() {
        let list = UnmapList::parse(&TWO).unwrap();
        assert_eq!(list.check_limits(2, u32::MAX), Ok(()));
    }

    #[test]
    fn ranges_behind_the_beginning_are_too_many_and_those_behind_the_end_are_missing() {
        let parse =
            |kept, length| UnmapList::parse_beginning(&TWO[..kept], length).map(|list| list.len());
        let field = FieldPointer::parameter_list(2);
        assert_eq!(
            parse(24, 40),
            Err(Sense::invalid_field_in_parameter_list(field))
        );
        assert_eq!(parse(24, 39), Err(Sense::PARAMETER_LIST_LENGTH_ERROR));
        assert_eq!(parse(40, 60), Ok(2));
        assert_eq!(parse(0, 0), Ok(0));
    }

    #[test]
    fn limits_point_at_what_exceeds_them() {
        let list = UnmapList::parse(&TWO).unwrap();
        let at = |byte| {
            Err(Sense::invalid_field_in_parameter_list(
                FieldPointer::parameter_list(byte),
            ))
        };
        assert_eq!(list.check_limits(1, u32::MAX), at(2));
        assert_eq!(list.check_limits(2, u32::MAX - 1), at(32));
        assert_eq!(list.check_limits(2, 7), at(16));
        // The first range has as many blocks as there may be.
        assert_eq!(list.check_limits(2, 8), at(32));
        assert_eq!(
            UnmapList::parse(&TWO[..0]).unwrap().check_limits(0, 0),
            Ok(())
        );
    }
}
