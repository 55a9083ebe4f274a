//! [`RegisterArray`]: registers at equal distances, whose number or distance only the device may know.

use core::fmt;
use core::marker::PhantomData;

use super::register::{Access, Kind, Register, RegisterBlock, RegisterValue};

/// Registers of one kind at equal distances, such as doorbells.
pub struct RegisterArray<R, T, A> {
    // Invariant: each of the `count` registers keeps that of `Register`.
    offset: usize,
    stride: usize,
    count: usize,
    kind: Kind<R, T, A>,
}

impl<R: RegisterBlock, T: RegisterValue, A: Access> RegisterArray<R, T, A> {
    /// `count` registers, the first at `offset`, each `stride` bytes after the one before.
    ///
    /// # Panics
    /// If one does not lie inside the block or is not aligned: in a `const` that is a compile error.
    #[track_caller]
    pub const fn new(offset: usize, stride: usize, count: usize) -> Self {
        match Self::checked(offset, stride, count) {
            Some(array) => array,
            None => panic!(
                "a register of the array is not aligned or lies outside its block: see `RegisterBlock::SIZE`"
            ),
        }
    }

    /// The same for numbers that only the device knows; `None` if a register is not aligned or lies outside the block.
    pub const fn checked(offset: usize, stride: usize, count: usize) -> Option<Self> {
        let size = size_of::<T::Raw>();
        if stride < size || !offset.is_multiple_of(size) || !stride.is_multiple_of(size) {
            return None;
        }
        if count > 0 {
            let Some(to_last) = (count - 1).checked_mul(stride) else {
                return None;
            };
            let Some(last) = offset.checked_add(to_last) else {
                return None;
            };
            if last >= R::SIZE || size > R::SIZE - last {
                return None;
            }
        }
        Some(Self {
            offset,
            stride,
            count,
            kind: PhantomData,
        })
    }
}

impl<R, T, A> RegisterArray<R, T, A> {
    /// How many registers.
    pub const fn len(self) -> usize {
        self.count
    }

    /// There are none.
    pub const fn is_empty(self) -> bool {
        self.count == 0
    }

    /// Register `index`; `None` if there are not so many.
    #[inline]
    pub const fn at(self, index: usize) -> Option<Register<R, T, A>> {
        if index < self.count {
            Some(Register::inside(self.offset + index * self.stride))
        } else {
            None
        }
    }

    /// `count` registers from `first` on.
    ///
    /// # Panics
    /// If there are not so many.
    #[track_caller]
    pub(crate) fn run(self, first: usize, count: usize) -> impl Iterator<Item = Register<R, T, A>> {
        assert!(
            first <= self.count && count <= self.count - first,
            "the registers lie outside the array"
        );
        (first..first + count).map(move |index| Register::inside(self.offset + index * self.stride))
    }
}

impl<R, T, A> Clone for RegisterArray<R, T, A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R, T, A> Copy for RegisterArray<R, T, A> {}

impl<R, T, A> fmt::Debug for RegisterArray<R, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RegisterArray({:#x}, {} times {:#x})",
            self.offset, self.count, self.stride
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::hardware::WriteOnly;

    enum Block {}
    impl RegisterBlock for Block {
        const SIZE: usize = 0x1010;
    }
    type Doorbells = RegisterArray<Block, u32, WriteOnly>;

    #[test]
    fn arrays_stay_inside_their_block() {
        assert!(Doorbells::checked(0x1000, 4, 4).is_some());
        assert!(Doorbells::checked(0x1000, 4, 5).is_none());
        assert!(Doorbells::checked(0x1000, 8, 2).is_some());
        assert!(Doorbells::checked(0x1000, 8, 3).is_none());
        assert!(Doorbells::checked(0x1000, usize::MAX - 3, 3).is_none());
        assert!(Doorbells::checked(0x1002, 4, 1).is_none());
        assert!(Doorbells::checked(0x1000, 6, 1).is_none());
        assert!(Doorbells::checked(0x1000, 0, 1).is_none());
        assert!(Doorbells::checked(0x9000, 4, 0).is_some_and(RegisterArray::is_empty));
    }

    #[test]
    fn runs_stay_inside_their_array() {
        let doorbells = const { Doorbells::new(0x1000, 8, 2) };
        let offsets = |first, count| {
            doorbells
                .run(first, count)
                .map(Register::offset)
                .collect::<Vec<_>>()
        };
        assert_eq!(offsets(0, 2), [0x1000, 0x1008]);
        assert_eq!(offsets(1, 1), [0x1008]);
        assert!(offsets(2, 0).is_empty());
        for (first, count) in [(1, 2), (3, 0), (usize::MAX, 2), (1, usize::MAX)] {
            let outside = || drop(offsets(first, count));
            assert!(std::panic::catch_unwind(outside).is_err());
        }
    }

    #[test]
    fn elements_are_at_their_distance() {
        let doorbells = const { Doorbells::new(0x1000, 8, 2) };
        assert_eq!(doorbells.at(1).map(Register::offset), Some(0x1008));
        assert!(doorbells.at(2).is_none());
        assert_eq!(doorbells.len(), 2);
    }
}
