//! The data of an IRP: [`InputBuffer`], which is only read, and [`OutputBuffer`], which never shows what the kernel had there before.

use core::ptr::NonNull;

use crate::ffi::{self, IRP};
use crate::shared::data::{DataBuffer, OutOfBounds};

/// Data that came with an IRP.
///
/// It is copied out, and never written: the requester's pages may be locked for reading only.
#[derive(Debug, Clone, Copy)]
pub struct InputBuffer<'i>(DataBuffer<'i>);

impl<'i> InputBuffer<'i> {
    pub(super) fn new(data: DataBuffer<'i>) -> Self {
        Self(data)
    }

    /// Bytes in the buffer.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// There are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Copies bytes at `offset` out of the buffer.
    ///
    /// # Errors
    /// [`OutOfBounds`] if there are fewer bytes; then nothing is copied.
    #[inline]
    pub fn read_at(&self, offset: usize, into: &mut [u8]) -> Result<(), OutOfBounds> {
        self.0.read_at(offset, into)
    }
}

/// Where data goes that an IRP asks for.
///
/// It is copied in, and never read. A buffer of the I/O manager's is not cleared before the driver gets it, and goes to the requester as
/// far as the information of the IRP says: what the driver leaves out in between is zero there.
#[derive(Debug, Clone, Copy)]
pub struct OutputBuffer<'i> {
    data: DataBuffer<'i>,
    /// Where the number of bytes is kept that are known: written, or the requester's own. `None` if all are.
    known: Option<NonNull<usize>>,
}

impl<'i> OutputBuffer<'i> {
    /// A buffer whose bytes are all the requester's own.
    pub(super) fn known(data: DataBuffer<'i>) -> Self {
        Self { data, known: None }
    }

    /// A buffer of the I/O manager's, in which the first `known` bytes are the requester's own.
    ///
    /// # Safety
    /// The driver owns the IRP during `'i`; it is one that [`begin`] has seen.
    pub(super) unsafe fn buffered(irp: NonNull<IRP>, data: DataBuffer<'i>, known: usize) -> Self {
        // SAFETY: the caller's word. Until the IRP is completed its information is the driver's.
        let place = unsafe { &raw mut (*ffi::named(irp.as_ptr())).IoStatus.Information };
        // SAFETY: as above.
        unsafe {
            if *place < known {
                *place = known;
            }
        }
        Self {
            data,
            known: NonNull::new(place),
        }
    }

    /// Bytes in the buffer.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// There is no room.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Copies bytes into the buffer at `offset`.
    ///
    /// # Errors
    /// [`OutOfBounds`] if there is less room; then nothing is copied.
    #[inline]
    pub fn write_at(&self, offset: usize, bytes: &[u8]) -> Result<(), OutOfBounds> {
        self.data.write_at(offset, bytes)?;
        self.reach(offset, offset + bytes.len());
        Ok(())
    }

    /// Sets `length` bytes at `offset` to `byte`.
    ///
    /// # Errors
    /// [`OutOfBounds`] if there is less room; then nothing is written.
    #[inline]
    pub fn fill_at(&self, offset: usize, length: usize, byte: u8) -> Result<(), OutOfBounds> {
        self.data.fill_at(offset, length, byte)?;
        self.reach(offset, offset + length);
        Ok(())
    }

    /// How many bytes at the beginning are known, where not all are.
    #[inline]
    pub(super) fn known_bytes(&self) -> Option<usize> {
        // SAFETY: as in `reach`.
        self.known.map(|place| unsafe { place.read() })
    }

    /// Bytes are known up to `end`: those that are not written are zero. `start..end` was written, and lies inside.
    #[inline]
    pub(super) fn reach(&self, start: usize, end: usize) {
        let Some(place) = self.known else {
            return;
        };
        // SAFETY: the IRP is owned, and on this processor only: neither it nor this can be shared.
        unsafe {
            let known = place.read();
            if end > known {
                if start > known {
                    // Inside, because `start` is.
                    self.data.fill_at(known, start - known, 0).ok();
                }
                place.write(end);
            }
        }
    }
}

/// A dispatch routine has got an IRP: nothing in its buffer is known.
///
/// # Safety
/// The driver owns the IRP.
#[inline(always)]
pub(super) unsafe fn begin(irp: NonNull<IRP>) {
    // SAFETY: the caller's word.
    unsafe { (*ffi::named(irp.as_ptr())).IoStatus.Information = 0 };
}
