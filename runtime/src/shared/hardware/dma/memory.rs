//! [`DmaMemory`]: memory that the device and the processor share.

use core::fmt;
use core::ptr::NonNull;

use super::allocation::Allocation;
use super::array::DmaArray;
use super::layout::DmaRange;
use super::value::DmaValue;
use crate::shared::extension::{ExtensionPart, OptionalPart};
use crate::shared::hardware::access::{self, Adapter};
use crate::shared::hardware::physical::PhysicalAddress;

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
    // Nothing in a kernel build.
    adapter: Adapter,
    physical: PhysicalAddress,
    length: usize,
    // Frees the memory when dropped; `None` for the uncached extension, which Storport frees.
    #[allow(dead_code, reason = "its drop frees the memory")]
    allocation: Option<Allocation>,
}

// SAFETY: all accesses are volatile, to memory that is no Rust allocation and that the device writes anyway: any bytes are
// valid values, whoever wrote them (docs/soundness.md, "Device memory is not Rust memory").
#[diagnostic::do_not_recommend]
unsafe impl ExtensionPart for DmaMemory {
    type Guarded = ();
}
impl OptionalPart for DmaMemory {}

impl DmaMemory {
    /// # Safety
    /// `base` is the beginning of `length` bytes at `physical`, mapped as long as the adapter lets this value live, and no Rust object.
    /// Both are aligned to 8 bytes, and to the alignment of the layout for which the memory is made.
    pub(crate) unsafe fn new(
        base: NonNull<u8>,
        adapter: Adapter,
        physical: PhysicalAddress,
        length: usize,
        allocation: Option<Allocation>,
    ) -> Self {
        Self {
            base,
            adapter,
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
        // The layout that the range is of may be another, of any size.
        assert!(
            range.end() <= self.length,
            "the range is that of another DMA memory"
        );
        let (offset, count) = (range.offset(), range.len());
        let (base, physical) = (
            self.base.as_ptr().wrapping_add(offset),
            self.physical.add(offset as u64),
        );
        // SAFETY: the part lies inside; its offset is aligned to the words, and so is the memory (`new`).
        unsafe { DmaArray::new(base, self.adapter, physical, count) }
    }

    /// Sets all bytes to zero.
    pub fn clear(&self) {
        access::shared(self.adapter, self.base.as_ptr(), self.length);
        let words = self.length / 8;
        for index in 0..words {
            // SAFETY: inside the memory, which is aligned to 8 bytes (`new`).
            unsafe { self.base.cast::<u64>().add(index).write_volatile(0) };
        }
        for offset in words * 8..self.length {
            // SAFETY: inside the memory.
            unsafe { self.base.add(offset).write_volatile(0) };
        }
    }
}

impl fmt::Debug for DmaMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DmaMemory({} bytes at {:?})", self.length, self.physical)
    }
}

#[cfg(test)]
mod tests {
    use core::mem::ManuallyDrop;

    use super::*;
    use crate::shared::hardware::DmaLayout;

    /// Memory without a device.
    fn with_memory<R>(length: usize, f: impl FnOnce(&DmaMemory) -> R) -> R {
        let mut words = std::vec![u64::MAX; length.div_ceil(8)];
        let base = NonNull::new(words.as_mut_ptr().cast()).expect("memory");
        // SAFETY: the vector outlives the memory and is not used meanwhile.
        let memory = unsafe {
            DmaMemory::new(
                base,
                access::adapter(core::ptr::null_mut()),
                PhysicalAddress::new(0x10_0000),
                length,
                None,
            )
        };
        // Its drop would need Storport.
        f(&ManuallyDrop::new(memory))
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
            assert_eq!(memory.array(entries).read_word(1, 3), 4);
            memory.array(entries).write_word(0, 1, 9);
            assert_eq!(memory.array(entries).read(0), [0, 9, 0, 0]);
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
    #[should_panic(expected = "another DMA memory")]
    fn ranges_behind_the_memory_are_refused() {
        let mut layout = DmaLayout::new();
        let _ = layout.array::<u8>(usize::MAX - 7, 8);
        let range = layout.array::<[u64; 0]>(1, 8);
        with_memory(16, |memory| memory.array(range).len());
    }

    #[test]
    fn values_of_no_bytes_are_read_and_written() {
        let range = DmaLayout::new().array::<[u32; 0]>(usize::MAX, 8);
        with_memory(16, |memory| {
            let values = memory.array(range);
            values.write(usize::MAX - 1, []);
            assert_eq!(values.read(usize::MAX - 1), [0_u32; 0]);
            assert_eq!(values.address_of(usize::MAX - 1), memory.physical_address());
        });
    }

    #[test]
    #[should_panic(expected = "so many words")]
    fn values_of_no_bytes_have_no_word() {
        let range = DmaLayout::new().array::<[u32; 0]>(1, 8);
        with_memory(16, |memory| memory.array(range).read_word(0, 0));
    }

    #[test]
    #[should_panic(expected = "outside the array")]
    fn copies_that_wrap_touch_nothing() {
        let range = DmaLayout::new().array::<u8>(16, 8);
        with_memory(16, |memory| {
            memory.array(range).copy_from(usize::MAX - 1, &[1, 2, 3, 4]);
        });
    }

    #[test]
    fn copies_are_whole_or_not_at_all() {
        let range = DmaLayout::new().array::<u8>(4, 1);
        with_memory(4, |memory| {
            let bytes = memory.array(range);
            bytes.fill(0);
            let copy = std::panic::AssertUnwindSafe(|| bytes.copy_from(2, &[1, 2, 3]));
            assert!(std::panic::catch_unwind(copy).is_err());
            assert_eq!((bytes.read(2), bytes.read(3)), (0, 0));
        });
    }

    #[test]
    #[should_panic(expected = "outside the array")]
    fn indices_are_checked() {
        let range = DmaLayout::new().array::<u64>(2, 8);
        with_memory(16, |memory| memory.array(range).read(2));
    }
}
