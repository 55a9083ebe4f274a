//! The registry keys of a device: `Device Parameters`, which an INF file fills in its `DDInstall.HW` section, and that of its driver.

use core::marker::PhantomData;
use core::mem::offset_of;
use core::ptr;

use super::extension::{Wdm, WdmExtension};
use super::status::NtStatus;
use crate::ffi;
use crate::shared::context::Context;
use crate::shared::family::Family;
use crate::shared::irql;
use crate::shared::scope::{IsBuilt, MayWait, Scope, UpTo};

/// Which key of a device (`DevInstKeyType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKeyKind {
    /// `PLUGPLAY_REGKEY_DEVICE`: what is known of this device.
    Hardware,
    /// `PLUGPLAY_REGKEY_DRIVER`: what its driver was installed with.
    Software,
}

impl DeviceKeyKind {
    fn number(self) -> ffi::ULONG {
        match self {
            Self::Hardware => ffi::PLUGPLAY_REGKEY_DEVICE,
            Self::Software => ffi::PLUGPLAY_REGKEY_DRIVER,
        }
    }
}

/// An open key of a device, in the closure of [`Context::device_key`]. `PASSIVE_LEVEL`.
#[derive(Debug)]
pub struct DeviceKey<'k> {
    handle: ffi::HANDLE,
    key: PhantomData<&'k ()>,
}

/// A type of registry values: `u32` (`REG_DWORD`), `u64` (`REG_QWORD`), `[u8]` (`REG_BINARY`), `[u16]` (`REG_SZ`, UTF-16).
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of registry values",
    note = "they are `u32` (REG_DWORD), `u64` (REG_QWORD), `[u8]` (REG_BINARY) and `[u16]` (REG_SZ, in UTF-16)"
)]
pub trait KeyValue: sealed::Sealed {
    #[doc(hidden)]
    const TYPE: ffi::ULONG;
    /// The value's bytes, lowest first.
    #[doc(hidden)]
    fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R;
}

/// A number.
pub trait KeyNumber: KeyValue + Sized {
    #[doc(hidden)]
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

/// An element of what has several.
pub trait KeyElement: sealed::Sealed + Copy {
    #[doc(hidden)]
    fn from_bytes(bytes: &[u8]) -> Self;
}

macro_rules! numbers {
    ($($number:ty: $type:ident;)+) => {$(
        impl sealed::Sealed for $number {}
        impl KeyValue for $number {
            const TYPE: ffi::ULONG = ffi::$type;
            fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
                f(&self.to_le_bytes())
            }
        }
        impl KeyNumber for $number {
            fn from_bytes(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self::from_le_bytes)
            }
        }
    )+};
}
numbers! {
    u32: REG_DWORD;
    u64: REG_QWORD;
}

impl sealed::Sealed for u8 {}
impl sealed::Sealed for u16 {}
impl KeyElement for u8 {
    fn from_bytes(bytes: &[u8]) -> Self {
        bytes[0]
    }
}
impl KeyElement for u16 {
    fn from_bytes(bytes: &[u8]) -> Self {
        Self::from_le_bytes([bytes[0], bytes[1]])
    }
}

impl sealed::Sealed for [u8] {}
impl KeyValue for [u8] {
    const TYPE: ffi::ULONG = ffi::REG_BINARY;
    fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        f(self)
    }
}
impl sealed::Sealed for [u16] {}
impl KeyValue for [u16] {
    const TYPE: ffi::ULONG = ffi::REG_SZ;
    fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        // SAFETY: the bytes of integers; Windows' machines have the lowest first.
        f(unsafe { core::slice::from_raw_parts(self.as_ptr().cast(), size_of_val(self)) })
    }
}

/// The longest name of a value that is looked for, in UTF-16 units: the registry's own limit is 16383.
const LONGEST_NAME: usize = 128;
/// Behind this the data lie in what `ZwQueryValueKey` writes.
const DATA: usize = offset_of!(ffi::KEY_VALUE_PARTIAL_INFORMATION, Data);
/// The tag of memory for the time of a read.
const TAG: u32 = u32::from_le_bytes(*b"yeKM");

