//! Values of the device's own key, which an INF file fills in its `DDInstall.HW` section.

use core::ffi::CStr;
use core::ptr;

use super::{RegistryData, RegistryError};
use crate::ffi;
use crate::irql;
use crate::scope::{Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// The name of a subkey, or NULL.
fn optional(name: Option<&CStr>) -> ffi::PUCHAR {
    name.map_or(ptr::null_mut(), |name| name.as_ptr().cast_mut().cast())
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Reads a value of the device's `Device Parameters` key, or of a key below it, to `buffer`
    /// (`StorPortRegistryReadAdapterKey`): `cx.read_device_key::<u32>(None, c"Depth", &mut [0; 4])`. `PASSIVE_LEVEL`; Windows 10.
    ///
    /// # Errors
    /// [`RegistryError`]; the page names no status of its own.
    pub fn read_device_key<'b, T: RegistryData + ?Sized>(
        &mut self,
        subkey: Option<&CStr>,
        name: &CStr,
        buffer: &'b mut [u8],
    ) -> Result<T::Read<'b>, RegistryError>
    where
        S: UpTo<irql::Passive>,
    {
        let mut data: ffi::PVOID = buffer.as_mut_ptr().cast();
        let mut length = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        // SAFETY: the adapter is the context's own, at `PASSIVE_LEVEL`; both names end with 0; `data` points to `length` bytes.
        let status = unsafe {
            ffi::StorPortRegistryReadAdapterKey(
                self.device_extension(),
                optional(subkey),
                name.as_ptr().cast_mut().cast(),
                T::TYPE,
                &raw mut data,
                &raw mut length,
            )
        };
        match status {
            ffi::STOR_STATUS_SUCCESS => {
                let read: Option<&'b [u8]> = buffer.get(..length as usize);
                read.and_then(T::parse).ok_or(RegistryError::Malformed)
            }
            ffi::STOR_STATUS_BUFFER_TOO_SMALL => Err(RegistryError::TooShort(length)),
            status => Err(RegistryError::Refused(status)),
        }
    }

    /// Writes a value of that key (`StorPortRegistryWriteAdapterKey`); its bytes are put together in `buffer`. `PASSIVE_LEVEL`;
    /// Windows 10.
    ///
    /// # Errors
    /// [`RegistryError::TooShort`] if the value is longer than the buffer.
    pub fn write_device_key<T: RegistryData + ?Sized>(
        &mut self,
        subkey: Option<&CStr>,
        name: &CStr,
        value: &T,
        buffer: &mut [u8],
    ) -> Result<(), RegistryError>
    where
        S: UpTo<irql::Passive>,
    {
        let length = value.put(buffer);
        let bytes = u32::try_from(length).unwrap_or(u32::MAX);
        if length > buffer.len() {
            return Err(RegistryError::TooShort(bytes));
        }
        // SAFETY: as in `read_device_key`; the value's bytes are in the buffer.
        let status = unsafe {
            ffi::StorPortRegistryWriteAdapterKey(
                self.device_extension(),
                optional(subkey),
                name.as_ptr().cast_mut().cast(),
                T::TYPE,
                buffer.as_mut_ptr().cast(),
                bytes,
            )
        };
        match status {
            ffi::STOR_STATUS_SUCCESS => Ok(()),
            status => Err(RegistryError::Refused(status)),
        }
    }
}
