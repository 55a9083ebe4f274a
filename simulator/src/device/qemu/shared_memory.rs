//! The memory of the machine: a file that QEMU and this process map both, so that what a device writes is here.

use std::fs::File;
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};

use memmap2::{MmapOptions, MmapRaw};

use crate::device::BusError;

/// Below are the machine's ROM, its video memory, and what this module keeps for itself.
pub(super) const BASE: u64 = 0x10_0000;

/// Physical memory that devices reach.
///
/// It stays usable after QEMU has ended. What a device writes at the same time as someone else reads may be seen in part.
#[derive(Debug)]
pub struct SharedMemory {
    map: MmapRaw,
}

impl SharedMemory {
    /// The physical address of the first byte.
    #[must_use]
    pub fn base(&self) -> u64 {
        BASE
    }

    /// How many bytes there are: a multiple of the page.
    #[must_use]
    #[allow(clippy::len_without_is_empty)] // it is never empty
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// The first byte. It is aligned to a page; the bytes live as long as `self`.
    #[must_use]
    pub fn as_ptr(&self) -> *mut u8 {
        self.map.as_mut_ptr()
    }

    /// The byte at a physical address, if `length` bytes from there are within.
    #[must_use]
    pub fn pointer_to(&self, address: u64, length: usize) -> Option<*mut u8> {
        let offset = usize::try_from(address.checked_sub(BASE)?).ok()?;
        let end = offset.checked_add(length)?;
        (end <= self.len()).then(|| self.as_ptr().wrapping_add(offset))
    }

    /// The physical address of a byte of this memory.
    #[must_use]
    pub fn address_of(&self, pointer: *const u8) -> Option<u64> {
        let offset = pointer.addr().checked_sub(self.as_ptr().addr())?;
        (offset < self.len()).then_some(BASE + offset as u64)
    }

    /// Copies bytes out.
    ///
    /// # Errors
    /// [`BusError`] if a byte lies outside.
    pub fn read(&self, address: u64, into: &mut [u8]) -> Result<(), BusError> {
        let outside = BusError {
            address,
            length: into.len(),
        };
        let from = self.pointer_to(address, into.len()).ok_or(outside)?;
        // SAFETY: `pointer_to` checked that the bytes are within the mapping, which lives as long as `self`. No reference
        // to them exists: the mapping is reached by raw pointers only, and `into` is memory of the caller's.
        unsafe { ptr::copy_nonoverlapping(from, into.as_mut_ptr(), into.len()) };
        Ok(())
    }

    /// Copies bytes in.
    ///
    /// # Errors
    /// [`BusError`] if a byte lies outside.
    pub fn write(&self, address: u64, bytes: &[u8]) -> Result<(), BusError> {
        let outside = BusError {
            address,
            length: bytes.len(),
        };
        let to = self.pointer_to(address, bytes.len()).ok_or(outside)?;
        // SAFETY: as in `read`.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len()) };
        Ok(())
    }

    /// Maps the file, which is the machine's memory from physical address 0: what is handed out, and what is kept.
    pub(super) fn map(file: &File) -> std::io::Result<(Self, LowMemory)> {
        let low = usize::try_from(BASE).expect("a megabyte is addressable");
        let map = MmapOptions::new().offset(BASE).map_raw(file)?;
        let low = MmapOptions::new().len(low).map_raw(file)?;
        Ok((Self { map }, LowMemory { map: low }))
    }

    /// Makes the file: `length` bytes for use, and what lies below.
    pub(super) fn create(path: &Path, length: u64) -> std::io::Result<File> {
        let file = File::options()
            .create_new(true)
            .read(true)
            .write(true)
            .open(path)?;
        file.set_len(BASE + length)?;
        Ok(file)
    }
}

/// The memory below [`BASE`]: messages of devices go there.
#[derive(Debug)]
pub(super) struct LowMemory {
    map: MmapRaw,
}

impl LowMemory {
    /// Takes the word at a physical address and leaves 0.
    pub fn take(&self, address: u64) -> u32 {
        let offset = usize::try_from(address).unwrap_or(usize::MAX);
        assert!(
            offset % 4 == 0 && offset < self.map.len(),
            "a message goes to a word of low memory"
        );
        // SAFETY: the word is within the mapping by the assertion and aligned, because the mapping begins at a page; this
        // process reaches it only here, and QEMU writes it with one aligned store.
        let word = unsafe { AtomicU32::from_ptr(self.map.as_mut_ptr().add(offset).cast()) };
        // Most words are 0: a read does not take the cache line away from QEMU.
        if word.load(Ordering::Relaxed) == 0 {
            0
        } else {
            word.swap(0, Ordering::Acquire)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::qemu::directory::Directory;

    fn memory() -> (SharedMemory, LowMemory) {
        let directory = Directory::new().unwrap();
        let file = SharedMemory::create(&directory.file("memory"), 0x1_0000).unwrap();
        SharedMemory::map(&file).unwrap()
    }

    #[test]
    fn addresses_and_pointers_lead_to_each_other() {
        let (memory, _) = memory();
        assert_eq!(memory.len(), 0x1_0000);
        let pointer = memory.pointer_to(BASE + 0x123, 1).unwrap();
        assert_eq!(memory.address_of(pointer), Some(BASE + 0x123));
        assert_eq!(
            memory.address_of(memory.as_ptr().wrapping_add(memory.len())),
            None
        );
        assert_eq!(memory.address_of(ptr::null()), None);
    }

    #[test]
    fn nothing_outside_is_reached() {
        let (memory, _) = memory();
        let end = BASE + 0x1_0000;
        memory.write(end - 4, &[1, 2, 3, 4]).unwrap();
        let mut bytes = [0; 4];
        memory.read(end - 4, &mut bytes).unwrap();
        assert_eq!(bytes, [1, 2, 3, 4]);
        assert_eq!(
            memory.write(end - 3, &bytes),
            Err(BusError {
                address: end - 3,
                length: 4
            })
        );
        assert_eq!(
            memory.read(BASE - 1, &mut bytes),
            Err(BusError {
                address: BASE - 1,
                length: 4
            })
        );
        assert!(memory.read(u64::MAX, &mut bytes).is_err());
    }

    #[test]
    fn a_message_is_taken_once() {
        let (_, low) = memory();
        assert_eq!(low.take(0x1_0000), 0);
        // SAFETY: within the mapping.
        unsafe { low.map.as_mut_ptr().add(0x1_0000).write(7) };
        assert_eq!(low.take(0x1_0000), 7);
        assert_eq!(low.take(0x1_0000), 0);
    }
}