impl<E: WdmExtension, S: Scope> Context<'_, E, S> {
    /// Opens a registry key of the device (`IoOpenDeviceRegistryKey`), calls `act` with it, and closes it (`ZwClose`). `PASSIVE_LEVEL`.
    ///
    /// ```
    /// # use miniport::wdm::prelude::*;
    /// # #[derive(DeviceExtension)]
    /// # #[device_extension(wdm, interrupts = none)]
    /// # struct Panel;
    /// #[derive(ExtensionPart)]
    /// struct Lamp {
    ///     brightness: u32,
    /// }
    ///
    /// impl PnpDevice for Panel {
    ///     type Hardware = Lamp;
    ///     fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Lamp, NtStatus> {
    ///         let brightness = cx.device_key(DeviceKeyKind::Hardware, |key| key.read("Brightness"))?;
    ///         Ok(Lamp { brightness: brightness.unwrap_or(50) })
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// The status of the routine: the key was not opened.
    pub fn device_key<R>(
        &mut self,
        kind: DeviceKeyKind,
        act: impl FnOnce(&DeviceKey<'_>) -> R,
    ) -> Result<R, NtStatus>
    where
        S: UpTo<irql::Passive>,
        S::Waiting: MayWait,
        S::Extension: IsBuilt,
    {
        let mut handle = ptr::null_mut();
        // SAFETY: PASSIVE_LEVEL by the scope; the physical device object is there until the device is removed.
        NtStatus::of(unsafe {
            ffi::IoOpenDeviceRegistryKey(
                self.storage().kept.physical.get(),
                kind.number(),
                ffi::KEY_QUERY_VALUE | ffi::KEY_SET_VALUE,
                &raw mut handle,
            )
        })?;
        let key = DeviceKey {
            handle,
            key: PhantomData,
        };
        Ok(act(&key))
    }
}

impl Drop for DeviceKey<'_> {
    fn drop(&mut self) {
        // SAFETY: the handle was opened for this value, and is closed once, at PASSIVE_LEVEL: `device_key`, whose context is not within reach of
        // the closure, lends the value and drops it.
        let _ = unsafe { ffi::ZwClose(self.handle) };
    }
}

