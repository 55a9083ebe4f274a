//! [`RegistryBuffer`]: the buffer through which values below the driver's `Parameters` key are read and written.

use core::ffi::CStr;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use core::slice;

use super::{RegistryData, RegistryError, RegistryKey};
use crate::ffi;
use crate::irql;
use crate::scope::{Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// The registry buffer of an adapter. It is freed when it is dropped (`StorPortFreeRegistryBuffer`).
///
/// It borrows the context, so that the code stays at `PASSIVE_LEVEL`, where all its routines are called.
pub struct RegistryBuffer<'c> {
    start: NonNull<u8>,
    length: u32,
    device_extension: ffi::PVOID,
    context: PhantomData<&'c mut ()>,
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// The adapter's registry buffer, of at least `length` bytes (`StorPortAllocateRegistryBuffer`). `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// [`RegistryError::NoBuffer`]: an adapter has one at a time.
    pub fn registry_buffer(&mut self, length: u32) -> Result<RegistryBuffer<'_>, RegistryError>
    where
        S: UpTo<irql::Passive>,
    {
        let device_extension = self.device_extension();
        let mut allocated = length;
        // SAFETY: the adapter is the context's own, at `PASSIVE_LEVEL`; the routine writes how many bytes there are.
        let start =
            unsafe { ffi::StorPortAllocateRegistryBuffer(device_extension, &raw mut allocated) };
        let start = NonNull::new(start).ok_or(RegistryError::NoBuffer)?;
        // SAFETY: the buffer has so many bytes; what was there before is nobody's.
        unsafe { start.write_bytes(0, allocated as usize) };
        Ok(RegistryBuffer {
            start,
            length: allocated,
            device_extension,
            context: PhantomData,
        })
    }
}

impl RegistryBuffer<'_> {
    /// How many bytes a value can have.
    pub fn len(&self) -> u32 {
        self.length
    }

    /// No value fits.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: the buffer has so many bytes, initialised when it was allocated, and is borrowed mutably.
        unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.length as usize) }
    }

    /// Reads a value (`StorPortRegistryRead`): `buffer.read::<u32>(RegistryKey::ThisAdapter, c"Depth")`.
    ///
    /// # Errors
    /// [`RegistryError`]; [`TooShort`](RegistryError::TooShort) says how long the buffer must be.
    pub fn read<T: RegistryData + ?Sized>(
        &mut self,
        key: RegistryKey,
        name: &CStr,
    ) -> Result<T::Read<'_>, RegistryError> {
        let mut length = self.length;
        // SAFETY: the adapter is that of the context, which is borrowed at `PASSIVE_LEVEL`; the name ends with 0; the buffer is
        // Storport's own and has `length` bytes.
        let was_read = unsafe {
            ffi::StorPortRegistryRead(
                self.device_extension,
                name.as_ptr().cast_mut().cast(),
                key.is_global(),
                T::TYPE,
                self.start.as_ptr(),
                &raw mut length,
            )
        };
        match (was_read != 0, length) {
            (true, length) => {
                let read = self.bytes().get(..length as usize);
                read.and_then(T::parse).ok_or(RegistryError::Malformed)
            }
            (false, 0) => Err(RegistryError::Failed),
            (false, length) => Err(RegistryError::TooShort(length)),
        }
    }

    /// Writes a value (`StorPortRegistryWrite`). The name stays as it is written; an older value is replaced.
    ///
    /// # Errors
    /// [`RegistryError::TooShort`] if the value is longer than the buffer, [`RegistryError::Failed`] if Storport does not write it.
    pub fn write<T: RegistryData + ?Sized>(
        &mut self,
        key: RegistryKey,
        name: &CStr,
        value: &T,
    ) -> Result<(), RegistryError> {
        let length = u32::try_from(value.put(self.bytes())).unwrap_or(u32::MAX);
        if length > self.length {
            return Err(RegistryError::TooShort(length));
        }
        // SAFETY: as in `read`; the value's bytes are in the buffer.
        let was_written = unsafe {
            ffi::StorPortRegistryWrite(
                self.device_extension,
                name.as_ptr().cast_mut().cast(),
                key.is_global(),
                T::TYPE,
                self.start.as_ptr(),
                length,
            )
        };
        (was_written != 0)
            .then_some(())
            .ok_or(RegistryError::Failed)
    }
}

impl Drop for RegistryBuffer<'_> {
    fn drop(&mut self) {
        // SAFETY: the buffer is the adapter's, is freed once, and the context is still borrowed at `PASSIVE_LEVEL`.
        unsafe { ffi::StorPortFreeRegistryBuffer(self.device_extension, self.start.as_ptr()) };
    }
}

impl fmt::Debug for RegistryBuffer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegistryBuffer({} bytes)", self.length)
    }
}
