//! Control requests that ask: the driver's answer is written into Storport's structure, whose size was checked before.

use core::cell::Cell;
use core::marker::PhantomData;
use core::ptr::NonNull;
use core::{fmt, slice};

use super::parameters::{Parameter, fits, unit};
use super::values::BusType;
use crate::ffi;
use crate::storport::srb::Address;

/// An answer that does not fit, which is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerError {
    /// It is longer than the structure allows.
    TooLong,
    /// It has characters that are not printable ASCII.
    NotAscii,
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "longer than the structure allows",
            Self::NotAscii => "not printable ASCII",
        })
    }
}

impl core::error::Error for AnswerError {}

/// Storport's structure, lent for a call.
struct Lent<'a, T> {
    raw: NonNull<T>,
    answered: &'a Cell<bool>,
    call: PhantomData<&'a mut T>,
}

impl<'a, T> Lent<'a, T> {
    /// # Safety
    /// As [`Parameter::given`].
    unsafe fn new(raw: *mut T, answered: &'a Cell<bool>) -> Self {
        // SAFETY: the caller's word: Storport passes no NULL here, which checked builds do not trust.
        let raw = unsafe { NonNull::new_unchecked(raw) };
        Self {
            raw,
            answered,
            call: PhantomData,
        }
    }

    fn get(&self) -> &T {
        // SAFETY: the structure is lent to this value alone, for `'a`.
        unsafe { self.raw.as_ref() }
    }

    /// Writes the answer.
    fn answer(mut self, write: impl FnOnce(&mut T)) {
        // SAFETY: as in `get`.
        write(unsafe { self.raw.as_mut() });
        self.answered.set(true);
    }
}

/// A text with a zero behind it, or nothing of it.
fn text<const N: usize>(text: &[u8]) -> Result<[u8; N], AnswerError> {
    if text.len() >= N {
        return Err(AnswerError::TooLong);
    }
    if !text.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(AnswerError::NotAscii);
    }
    let mut field = [0; N];
    field[..text.len()].copy_from_slice(text);
    Ok(field)
}

/// Declares a lent parameter that wants an answer.
macro_rules! asked {
    ($($(#[$doc:meta])* $name:ident: $raw:ident, |$read:ident| $is_fit:expr;)+) => {$(
        $(#[$doc])*
        ///
        /// Where the driver answers `Success` without having written, the runtime answers `Unsuccessful`.
        pub struct $name<'a>(Lent<'a, ffi::$raw>);

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(self.0.get()).finish()
            }
        }

        impl Parameter for $name<'_> {
            type Raw = ffi::$raw;
            type Given<'a> = $name<'a>;
            const IS_ANSWERED: bool = true;
            unsafe fn given(raw: *mut ffi::$raw, answered: &Cell<bool>) -> Option<$name<'_>> {
                // SAFETY: the caller's word. Only what comes first is looked at before the size is known.
                let is_fit = unsafe {
                    let $read = raw;
                    $is_fit
                };
                // SAFETY: the caller's word.
                is_fit.then(|| $name(unsafe { Lent::new(raw, answered) }))
            }
        }
    )+};
}

asked! {
    /// The serial number of the adapter is asked for (`STOR_SERIAL_NUMBER`).
    SerialNumber: STOR_SERIAL_NUMBER, |raw| fits::<ffi::STOR_SERIAL_NUMBER>((&raw const (*raw).Size).read());
    /// The identifier of the replaceable unit is asked for (`STOR_FRU_ID_DESCRIPTION`).
    FruId: STOR_FRU_ID_DESCRIPTION, |raw| fits::<ffi::STOR_FRU_ID_DESCRIPTION>((&raw const (*raw).Size).read());
    /// The bus type of a unit is asked for (`STOR_UNIT_CONTROL_QUERY_BUS_TYPE`).
    UnitBusType: STOR_UNIT_CONTROL_QUERY_BUS_TYPE, |raw| unit((&raw const (*raw).Address).read()).is_some();
    /// Vendor, model and firmware revision are asked for (`STOR_RICH_DEVICE_DESCRIPTION`).
    RichDescription: STOR_RICH_DEVICE_DESCRIPTION, |raw| fits::<ffi::STOR_RICH_DEVICE_DESCRIPTION>((&raw const (*raw).Size).read());
}

/// Characters of a serial number, with the zero behind them.
const SERIAL_NUMBER: usize = 128;

impl SerialNumber<'_> {
    /// Answers in ASCII, with at most 127 characters.
    ///
    /// # Errors
    /// The text is longer, or not printable ASCII.
    pub fn write(self, serial: &[u8]) -> Result<(), AnswerError> {
        let field = text::<SERIAL_NUMBER>(serial)?;
        self.0.answer(|raw| {
            raw.Unicode = ffi::FALSE;
            raw.SerialNumber[..SERIAL_NUMBER].copy_from_slice(&field);
        });
        Ok(())
    }

    /// Answers in UTF-16, with at most 127 units.
    ///
    /// # Errors
    /// The text is longer.
    pub fn write_utf16(self, serial: &[u16]) -> Result<(), AnswerError> {
        if serial.len() >= SERIAL_NUMBER {
            return Err(AnswerError::TooLong);
        }
        self.0.answer(|raw| {
            raw.Unicode = ffi::TRUE;
            raw.SerialNumber.fill(0);
            for (field, unit) in raw.SerialNumber.chunks_exact_mut(2).zip(serial) {
                field.copy_from_slice(&unit.to_le_bytes());
            }
        });
        Ok(())
    }
}

