//! [`IoControl`]: a private control request of an application, with the header that it puts before its data (`SRB_IO_CONTROL`,
//! ntddscsi.h).

use core::fmt;
use core::mem::offset_of;

use super::{DataBuffer, Srb, SrbFunction, SrbStatus};
use crate::ffi;
use crate::storport::extension::DeviceExtension;

/// Bytes of the header.
const HEADER: usize = size_of::<ffi::SRB_IO_CONTROL>();

/// What an application asks by `IOCTL_SCSI_MINIPORT`, in a request whose function is [`SrbFunction::IoControl`].
///
/// The header was copied and checked; the data that follows is reached as a [`DataBuffer`]. The application gets header and data back
/// as far as the request says that bytes were transferred: all of it, unless [`Srb::set_transferred`] says less, which counts the
/// [`IoControl::HEADER_BYTES`] of the header too.
///
/// ```
/// # use miniport::prelude::*;
/// # #[derive(DeviceExtension)]
/// # #[device_extension(virtual)]
/// # struct Adapter;
/// const COUNT: u32 = 1;
///
/// fn control(cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
///     let status = match srb.io_control(b"MYDRIVER") {
///         Ok(control) if control.control_code() == COUNT => {
///             let requests: u32 = 7;
///             match control.data().write_at(0, &requests.to_le_bytes()) {
///                 Ok(()) => SrbStatus::Success,
///                 Err(_) => SrbStatus::DataOverrun,
///             }
///         }
///         Ok(_) => SrbStatus::InvalidRequest,
///         Err(error) => error.status(),
///     };
///     srb.complete(cx, status);
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct IoControl<'s> {
    all: DataBuffer<'s>,
    data: DataBuffer<'s>,
    control_code: u32,
    timeout_seconds: u32,
}

/// Why a request is no control request for this driver. It is completed with [`IoControlError::status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IoControlError {
    /// The request has another function.
    Function(SrbFunction),
    /// The buffer has no whole header, or the header says that it has another length.
    Header,
    /// It is for another driver: these are the bytes of its signature.
    Signature([u8; 8]),
    /// The header says that more data follows than the buffer has.
    Length(u32),
}

impl IoControlError {
    /// [`SrbStatus::InvalidRequest`]: the page of `SRB_IO_CONTROL` asks for it where the signature is another one. For the others it
    /// is this crate's choice.
    pub fn status(self) -> SrbStatus {
        SrbStatus::InvalidRequest
    }
}

impl fmt::Display for IoControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Function(function) => write!(f, "{function:?} is no control request"),
            Self::Header => {
                f.write_str("the header of the control request is not that of SRB_IO_CONTROL")
            }
            Self::Signature(bytes) => write!(
                f,
                "the control request is for another driver: {}",
                bytes.escape_ascii()
            ),
            Self::Length(length) => {
                write!(f, "{length} bytes of data do not fit the control request")
            }
        }
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// The request as a control request for the driver whose signature is these eight ASCII characters. Any IRQL.
    ///
    /// The buffer of such a request is mapped whatever the adapter maps (page of `HW_INITIALIZATION_DATA`, `MapBuffers`).
    ///
    /// # Errors
    /// [`IoControlError`], if it is none.
    pub fn io_control(&self, signature: &[u8; 8]) -> Result<IoControl<'_>, IoControlError> {
        let function = self.function();
        if function != SrbFunction::IoControl {
            return Err(IoControlError::Function(function));
        }
        // SAFETY: Storport maps the buffer of an `SRB_FUNCTION_IO_CONTROL`, until the request is completed, which ends the borrow.
        let all = unsafe {
            DataBuffer::new(
                self.block.data_buffer().cast(),
                self.transfer_length() as usize,
            )
        };
        IoControl::of(all, *signature)
    }
}

impl<'s> IoControl<'s> {
    /// How many bytes of the request's data the header is.
    pub const HEADER_BYTES: u32 = 28;

