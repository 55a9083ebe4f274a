//! PRP entries: how a command says where its data is (NVM Express 1.4, section 4.3).
//!
//! The first entry may begin anywhere in its page, at a multiple of 4; every other names a whole page. A command has room for
//! two entries; if there are more, its second one is the address of a list with all but the first. A list of this driver lies
//! in one page, so that lists are not chained.

/// Bytes of a page, as `CC.MPS` says.
pub const PAGE: u64 = 4096;

/// The most entries of a list: transfers of 1 MiB that begin inside a page.
pub const LIST: usize = 256;

/// Bytes of the longest list; one that begins at a multiple of them lies in one page.
pub const LIST_BYTES: usize = LIST * 8;

/// The longest transfer.
pub const MAX_TRANSFER: u32 = 1 << 20;

/// How many pages a transfer of `bytes` bytes touches at most.
pub const fn most_pages(bytes: u32) -> u32 {
    bytes / 4096 + 1
}

const _: () = assert!(MAX_TRANSFER as u64 == LIST as u64 * PAGE && LIST_BYTES as u64 <= PAGE);

/// Why data cannot be named by PRP entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrpError {
    /// It does not begin at a multiple of 4 bytes.
    Unaligned,
    /// A piece in the middle does not begin or end at a page boundary.
    Gap,
    /// There is more data than the list has room for.
    TooLong,
    /// The pieces are shorter than the transfer.
    TooShort,
}

/// The entries that name some data: the list has been written, and its address is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entries {
    first: u64,
    second: u64,
    listed: usize,
}

impl Entries {
    /// Names the first `length` bytes of `pieces`, which are pairs of address and length. `write` gets the entries of the
    /// list with their indices, and says whether there was room; it gets the first one even if no list is needed.
    ///
    /// # Errors
    /// [`PrpError`].
    pub fn build(
        pieces: impl Iterator<Item = (u64, u32)>,
        length: u64,
        mut write: impl FnMut(usize, u64) -> bool,
    ) -> Result<Self, PrpError> {
        let mut left = length;
        let mut before = 0_u64;
        let mut found: Option<Self> = None;
        for (start, bytes) in pieces {
            if left == 0 {
                break;
            }
            if !before.is_multiple_of(PAGE) {
                return Err(PrpError::Gap);
            }
            let end = start + u64::from(bytes).min(left);
            left -= end - start;
            before = end;
            let mut page = start;
            while page < end {
                match &mut found {
                    None if !page.is_multiple_of(4) => return Err(PrpError::Unaligned),
                    None => {
                        found = Some(Self {
                            first: page,
                            second: 0,
                            listed: 0,
                        });
                    }
                    Some(_) if !page.is_multiple_of(PAGE) => return Err(PrpError::Gap),
                    Some(entries) => {
                        if entries.listed == 0 {
                            entries.second = page;
                        }
                        if !write(entries.listed, page) {
                            return Err(PrpError::TooLong);
                        }
                        entries.listed += 1;
                    }
                }
                page = (page / PAGE + 1) * PAGE;
            }
        }
        found.filter(|_| left == 0).ok_or(PrpError::TooShort)
    }

    /// There are more than two entries: the list is needed.
    pub fn need_list(self) -> bool {
        self.listed > 1
    }

    /// The two entries of the command. The list, if it is needed, is at `list`.
    pub fn for_command(self, list: u64) -> [u64; 2] {
        let second = if self.need_list() { list } else { self.second };
        [self.first, second]
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn build(pieces: &[(u64, u32)], length: u64) -> Result<(Entries, Vec<u64>), PrpError> {
        let mut list = Vec::new();
        let entries = Entries::build(pieces.iter().copied(), length, |index, entry| {
            assert_eq!(index, list.len());
            list.push(entry);
            list.len() <= LIST
        })?;
        Ok((entries, list))
    }

    fn command(pieces: &[(u64, u32)], length: u64) -> [u64; 2] {
        let (entries, _) = build(pieces, length).unwrap();
        assert!(!entries.need_list());
        entries.for_command(0xbad)
    }

    #[test]
    fn one_and_two_pages_need_no_list() {
        assert_eq!(command(&[(0x1010, 512)], 512), [0x1010, 0]);
        assert_eq!(command(&[(0x1f00, 512)], 512), [0x1f00, 0x2000]);
        assert_eq!(command(&[(0x1000, 0x2000)], 0x1000), [0x1000, 0]);
        let apart = [(0x1800, 0x800), (0x9000, 0x1000)];
        assert_eq!(command(&apart, 0x1800), [0x1800, 0x9000]);
    }

    #[test]
    fn a_list_has_all_but_the_first() {
        let (entries, list) = build(&[(0x1ffc, 0x2004)], 0x2004).unwrap();
        assert!(entries.need_list());
        assert_eq!(entries.for_command(0x7800), [0x1ffc, 0x7800]);
        assert_eq!(list, [0x2000, 0x3000]);
    }

    #[test]
    fn the_longest_transfer_fits_wherever_it_begins() {
        for offset in [0, 4, 2048, 4092] {
            let length = u64::from(MAX_TRANSFER);
            let (_, list) = build(&[(offset, MAX_TRANSFER)], length).unwrap();
            assert!(list.len() <= LIST);
        }
        let more = MAX_TRANSFER + 8192;
        assert_eq!(build(&[(0, more)], more.into()), Err(PrpError::TooLong));
    }

    #[test]
    fn what_prps_cannot_say_is_refused() {
        assert_eq!(build(&[(0x1002, 512)], 512), Err(PrpError::Unaligned));
        let gap_after = [(0x1000, 512), (0x2000, 512)];
        assert_eq!(build(&gap_after, 1024), Err(PrpError::Gap));
        let gap_before = [(0x1000, 0x1000), (0x2200, 512)];
        assert_eq!(build(&gap_before, 0x1200), Err(PrpError::Gap));
        assert_eq!(build(&[(0x1000, 512)], 1024), Err(PrpError::TooShort));
        assert_eq!(build(&[], 512), Err(PrpError::TooShort));
    }

    proptest! {
        /// Pages of a buffer, some of which lie together: the entries name each of its bytes once, in order.
        #[test]
        fn the_controller_finds_every_byte(
            pages in prop::collection::vec(1_u64..1 << 40, 1..40),
            together in prop::collection::vec(any::<bool>(), 40),
            offset in 0_u64..1024,
            cut in 0_u64..4096,
        ) {
            let offset = offset * 4;
            let mut expected: Vec<(u64, u64)> = Vec::new();
            let mut pieces: Vec<(u64, u32)> = Vec::new();
            for (index, page) in pages.iter().enumerate() {
                let last = expected.last().map(|(start, length)| start + length);
                let start = match last {
                    Some(end) if together[index] => end,
                    _ => page * PAGE,
                };
                let start = if index == 0 { start + offset } else { start };
                let length = PAGE - start % PAGE;
                expected.push((start, length));
                match pieces.last_mut() {
                    Some((at, bytes)) if *at + u64::from(*bytes) == start => *bytes += u32::try_from(length).unwrap(),
                    _ => pieces.push((start, u32::try_from(length).unwrap())),
                }
            }
            let total: u64 = expected.iter().map(|(_, length)| length).sum();
            let length = total.saturating_sub(cut).max(1);
            let (entries, list) = build(&pieces, length).unwrap();
            let mut left = length;
            let named = [entries.for_command(0)[0]].into_iter().chain(list);
            for (entry, (start, bytes)) in named.zip(&expected) {
                prop_assert_eq!(entry, *start);
                left -= (*bytes).min(left);
            }
            prop_assert_eq!(left, 0);
        }
    }
}
