//! Where images lie: one range of addresses of the process, so that one comparison says whether an address is in an image.

use std::io;
use std::ptr::{null_mut, slice_from_raw_parts_mut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::kernel::memory::physical::PAGE;

/// The room of one image; what it does not use is not accessible.
pub(crate) const ROOM: usize = 64 << 20;
/// How many images there are at a time.
const ROOMS: usize = 1024;

/// The first address; 0 before there are images.
static START: AtomicUsize = AtomicUsize::new(0);

/// Whether an address is one of an image. It may be asked in a signal handler.
pub(crate) fn contains(address: usize) -> bool {
    let start = START.load(Ordering::Acquire);
    start != 0 && address.wrapping_sub(start) < ROOMS * ROOM
}

/// Where in its image an address is, which is in one.
pub(crate) fn offset(address: usize) -> usize {
    (address - START.load(Ordering::Acquire)) % ROOM
}

/// Pages of the process.
#[derive(Debug)]
pub(crate) struct Pages {
    address: usize,
    length: usize,
    room: Option<usize>,
}

impl Pages {
    /// Pages that may be read and written, all zero.
    pub fn new(length: usize) -> io::Result<Self> {
        let address = map(null_mut(), length, libc::PROT_READ | libc::PROT_WRITE, 0)?;
        Ok(Self {
            address,
            length,
            room: None,
        })
    }

    /// Pages for an image of so many bytes, fewer than [`ROOM`].
    pub fn for_image(length: usize) -> io::Result<Self> {
        assert!(length < ROOM, "an image has to fit into its room");
        let room = take_room()?;
        let place = START.load(Ordering::Acquire) + room * ROOM;
        let pages = Self {
            address: place,
            length,
            room: Some(room),
        };
        let place = place as *mut libc::c_void;
        // The room is this image's, as `take_room` gave it to nobody else.
        map(
            place,
            length,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_FIXED,
        )?;
        Ok(pages)
    }

    pub fn address(&self) -> usize {
        self.address
    }

    /// All bytes, before any of them was protected.
    pub fn bytes(&mut self) -> &mut [u8] {
        let bytes = slice_from_raw_parts_mut(self.address as *mut u8, self.length);
        // SAFETY: mapped for reading and writing until `protect`; borrowed as long as the bytes are.
        unsafe { &mut *bytes }
    }

    /// Changes what may be done with some pages.
    pub fn protect(&mut self, offset: usize, length: usize, protection: i32) -> io::Result<()> {
        assert!(offset + length <= self.length.next_multiple_of(PAGE));
        let place = (self.address + offset) as *mut libc::c_void;
        // SAFETY: pages of this mapping, as asserted, and nobody has a reference to them.
        match unsafe { libc::mprotect(place, length, protection) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let place = self.address as *mut libc::c_void;
        if let Some(room) = self.room {
            // Reserved as before, so that nothing else gets the addresses.
            if map(place, ROOM, libc::PROT_NONE, libc::MAP_FIXED).is_ok() {
                rooms().free.push(room);
            }
        } else {
            // SAFETY: these pages were mapped by `new`; who called what is in them is gone, as the machine is that owned them.
            unsafe { libc::munmap(place, self.length) };
        }
    }
}

/// Which rooms are free: those behind `next`, and these.
#[derive(Default)]
struct Rooms {
    next: usize,
    free: Vec<usize>,
}

fn rooms() -> MutexGuard<'static, Rooms> {
    static FREE: Mutex<Rooms> = Mutex::new(Rooms {
        next: 0,
        free: Vec::new(),
    });
    FREE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take_room() -> io::Result<usize> {
    static RESERVED: OnceLock<bool> = OnceLock::new();
    let reserved = RESERVED.get_or_init(|| {
        let start = map(null_mut(), ROOMS * ROOM, libc::PROT_NONE, 0);
        START.store(*start.as_ref().unwrap_or(&0), Ordering::Release);
        start.is_ok()
    });
    let mut rooms = rooms();
    if let Some(room) = rooms.free.pop() {
        return Ok(room);
    }
    if !reserved || rooms.next == ROOMS {
        return Err(io::Error::from(io::ErrorKind::OutOfMemory));
    }
    rooms.next += 1;
    Ok(rooms.next - 1)
}

fn map(place: *mut libc::c_void, length: usize, protection: i32, flags: i32) -> io::Result<usize> {
    let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: without a place the system takes one that is free; with one, it lies in the range that was reserved for images, of which
    // the caller has the room.
    let mapped = unsafe { libc::mmap(place, length, protection, flags, -1, 0) };
    if mapped == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    Ok(mapped as usize)
}

#[cfg(test)]
mod tests {
    use super::{Pages, ROOM, contains};

    #[test]
    fn the_room_of_an_image_is_known_and_given_again() {
        let mut pages = Pages::for_image(5000).expect("pages");
        let address = pages.address();
        pages.bytes()[4999] = 1;
        assert!(contains(address) && contains(address + ROOM - 1));
        assert_eq!(super::offset(address + 4999), 4999);
        assert!(!contains(pages.bytes().len()) && !contains(usize::MAX));
        let other = Pages::for_image(1).expect("pages");
        assert!(other.address().abs_diff(address) >= ROOM);
        drop(pages);
        // Other tests take rooms meanwhile; zeros are what is new.
        let mut again = Pages::for_image(5000).expect("pages");
        assert!(again.bytes().iter().all(|byte| *byte == 0));
    }
}
