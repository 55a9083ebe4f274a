//! [`DataBuffer`]: the data of a request, copied in and out.
//!
//! It is never lent as a slice: the pages belong to a process that may change them while the request runs.

use core::fmt;
use core::marker::PhantomData;
use core::ops::Range;
use core::ptr;

/// The data buffer of a request, or a part of it.
#[derive(Clone, Copy)]
pub struct DataBuffer<'s> {
    start: *mut u8,
    length: usize,
    request: PhantomData<&'s ()>,
}

/// A range does not lie inside a [`DataBuffer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBounds {
    /// Offset of the first byte.
    pub offset: usize,
    /// Bytes asked for.
    pub length: usize,
    /// Bytes in the buffer.
    pub buffer: usize,
}

impl fmt::Display for OutOfBounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} bytes at offset {} of a data buffer of {} bytes",
            self.length, self.offset, self.buffer
        )
    }
}

impl DataBuffer<'_> {
    /// # Safety
    /// `start` is null, or points to `length` bytes that stay mapped during `'s`.
    pub(crate) unsafe fn new(start: *mut u8, length: usize) -> Self {
        Self {
            start,
            length: if start.is_null() { 0 } else { length },
            request: PhantomData,
        }
    }

    /// Bytes in the buffer.
    pub fn len(&self) -> usize {
        self.length
    }

    /// There are no bytes.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A part of the buffer.
    ///
    /// # Errors
    /// [`OutOfBounds`] if the range does not lie inside.
    #[inline]
    pub fn part(&self, range: Range<usize>) -> Result<Self, OutOfBounds> {
        let start = self.place(range.start, range.end.saturating_sub(range.start))?;
        Ok(Self {
            start,
            length: range.end.saturating_sub(range.start),
            request: PhantomData,
        })
    }

    /// Copies bytes at `offset` out of the buffer (data that the initiator sent).
    ///
    /// # Errors
    /// [`OutOfBounds`] if there are fewer bytes; then nothing is copied.
    #[inline]
    pub fn read_at(&self, offset: usize, into: &mut [u8]) -> Result<(), OutOfBounds> {
        let from = self.place(offset, into.len())?;
        // SAFETY: `place` checked the range, which is mapped (`new`). Another process may write the bytes meanwhile: they
        // are only copied, never looked at twice, and no reference to them exists.
        unsafe { ptr::copy_nonoverlapping(from, into.as_mut_ptr(), into.len()) };
        Ok(())
    }

    /// Copies bytes into the buffer at `offset` (data for the initiator).
    ///
    /// # Errors
    /// [`OutOfBounds`] if there is less room; then nothing is copied.
    #[inline]
    pub fn write_at(&self, offset: usize, bytes: &[u8]) -> Result<(), OutOfBounds> {
        let to = self.place(offset, bytes.len())?;
        // SAFETY: as in `read_at`.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len()) };
        Ok(())
    }

    /// Sets `length` bytes at `offset` to `byte`.
    ///
    /// # Errors
    /// [`OutOfBounds`] if there is less room; then nothing is written.
    #[inline]
    pub fn fill_at(&self, offset: usize, length: usize, byte: u8) -> Result<(), OutOfBounds> {
        let to = self.place(offset, length)?;
        // SAFETY: as in `read_at`.
        unsafe { ptr::write_bytes(to, byte, length) };
        Ok(())
    }

    #[inline]
    fn place(&self, offset: usize, length: usize) -> Result<*mut u8, OutOfBounds> {
        if offset > self.length || length > self.length - offset {
            return Err(OutOfBounds {
                offset,
                length,
                buffer: self.length,
            });
        }
        Ok(self.start.wrapping_add(offset))
    }
}

impl fmt::Debug for DataBuffer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataBuffer({} bytes)", self.length)
    }
}
