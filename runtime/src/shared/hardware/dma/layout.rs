//! [`DmaLayout`]: what lies where in shared memory, counted out before it is allocated.

use core::fmt;
use core::marker::PhantomData;

use super::value::{DmaValue, DmaWords};
use crate::shared::hardware::fact::Fact;

/// Counts out a piece of shared memory: each call places the next part.
///
/// ```
/// # use miniport::hardware::{DmaLayout, DmaRange};
/// let mut layout = DmaLayout::new();
/// let submissions: DmaRange<[u32; 16]> = layout.array(64, 4096); // 64 entries, at a page boundary
/// let completions: DmaRange<[u32; 4]> = layout.array(64, 4096);
/// assert_eq!(layout.bytes(), 4096 + 64 * 16);
/// assert_eq!(completions.len(), 64);
/// # let _ = submissions;
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DmaLayout {
    bytes: usize,
    alignment: usize,
}

/// A part of a [`DmaLayout`]: `T` values, one after the other. Three numbers; it may be kept anywhere.
pub struct DmaRange<T> {
    // Invariant: a multiple of the alignment of `T::Words`.
    offset: usize,
    count: usize,
    // Invariant: `offset` and the bytes of `count` values, without overflow.
    end: usize,
    values: Fact<T>,
}

impl DmaLayout {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            bytes: 0,
            alignment: 8,
        }
    }

    /// Places `count` values, the first at a physical address that is a multiple of `alignment`.
    ///
    /// # Panics
    /// If `alignment` is not a power of two, is below that of a word of `T`, or is above 1 MiB, or the memory would be larger
    /// than the address space: in a `const` that is a compile error.
    #[track_caller]
    pub const fn array<T: DmaValue>(&mut self, count: usize, alignment: usize) -> DmaRange<T> {
        assert!(
            alignment.is_power_of_two() && alignment <= 1 << 20,
            "an alignment is a power of two, at most 1 MiB"
        );
        assert!(
            alignment >= <T::Words as DmaWords>::ALIGN,
            "a value is aligned to its words at least"
        );
        let Some(offset) = self.bytes.checked_next_multiple_of(alignment) else {
            panic!("the layout is larger than memory")
        };
        let Some(bytes) = count.checked_mul(size_of::<T::Words>()) else {
            panic!("the array is larger than memory")
        };
        let Some(end) = offset.checked_add(bytes) else {
            panic!("the layout is larger than memory")
        };
        self.bytes = end;
        if alignment > self.alignment {
            self.alignment = alignment;
        }
        DmaRange {
            offset,
            count,
            end,
            values: PhantomData,
        }
    }

    /// Bytes of all parts.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The largest alignment of a part.
    pub const fn alignment(&self) -> usize {
        self.alignment
    }
}

impl Default for DmaLayout {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> DmaRange<T> {
    /// How many values.
    pub const fn len(self) -> usize {
        self.count
    }

    /// There are none.
    pub const fn is_empty(self) -> bool {
        self.count == 0
    }

    pub(super) const fn offset(self) -> usize {
        self.offset
    }

    pub(super) const fn end(self) -> usize {
        self.end
    }
}

impl<T> Clone for DmaRange<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for DmaRange<T> {}

impl<T> fmt::Debug for DmaRange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DmaRange({} values at {:#x})", self.count, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::DmaLayout;

    #[test]
    fn parts_follow_each_other() {
        let mut layout = DmaLayout::new();
        let bytes = layout.array::<u8>(3, 1);
        let words = layout.array::<u32>(2, 4);
        let pages = layout.array::<[u64; 512]>(2, 4096);
        assert_eq!(
            (bytes.offset(), words.offset(), pages.offset()),
            (0, 4, 4096)
        );
        assert_eq!((layout.bytes(), layout.alignment()), (3 * 4096, 4096));
    }

    #[test]
    #[should_panic(expected = "aligned to its words")]
    fn words_are_aligned() {
        DmaLayout::new().array::<[u32; 4]>(1, 2);
    }

    #[test]
    #[should_panic(expected = "larger than memory")]
    fn sizes_do_not_wrap() {
        DmaLayout::new().array::<u64>(usize::MAX, 8);
    }

    #[test]
    #[should_panic(expected = "larger than memory")]
    fn alignment_does_not_wrap() {
        let mut layout = DmaLayout::new();
        let _ = layout.array::<u8>(usize::MAX - 1, 1);
        layout.array::<u64>(1, 4096);
    }

    #[test]
    #[should_panic(expected = "larger than memory")]
    fn ends_do_not_wrap() {
        let mut layout = DmaLayout::new();
        let _ = layout.array::<u8>(8, 8);
        layout.array::<u64>(usize::MAX / 8, 8);
    }

    #[test]
    fn values_of_no_bytes_take_no_room() {
        let mut layout = DmaLayout::new();
        let nothing = layout.array::<[u64; 0]>(usize::MAX, 8);
        assert_eq!((layout.bytes(), nothing.len()), (0, usize::MAX));
    }
}
