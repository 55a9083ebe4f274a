//! [`DmaMemory`] and [`DmaArray`]: access to shared memory.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::layout::DmaRange;
use super::value::{DmaValue, DmaWords};
use crate::extension::ExtensionPart;
use crate::ffi;
use crate::hardware::access;
use crate::hardware::physical::PhysicalAddress;

/// Memory that the device and the processor share, contiguous for the device.
///
/// Find-adapter allocates it ([`PortConfiguration::uncached_extension`](crate::PortConfiguration::uncached_extension),
/// [`Context::allocate_dma`](crate::Context::allocate_dma)), and it lives in the device extension. The parts that a
/// [`DmaLayout`](super::DmaLayout) placed in it are reached by [`DmaMemory::array`]; every callback may do so, at any IRQL.
/// Values are copied in and out, word by word; there are no references to it, because the device may write it at any time.
/// What must be changed by one processor at a time, such as the positions of a ring, is kept in a
/// [`Locked`](crate::Locked) or [`ByMessage`](crate::hardware::ByMessage) beside it.
///
/// Like [`Mmio`](crate::hardware::Mmio) it is neither [`Send`] nor [`Sync`]: it is a field of the extension, and of nothing
/// that could outlive the adapter.
pub struct DmaMemory {
    base: NonNull<u8>,
    physical: PhysicalAddress,
    length: usize,
    // What `StorPortFreeDmaMemory` gets back; `None` for the uncached extension, which Storport frees.
    allocation: Option<Allocation>,
}

/// Memory of `StorPortAllocateDmaMemory`.
pub(super) struct Allocation {
    pub(super) device_extension: ffi::PVOID,
    pub(super) base: NonNull<u8>,
    pub(super) bytes: usize,
    pub(super) cache: ffi::MEMORY_CACHING_TYPE,
    pub(super) physical: PhysicalAddress,
}

// SAFETY: all accesses are volatile, to memory that is no Rust allocation and that the device writes anyway: any bytes are
// valid values, whoever wrote them (docs/soundness.md, "Device memory is not Rust memory").
unsafe impl ExtensionPart for DmaMemory {}

impl DmaMemory {
    /// # Safety
    /// `base` is the beginning of `length` bytes at `physical`, mapped as long as this value lives, and no Rust object.
    pub(super) unsafe fn new(
        base: NonNull<u8>,
        physical: PhysicalAddress,
        length: usize,
        allocation: Option<Allocation>,
    ) -> Self {
        Self {
            base,
            physical,
            length,
            allocation,
        }
    }

    /// Bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Where it begins for the device.
    pub fn physical_address(&self) -> PhysicalAddress {
        self.physical
    }

    /// The values of a part.
    ///
    /// # Panics
    /// If the part does not lie inside this memory: it was placed by another layout.
    #[inline]
    #[track_caller]
    pub fn array<T: DmaValue>(&self, range: DmaRange<T>) -> DmaArray<'_, T> {
        let (offset, count) = (range.offset(), range.len());
        assert!(
            offset <= self.length && count * size_of::<T::Words>() <= self.length - offset,
            "the range is that of another DMA memory"
        );
        DmaArray {
            // Inside the memory, or its end.
            base: self.base.as_ptr().wrapping_add(offset),
            physical: self.physical.add(offset as u64),
            count,
            memory: PhantomData,
        }
    }

    /// Sets all bytes to zero.
    pub fn clear(&self) {
        for offset in 0..self.length {
            // SAFETY: inside the memory.
            unsafe { self.base.add(offset).write_volatile(0) };
        }
    }
}

impl Drop for DmaMemory {
    fn drop(&mut self) {
        if let Some(memory) = &self.allocation {
            // SAFETY: it is that of `StorPortAllocateDmaMemory` with the same numbers, freed once. It is dropped in
            // find-adapter or with the extension, both up to DISPATCH_LEVEL: it cannot be sent elsewhere.
            unsafe {
                ffi::StorPortFreeDmaMemory(
                    memory.device_extension,
                    memory.base.as_ptr().cast(),
                    memory.bytes,
                    memory.cache,
                    memory.physical.into(),
                );
            };
        }
    }
}

impl fmt::Debug for DmaMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DmaMemory({} bytes at {:?})", self.length, self.physical)
    }
}

/// A part of [`DmaMemory`]: values of type `T`, one after the other.
pub struct DmaArray<'m, T> {
    // Invariant: `count` values, aligned to their words, inside memory that lives as long as 'm.
    base: *mut u8,
    physical: PhysicalAddress,
    count: usize,
    memory: PhantomData<(&'m DmaMemory, fn() -> T)>,
}

impl<T: DmaValue> DmaArray<'_, T> {
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
    /// # Panics
    /// If there are not so many.
    #[inline]
    #[track_caller]
    pub fn read(&self, index: usize) -> T {
        // SAFETY: the place is inside and aligned.
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
        // SAFETY: the place is inside and aligned.
        unsafe { value.into_words().store(self.place(index)) };
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
        self.base.wrapping_add(index * size_of::<T::Words>())
    }
}

impl DmaArray<'_, u8> {
    /// Copies bytes out, from `start` on.
    ///
    /// # Panics
    /// If there are not so many.
    #[track_caller]
    pub fn copy_to(&self, start: usize, bytes: &mut [u8]) {
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = self.read(start + index);
        }
    }

    /// Copies bytes in, from `start` on.
    ///
    /// # Panics
    /// If there is not so much room.
    #[track_caller]
    pub fn copy_from(&self, start: usize, bytes: &[u8]) {
        for (index, byte) in bytes.iter().enumerate() {
            self.write(start + index, *byte);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hardware::DmaLayout;

    /// Memory without a device.
    fn with_memory<R>(length: usize, f: impl FnOnce(&DmaMemory) -> R) -> R {
        let mut words = std::vec![u64::MAX; length.div_ceil(8)];
        let base = NonNull::new(words.as_mut_ptr().cast()).expect("memory");
        // SAFETY: the vector outlives the memory and is not used meanwhile.
        f(&unsafe { DmaMemory::new(base, PhysicalAddress::new(0x10_0000), length, None) })
    }

    #[test]
    fn values_come_back() {
        let mut layout = DmaLayout::new();
        let head = layout.array::<u8>(4, 1);
        let entries = layout.array::<[u32; 4]>(2, 16);
        with_memory(layout.bytes(), |memory| {
            memory.clear();
            memory.array(entries).write(1, [1, 2, 3, 4]);
            memory.array(head).copy_from(1, &[7, 8]);
            let mut bytes = [0; 4];
            memory.array(head).copy_to(0, &mut bytes);
            assert_eq!(bytes, [0, 7, 8, 0]);
            assert_eq!(memory.array(entries).read(1), [1, 2, 3, 4]);
            assert_eq!(memory.array(entries).read(0), [0; 4]);
            assert_eq!(memory.array(entries).address_of(1).get(), 0x10_0020);
        });
    }

    #[test]
    #[should_panic(expected = "another DMA memory")]
    fn ranges_of_another_layout_are_refused() {
        let range = DmaLayout::new().array::<u64>(3, 8);
        with_memory(16, |memory| memory.array(range).len());
    }

    #[test]
    #[should_panic(expected = "outside the array")]
    fn indices_are_checked() {
        let range = DmaLayout::new().array::<u64>(2, 8);
        with_memory(16, |memory| memory.array(range).read(2));
    }
}
