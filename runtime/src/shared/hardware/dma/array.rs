//! [`DmaArray`]: values in shared memory, copied in and out.

use core::fmt;
use core::marker::PhantomData;

use super::value::{DmaValue, DmaWords};
use crate::shared::hardware::access::{self, Adapter};
use crate::shared::hardware::fact::Fact;
use crate::shared::hardware::physical::PhysicalAddress;

/// A part of [`DmaMemory`](super::DmaMemory): values of type `T`, one after the other.
pub struct DmaArray<'m, T> {
    // Invariant: `count` values, aligned to their words (a range's offset is, and so is the memory), inside memory that lives
    // as long as 'm.
    base: *mut u8,
    // Nothing in a kernel build.
    adapter: Adapter,
    physical: PhysicalAddress,
    count: usize,
    // Covariant: the array may be used for a shorter time than the memory lives.
    memory: PhantomData<&'m ()>,
    // `count` was checked against the size of `T::Words`.
    values: Fact<T>,
}

impl<T: DmaValue> DmaArray<'_, T> {
    /// # Safety
    /// `base` is the beginning of `count` values at `physical`, aligned to their words, inside memory of the adapter that lives as
    /// long as the result.
    #[inline]
    pub(super) unsafe fn new(
        base: *mut u8,
        adapter: Adapter,
        physical: PhysicalAddress,
        count: usize,
    ) -> Self {
        Self {
            base,
            adapter,
            physical,
            count,
            memory: PhantomData,
            values: PhantomData,
        }
    }

    /// How many values.
    pub fn len(&self) -> usize {
        self.count
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Where it begins for the device.
    pub fn physical_address(&self) -> PhysicalAddress {
        self.physical
    }

    /// Where value `index` is for the device.
    ///
    /// # Panics
    /// If there are not so many.
    #[track_caller]
    pub fn address_of(&self, index: usize) -> PhysicalAddress {
        assert!(index < self.count, "the index is outside the array");
        self.physical.add((index * size_of::<T::Words>()) as u64)
    }

    /// Reads value `index`, its words in ascending order. What is read after it is not older.
    ///
    /// The device may write the value in between: first look at the word that it writes last ([`DmaArray::read_word`]).
    ///
    /// # Panics
    /// If there are not so many.
    #[inline]
    #[track_caller]
    pub fn read(&self, index: usize) -> T {
        // SAFETY: the place is inside, aligned and mapped.
        let words = unsafe { T::Words::load(self.place(index)) };
        access::after_read();
        T::from_words(words)
    }

    /// Writes value `index`, its words in ascending order. The device finds it when a register is written after it.
    ///
    /// # Panics
    /// If there are not so many.
    #[inline]
    #[track_caller]
    pub fn write(&self, index: usize, value: T) {
        // SAFETY: the place is inside, aligned and mapped.
        unsafe { value.into_words().store(self.place(index)) };
    }

    /// Reads word `word` of value `index`. What is read after it is not older: if a completion's word with the phase bit
    /// says that it is new, then [`DmaArray::read`] reads a whole one.
    ///
    /// # Panics
    /// If there are not so many values, or words in one.
    #[inline]
    #[track_caller]
    pub fn read_word(&self, index: usize, word: usize) -> <T::Words as DmaWords>::Word {
        // SAFETY: the place is inside, aligned and mapped.
        let value = unsafe { DmaWords::load(self.word_place(index, word)) };
        access::after_read();
        value
    }

    /// Writes word `word` of value `index`, after everything that was written before: the one that hands the value to the
    /// device.
    ///
    /// # Panics
    /// If there are not so many values, or words in one.
    #[inline]
    #[track_caller]
    pub fn write_word(&self, index: usize, word: usize, value: <T::Words as DmaWords>::Word) {
        access::before_write();
        // SAFETY: the place is inside, aligned and mapped.
        unsafe { value.store(self.word_place(index, word)) };
    }

    /// Writes `value` everywhere.
    pub fn fill(&self, value: T) {
        for index in 0..self.count {
            self.write(index, value);
        }
    }

    #[inline]
    #[track_caller]
    fn place(&self, index: usize) -> *mut u8 {
        assert!(index < self.count, "the index is outside the array");
        let place = self.base.wrapping_add(index * size_of::<T::Words>());
        access::shared(self.adapter, place, size_of::<T::Words>());
        place
    }

    #[inline]
    #[track_caller]
    fn word_place(&self, index: usize, word: usize) -> *mut u8 {
        let size = size_of::<<T::Words as DmaWords>::Word>();
        assert!(
            word < size_of::<T::Words>() / size,
            "the value has not so many words"
        );
        self.place(index).wrapping_add(word * size)
    }
}

impl DmaArray<'_, u8> {
    /// Copies bytes out, from `start` on.
    ///
    /// # Panics
    /// If there are not so many.
    #[track_caller]
    pub fn copy_to(&self, start: usize, bytes: &mut [u8]) {
        for (index, byte) in (start..self.end(start, bytes.len())).zip(bytes) {
            *byte = self.read(index);
        }
    }

    /// Copies bytes in, from `start` on.
    ///
    /// # Panics
    /// If there is not so much room.
    #[track_caller]
    pub fn copy_from(&self, start: usize, bytes: &[u8]) {
        for (index, byte) in (start..self.end(start, bytes.len())).zip(bytes) {
            self.write(index, *byte);
        }
    }

    /// Where `length` bytes from `start` on end, before any of them is touched.
    #[track_caller]
    fn end(&self, start: usize, length: usize) -> usize {
        let Some(end) = start.checked_add(length).filter(|&end| end <= self.count) else {
            panic!("the bytes are outside the array");
        };
        end
    }
}

impl<T> Clone for DmaArray<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for DmaArray<'_, T> {}

impl<T> fmt::Debug for DmaArray<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DmaArray({} values at {:?})", self.count, self.physical)
    }
}