    fn of(all: DataBuffer<'s>, signature: [u8; 8]) -> Result<Self, IoControlError> {
        let mut header = [0; HEADER];
        all.read_at(0, &mut header)
            .map_err(|_| IoControlError::Header)?;
        let number = |offset: usize| {
            let bytes = [0, 1, 2, 3].map(|byte| header[offset + byte]);
            u32::from_le_bytes(bytes)
        };
        if number(offset_of!(ffi::SRB_IO_CONTROL, HeaderLength)) != Self::HEADER_BYTES {
            return Err(IoControlError::Header);
        }
        let named = core::array::from_fn(|byte| header[SIGNATURE + byte]);
        if named != signature {
            return Err(IoControlError::Signature(named));
        }
        let length = number(offset_of!(ffi::SRB_IO_CONTROL, Length));
        let data = HEADER
            .checked_add(length as usize)
            .and_then(|end| all.part(HEADER..end).ok())
            .ok_or(IoControlError::Length(length))?;
        Ok(Self {
            all,
            data,
            control_code: number(offset_of!(ffi::SRB_IO_CONTROL, ControlCode)),
            timeout_seconds: number(offset_of!(ffi::SRB_IO_CONTROL, Timeout)),
        })
    }

    /// What is to be done (`ControlCode`): a number of the driver's own.
    pub fn control_code(&self) -> u32 {
        self.control_code
    }

    /// For how many seconds it may run (`Timeout`). The page leaves it to the driver to see to that.
    pub fn timeout_seconds(&self) -> u32 {
        self.timeout_seconds
    }

    /// The data behind the header, as many bytes as it says (`Length`).
    pub fn data(&self) -> DataBuffer<'s> {
        self.data
    }

    /// Tells the application how it went (`ReturnCode`): a number of the driver's own, beside the request's status.
    pub fn set_return_code(&self, code: u32) {
        // The header is there: it was read.
        let _ = self.all.write_at(RETURN_CODE, &code.to_le_bytes());
    }
}

const SIGNATURE: usize = offset_of!(ffi::SRB_IO_CONTROL, Signature);
const RETURN_CODE: usize = offset_of!(ffi::SRB_IO_CONTROL, ReturnCode);
const _: () = assert!(HEADER == IoControl::HEADER_BYTES as usize);

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: [u8; 8] = *b"RUSTDISK";

    /// A header with these fields, and `data` zeroes behind it.
    fn request(header_length: u32, name: [u8; 8], length: u32, data: usize) -> Vec<u8> {
        let mut bytes = Vec::from(header_length.to_le_bytes());
        bytes.extend(name);
        for number in [30, 7, 0, length] {
            bytes.extend(u32::to_le_bytes(number));
        }
        bytes.resize(HEADER + data, 0);
        bytes
    }

    fn check(bytes: &mut [u8]) -> Result<IoControl<'_>, IoControlError> {
        // SAFETY: the bytes are borrowed as long as the result.
        let buffer = unsafe { DataBuffer::new(bytes.as_mut_ptr(), bytes.len()) };
        IoControl::of(buffer, NAME)
    }

    #[test]
    fn a_header_of_this_driver_is_taken_and_answered() {
        let mut bytes = request(28, NAME, 3, 5);
        let control = check(&mut bytes).expect("a control request");
        assert_eq!((control.control_code(), control.timeout_seconds()), (7, 30));
        assert_eq!(control.data().len(), 3, "as many as the header says");
        control.set_return_code(0x1234_5678);
        control.data().fill_at(0, 3, 9).expect("three bytes");
        assert_eq!(
            bytes[20..],
            [0x78, 0x56, 0x34, 0x12, 3, 0, 0, 0, 9, 9, 9, 0, 0]
        );
    }

    #[test]
    fn what_is_no_header_of_this_driver_is_refused() {
        let refused = |mut bytes: Vec<u8>| check(&mut bytes).unwrap_err();
        assert_eq!(
            refused(request(28, NAME, 0, 0)[..27].into()),
            IoControlError::Header
        );
        assert_eq!(refused(request(27, NAME, 0, 0)), IoControlError::Header);
        assert_eq!(
            refused(request(28, *b"SOMEBODY", 0, 0)),
            IoControlError::Signature(*b"SOMEBODY")
        );
        assert_eq!(refused(request(28, NAME, 6, 5)), IoControlError::Length(6));
        assert_eq!(
            refused(request(28, NAME, u32::MAX, 5)),
            IoControlError::Length(u32::MAX)
        );
        assert_eq!(refused(Vec::new()), IoControlError::Header);
    }
}