impl DeviceKey<'_> {
    /// Reads a number (`ZwQueryValueKey`): `u32` of a `REG_DWORD`, `u64` of a `REG_QWORD`.
    ///
    /// # Errors
    /// The status of the routine, of which [`NtStatus::OBJECT_NAME_NOT_FOUND`] says that there is no such value;
    /// [`NtStatus::OBJECT_TYPE_MISMATCH`] for a value of another type or size.
    pub fn read<T: KeyNumber>(&self, name: &str) -> Result<T, NtStatus> {
        let mut room = Room([0; DATA + 8]);
        let length = self.query(name, T::TYPE, room.0.as_mut_ptr(), DATA + 8)?;
        T::from_bytes(&room.0[DATA..DATA + length.min(8)]).ok_or(NtStatus::OBJECT_TYPE_MISMATCH)
    }

    /// Reads a value of several elements to the beginning of `into` (`ZwQueryValueKey`): `u8` of a `REG_BINARY`, `u16` of a `REG_SZ`, without
    /// the 0 at its end. The number of elements.
    ///
    /// # Errors
    /// As [`read`](Self::read); [`NtStatus::BUFFER_OVERFLOW`] for a value that is longer.
    pub fn read_slice<T: KeyElement>(&self, name: &str, into: &mut [T]) -> Result<usize, NtStatus>
    where
        [T]: KeyValue,
    {
        // Text may end with a 0 that is not the reader's.
        let bytes = size_of_val(into) + size_of::<u16>();
        let room = u32::try_from(DATA + bytes).map_err(|_| NtStatus::INVALID_PARAMETER)?;
        // SAFETY: PASSIVE_LEVEL: a key is within reach there only. The block is freed below.
        let block = unsafe { Wdm::allocate(ptr::null_mut(), room, TAG) };
        let block = block.map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?;
        let length = self.query(name, <[T]>::TYPE, block.as_ptr(), room as usize);
        let copied = length.and_then(|length| {
            // SAFETY: the routine has written so many bytes behind the header, inside of the block.
            let data =
                unsafe { core::slice::from_raw_parts(block.as_ptr().add(DATA), length.min(bytes)) };
            let elements = data.chunks_exact(size_of::<T>());
            let is_text = <[T]>::TYPE == ffi::REG_SZ;
            let ended = |element: &[u8]| is_text && element.iter().all(|byte| *byte == 0);
            let count = elements.clone().position(ended).unwrap_or(elements.len());
            let places = into.get_mut(..count).ok_or(NtStatus::BUFFER_OVERFLOW)?;
            for (place, element) in places.iter_mut().zip(elements) {
                *place = T::from_bytes(element);
            }
            Ok(count)
        });
        // SAFETY: as above; nothing refers to the block.
        unsafe { Wdm::free(ptr::null_mut(), block.as_ptr().cast(), TAG) };
        copied
    }

    /// Writes a value (`ZwSetValueKey`): `u32`, `u64`, `[u8]`, or `[u16]`, which the caller ends with 0.
    ///
    /// # Errors
    /// The status of the routine.
    pub fn write<T: KeyValue + ?Sized>(&self, name: &str, value: &T) -> Result<(), NtStatus> {
        let mut units = [0; LONGEST_NAME];
        let mut name = name_of(name, &mut units)?;
        value.with_bytes(|bytes| {
            let length = u32::try_from(bytes.len()).map_err(|_| NtStatus::INVALID_PARAMETER)?;
            // SAFETY: PASSIVE_LEVEL: a key is within reach there only; name and data live until the routine returns, which only reads them.
            NtStatus::of(unsafe {
                ffi::ZwSetValueKey(
                    self.handle,
                    &raw mut name,
                    0,
                    T::TYPE,
                    bytes.as_ptr().cast_mut().cast(),
                    length,
                )
            })
        })
    }

    /// Has a value written to `room`, which is aligned to 4 bytes and has `length`: how many bytes its data has.
    fn query(
        &self,
        name: &str,
        kind: ffi::ULONG,
        room: *mut u8,
        length: usize,
    ) -> Result<usize, NtStatus> {
        let mut units = [0; LONGEST_NAME];
        let mut name = name_of(name, &mut units)?;
        let mut needed = 0;
        let length = u32::try_from(length).map_err(|_| NtStatus::INVALID_PARAMETER)?;
        // SAFETY: PASSIVE_LEVEL: a key is within reach there only; the name lives until the routine returns; there is so much room.
        let status = unsafe {
            ffi::ZwQueryValueKey(
                self.handle,
                &raw mut name,
                ffi::KeyValuePartialInformation,
                room.cast(),
                length,
                &raw mut needed,
            )
        };
        if status != ffi::STATUS_BUFFER_OVERFLOW {
            NtStatus::of(status)?;
        }
        let header: *const ffi::KEY_VALUE_PARTIAL_INFORMATION = room.cast();
        // SAFETY: the header has been written, also where the data did not fit.
        let (found, bytes) = unsafe {
            (
                (*header).Type,
                (&raw const (*header).DataLength).read() as usize,
            )
        };
        if found != kind {
            return Err(NtStatus::OBJECT_TYPE_MISMATCH);
        }
        if status == ffi::STATUS_BUFFER_OVERFLOW {
            return Err(NtStatus::BUFFER_OVERFLOW);
        }
        Ok(bytes)
    }
}

/// Room for a number behind its header.
#[repr(align(4))]
struct Room([u8; DATA + 8]);

/// A name in UTF-16, whose units are kept in `units`.
fn name_of(name: &str, units: &mut [u16; LONGEST_NAME]) -> Result<ffi::UNICODE_STRING, NtStatus> {
    let mut count = 0;
    for unit in name.encode_utf16() {
        *units.get_mut(count).ok_or(NtStatus::INVALID_PARAMETER)? = unit;
        count += 1;
    }
    #[allow(clippy::cast_possible_truncation, reason = "at most 256")]
    let bytes = (count * size_of::<u16>()) as u16;
    Ok(ffi::UNICODE_STRING {
        Length: bytes,
        MaximumLength: bytes,
        Buffer: units.as_mut_ptr(),
    })
}

mod sealed {
    pub trait Sealed {}
}