impl FruId<'_> {
    /// The unit that is asked about; `None` for the adapter.
    pub fn unit(&self) -> Option<Address> {
        // SAFETY: the address is Storport's, and valid as long as the structure.
        unsafe { unit(self.0.get().Address) }
    }

    /// Answers with at most 128 characters.
    ///
    /// # Errors
    /// The text is longer, or not printable ASCII.
    pub fn write(self, id: &[u8]) -> Result<(), AnswerError> {
        let field = text(id)?;
        self.0.answer(|raw| raw.FruId = field);
        Ok(())
    }
}

impl UnitBusType<'_> {
    /// The unit that is asked about.
    pub fn unit(&self) -> Address {
        // SAFETY: as in `FruId::unit`; that it is one of a unit was checked.
        unsafe { unit(self.0.get().Address) }.unwrap_or(Address {
            path_id: 0,
            target_id: 0,
            lun: 0,
        })
    }

    /// Answers.
    pub fn write(self, bus: BusType) {
        self.0
            .answer(|raw| raw.BusType = (bus as i32).cast_unsigned());
    }
}

impl RichDescription<'_> {
    /// The unit that is asked about; `None` where this Windows does not say it (before version 2 of the structure).
    pub fn unit(&self) -> Option<Address> {
        let raw = self.0.raw.cast::<ffi::STOR_RICH_DEVICE_DESCRIPTION_V2>();
        let first = self.0.get();
        let has_address = first.Version >= ffi::STOR_RICH_DEVICE_DESCRIPTION_STRUCTURE_VERSION_V2
            && fits::<ffi::STOR_RICH_DEVICE_DESCRIPTION_V2>(first.Size);
        // SAFETY: a structure of that version and size has the address, as `FruId` has; it need not be aligned as that is.
        has_address
            .then(|| unsafe { (&raw const (*raw.as_ptr()).Address).read_unaligned() })
            // SAFETY: Storport points to an address with the data that it says, as long as it waits for the answer.
            .and_then(|address| unsafe { unit(address) })
    }

    /// Answers with at most 16, 64 and 16 characters. The vendor may be empty.
    ///
    /// # Errors
    /// A text is longer, or not printable ASCII; nothing was written then.
    pub fn write(self, vendor: &[u8], model: &[u8], firmware: &[u8]) -> Result<(), AnswerError> {
        let (vendor, model, firmware) = (text(vendor)?, text(model)?, text(firmware)?);
        self.0.answer(|raw| {
            raw.VendorId = vendor.map(u8::cast_signed);
            raw.ModelNumber = model.map(u8::cast_signed);
            raw.FirmwareRevision = firmware.map(u8::cast_signed);
        });
        Ok(())
    }
}

/// A private request of the platform's power engine plug-in (`STOR_POFX_POWER_CONTROL`).
pub struct PowerControl<'a>(Lent<'a, ffi::Fields<ffi::STOR_POFX_POWER_CONTROL>>);

impl fmt::Debug for PowerControl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PowerControl").field(self.0.get()).finish()
    }
}

impl Parameter for PowerControl<'_> {
    type Raw = ffi::Fields<ffi::STOR_POFX_POWER_CONTROL>;
    type Given<'a> = PowerControl<'a>;
    unsafe fn given(raw: *mut Self::Raw, answered: &Cell<bool>) -> Option<PowerControl<'_>> {
        // SAFETY: the caller's word.
        let request = PowerControl(unsafe { Lent::new(raw, answered) });
        request.returned(0);
        Some(request)
    }
}

impl PowerControl<'_> {
    /// What is asked for.
    pub fn code(&self) -> ffi::GUID {
        // SAFETY: Storport points to the code, for as long as the structure lives.
        unsafe { *self.0.get().PowerControlCode }
    }

    /// The unit; `None` for the adapter.
    pub fn unit(&self) -> Option<Address> {
        // SAFETY: as in `FruId::unit`.
        unsafe { unit(self.0.get().Header.Address) }
    }

    /// The plug-in's input. It is not kept over [`write`](Self::write): the two buffers may be one.
    pub fn input(&self) -> &[u8] {
        let raw = self.0.get();
        if raw.InBuffer.is_null() {
            return &[];
        }
        // SAFETY: the buffer has so many bytes, and is written only by `write`, which wants `&mut self`.
        unsafe { slice::from_raw_parts(raw.InBuffer.cast(), raw.InBufferSize) }
    }

    /// How many bytes of output there is room for.
    pub fn room(&self) -> usize {
        let raw = self.0.get();
        if raw.OutBuffer.is_null() {
            0
        } else {
            raw.OutBufferSize
        }
    }

    /// Writes the output, and how long it is.
    ///
    /// # Errors
    /// There is no room for so much; nothing was written then.
    pub fn write(&mut self, output: &[u8]) -> Result<(), AnswerError> {
        if output.len() > self.room() {
            return Err(AnswerError::TooLong);
        }
        if !output.is_empty() {
            // SAFETY: the buffer has room, and nobody has a reference to it: `input` borrows this value.
            unsafe {
                let buffer = self.0.get().OutBuffer.cast::<u8>();
                buffer.copy_from(output.as_ptr(), output.len());
            }
        }
        self.returned(output.len());
        Ok(())
    }

    fn returned(&self, bytes: usize) {
        let place = self.0.get().BytesReturned;
        if !place.is_null() {
            // SAFETY: Storport's place for the length of the output.
            unsafe { place.write(bytes) };
        }
    }
}
