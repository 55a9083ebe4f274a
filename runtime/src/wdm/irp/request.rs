//! What an IRP asks for, and its data.

use core::ptr::NonNull;

use super::buffer::{InputBuffer, OutputBuffer};
use super::major::{
    Create, DeviceControl, FlushBuffers, InternalDeviceControl, Major, Read, Shutdown, Write,
};
use crate::ffi::{self, IO_STACK_LOCATION, IRP};
use crate::shared::data::DataBuffer;
use crate::wdm::status::NtStatus;

/// What an IRP asks for, by major function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Request {
    /// `IRP_MJ_CREATE`.
    Create,
    /// `IRP_MJ_READ`.
    Read(TransferRequest),
    /// `IRP_MJ_WRITE`.
    Write(TransferRequest),
    /// `IRP_MJ_FLUSH_BUFFERS`.
    FlushBuffers,
    /// `IRP_MJ_DEVICE_CONTROL`.
    DeviceControl(ControlRequest),
    /// `IRP_MJ_INTERNAL_DEVICE_CONTROL`. What its numbers mean is between its sender and the driver ([`InternalDeviceControl`]).
    InternalDeviceControl(ControlRequest),
    /// `IRP_MJ_SHUTDOWN`.
    Shutdown,
}

/// `Parameters.Read` and `Parameters.Write`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransferRequest {
    /// Where in the file, in bytes (`ByteOffset`).
    pub offset: i64,
    /// Bytes.
    pub length: u32,
    /// What the requester sorts its requests by.
    pub key: u32,
}

/// `Parameters.DeviceIoControl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ControlRequest {
    /// The control.
    pub code: ControlCode,
    /// Bytes of input.
    pub input_length: u32,
    /// Bytes that the output buffer takes.
    pub output_length: u32,
}

/// A control code (`CTL_CODE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ControlCode(u32);

/// How the buffers of a device control are given (`METHOD_*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Input and output are copied by the I/O manager.
    Buffered,
    /// The output buffer is locked memory of the requester, which the driver reads.
    InDirect,
    /// The output buffer is locked memory of the requester, which the driver writes.
    OutDirect,
    /// Addresses of the requester's, which this crate does not touch.
    Neither,
}

impl ControlCode {
    /// `CTL_CODE(device_type, function, method, access)`; `access` is `FILE_ANY_ACCESS` (0), `FILE_READ_ACCESS` (1), `FILE_WRITE_ACCESS`
    /// (2) or both.
    ///
    /// # Panics
    /// If a number does not fit its bits: in a `const` that is a compile error.
    #[track_caller]
    pub const fn new(device_type: u16, function: u16, method: Method, access: u8) -> Self {
        assert!(
            function < 1 << 12,
            "the function of a control code has 12 bits"
        );
        assert!(access < 4, "the access of a control code has two bits");
        Self(ffi::CTL_CODE(
            device_type as u32,
            function as u32,
            method as u32,
            access as u32,
        ))
    }

    /// The code of this number.
    pub const fn from_code(code: u32) -> Self {
        Self(code)
    }

    /// The number.
    pub const fn code(self) -> u32 {
        self.0
    }

    /// How its buffers are given.
    pub const fn method(self) -> Method {
        match self.0 & 3 {
            0 => Method::Buffered,
            1 => Method::InDirect,
            2 => Method::OutDirect,
            _ => Method::Neither,
        }
    }
}

impl TransferRequest {
    /// # Safety
    /// The stack location is that of an `IRP_MJ_READ`.
    #[inline]
    pub(super) unsafe fn read(location: &IO_STACK_LOCATION) -> Self {
        // SAFETY: the caller's word.
        let read = unsafe { location.Parameters.Read };
        Self {
            offset: ffi::quad(read.ByteOffset),
            length: read.Length,
            key: read.Key,
        }
    }

    /// # Safety
    /// The stack location is that of an `IRP_MJ_WRITE`.
    #[inline]
    pub(super) unsafe fn write(location: &IO_STACK_LOCATION) -> Self {
        // SAFETY: the caller's word.
        let write = unsafe { location.Parameters.Write };
        Self {
            offset: ffi::quad(write.ByteOffset),
            length: write.Length,
            key: write.Key,
        }
    }
}

impl ControlRequest {
    /// # Safety
    /// The stack location is that of an IRP of one of the two device controls.
    #[inline]
    pub(super) unsafe fn of(location: &IO_STACK_LOCATION) -> Self {
        // SAFETY: the caller's word.
        let control = unsafe { location.Parameters.DeviceIoControl };
        Self {
            code: ControlCode(control.IoControlCode),
            input_length: control.InputBufferLength,
            output_length: control.OutputBufferLength,
        }
    }
}

/// The stack location of the driver.
///
/// # Safety
/// The driver owns the IRP.
#[inline(always)]
pub(super) unsafe fn location<'a>(irp: NonNull<IRP>) -> &'a IO_STACK_LOCATION {
    // SAFETY: the caller's word: the location lies in the IRP.
    unsafe { &*ffi::IoGetCurrentIrpStackLocation(irp.as_ptr()) }
}

impl Request {
    /// # Safety
    /// The driver owns the IRP, which came to one of its dispatch routines.
    pub(super) unsafe fn of(irp: NonNull<IRP>) -> Self {
        // SAFETY: the caller's word; each arm is that of its major function.
        unsafe {
            let location = location(irp);
            match location.MajorFunction {
                Read::CODE => Self::Read(Read::parameters(location)),
                Write::CODE => Self::Write(Write::parameters(location)),
                DeviceControl::CODE => Self::DeviceControl(DeviceControl::parameters(location)),
                InternalDeviceControl::CODE => {
                    Self::InternalDeviceControl(InternalDeviceControl::parameters(location))
                }
                FlushBuffers::CODE => Self::FlushBuffers,
                Shutdown::CODE => Self::Shutdown,
                _ => {
                    debug_assert!(location.MajorFunction == Create::CODE);
                    Self::Create
                }
            }
        }
    }
}

/// What an IRP asks for, as far as it has data: an internal device control of one of the `internal` codes is as a device control.
///
/// # Safety
/// As [`Request::of`].
unsafe fn data_of(irp: NonNull<IRP>, internal: &[ControlCode]) -> Request {
    // SAFETY: the caller's word.
    match unsafe { Request::of(irp) } {
        Request::InternalDeviceControl(control) if internal.contains(&control.code) => {
            Request::DeviceControl(control)
        }
        request => request,
    }
}

/// The driver knows what the fields of the IRP are: it is no internal device control, or one of the `internal` codes.
///
/// # Safety
/// As [`Request::of`].
#[inline]
pub(super) unsafe fn has_data(irp: NonNull<IRP>, internal: &[ControlCode]) -> bool {
    // SAFETY: the caller's word.
    unsafe {
        location(irp).MajorFunction != InternalDeviceControl::CODE
            || !matches!(data_of(irp, internal), Request::InternalDeviceControl(_))
    }
}

/// A buffer of the I/O manager's.
///
/// # Safety
/// The IRP has `length` bytes at its system buffer, or none.
unsafe fn system_buffer<'a>(irp: NonNull<IRP>, length: u32) -> DataBuffer<'a> {
    // SAFETY: the caller's word.
    unsafe {
        let start = (*irp.as_ptr()).AssociatedIrp.SystemBuffer;
        DataBuffer::new(start.cast(), length as usize)
    }
}

/// Maps the locked memory of the requester, if there is some, and if that is allowed here. An IRP that is kept has been mapped, so that its data
/// is within reach at any IRQL.
///
/// # Safety
/// The driver owns the IRP, and [knows](has_data) its fields.
#[inline(always)]
pub(super) unsafe fn map(irp: NonNull<IRP>) {
    // SAFETY: the caller's word; the mapping lasts until the IRP is completed. Where there is none, there is no data.
    unsafe {
        let mdl = (*irp.as_ptr()).MdlAddress;
        if !mdl.is_null() {
            map_locked(mdl);
        }
    }
}

/// Maps an MDL, up to `DISPATCH_LEVEL`; nothing where the IRQL is higher: a driver may ask for data, or keep an IRP, in the closure of a lock as well.
///
/// # Safety
/// As [`map`], with the IRP's MDL.
#[inline(never)]
unsafe extern "C" fn map_locked(mdl: ffi::PMDL) {
    let priority = ffi::NormalPagePriority as u32 | ffi::MdlMappingNoExecute;
    // SAFETY: the caller's word; any IRQL; up to DISPATCH_LEVEL.
    unsafe {
        if ffi::KeGetCurrentIrql() <= ffi::DISPATCH_LEVEL {
            ffi::MmGetSystemAddressForMdlSafe(mdl, priority);
        }
    }
}

/// The locked memory of the requester, if it is [mapped](map), or can be: `length` bytes, or as many as the MDL describes. (A driver above may have
/// sent a chain of them; only the first is mapped.)
///
/// # Safety
/// The IRP's MDL, if there is one, describes locked memory.
unsafe fn locked_buffer<'a>(irp: NonNull<IRP>, length: u32) -> DataBuffer<'a> {
    const MAPPED: ffi::CSHORT = ffi::MDL_MAPPED_TO_SYSTEM_VA | ffi::MDL_SOURCE_IS_NONPAGED_POOL;
    // SAFETY: the caller's word; the mapping lasts until the IRP is completed. Who has the IRP has it alone, and so maps it once.
    unsafe {
        let mdl = (*irp.as_ptr()).MdlAddress;
        if mdl.is_null() {
            return nothing();
        }
        if (*mdl).MdlFlags & MAPPED == 0 {
            // One that was kept at a higher IRQL is mapped now.
            map_locked(mdl);
            if (*mdl).MdlFlags & MAPPED == 0 {
                return nothing();
            }
        }
        let start = (*mdl).MappedSystemVa.cast();
        DataBuffer::new(start, length.min((*mdl).ByteCount) as usize)
    }
}

/// Locked memory of a requester.
pub(super) struct LockedMemory {
    pub(super) mdl: ffi::PMDL,
    /// Its address in the requester's process, as `MmGetMdlVirtualAddress` gives it.
    pub(super) start: ffi::PVOID,
    pub(super) length: u32,
}

/// The locked memory of the requester, if the IRP has some, and whether the data goes to the device. (Of a chain of MDLs the first one.)
///
/// # Safety
/// As [`input`].
pub(super) unsafe fn locked_memory(
    irp: NonNull<IRP>,
    internal: &[ControlCode],
) -> Option<(LockedMemory, bool)> {
    // SAFETY: the caller's word.
    unsafe {
        let (length, to_device) = match data_of(irp, internal) {
            Request::Read(read) if !is_buffered(irp) => (read.length, false),
            Request::Write(write) if !is_buffered(irp) => (write.length, true),
            Request::DeviceControl(control) => match control.code.method() {
                Method::InDirect => (control.output_length, true),
                Method::OutDirect => (control.output_length, false),
                Method::Buffered | Method::Neither => return None,
            },
            _ => return None,
        };
        let mdl = (*irp.as_ptr()).MdlAddress;
        let described = mdl.as_ref()?;
        let memory = LockedMemory {
            mdl,
            start: described
                .StartVa
                .wrapping_byte_add(described.ByteOffset as usize),
            length: length.min(described.ByteCount),
        };
        Some((memory, to_device))
    }
}

/// Reads and writes give their data as the device object says: in a buffer of the I/O manager's.
///
/// # Safety
/// The driver owns the IRP.
unsafe fn is_buffered(irp: NonNull<IRP>) -> bool {
    // SAFETY: the caller's word.
    unsafe { (*location(irp).DeviceObject).Flags & ffi::DO_DIRECT_IO == 0 }
}

/// No data.
fn nothing<'a>() -> DataBuffer<'a> {
    // SAFETY: no bytes.
    unsafe { DataBuffer::new(core::ptr::null_mut(), 0) }
}

/// What came with the request.
///
/// # Safety
/// The driver owns the IRP during `'a`; its buffers are as [`WdmDriver::internal_controls_by_method`] promises of the `internal` codes.
///
/// [`WdmDriver::internal_controls_by_method`]: crate::wdm::WdmDriver::internal_controls_by_method
pub(super) unsafe fn input<'a>(irp: NonNull<IRP>, internal: &[ControlCode]) -> InputBuffer<'a> {
    // SAFETY: the caller's word; the lengths are those of the buffers that the I/O manager made.
    InputBuffer::new(unsafe {
        match data_of(irp, internal) {
            Request::Write(write) if is_buffered(irp) => system_buffer(irp, write.length),
            Request::Write(write) => locked_buffer(irp, write.length),
            Request::DeviceControl(control) => match control.code.method() {
                Method::Neither => nothing(),
                _ => system_buffer(irp, control.input_length),
            },
            _ => nothing(),
        }
    })
}

/// What came in the second buffer of a device control.
///
/// # Safety
/// As [`input`].
pub(super) unsafe fn direct_input<'a>(
    irp: NonNull<IRP>,
    internal: &[ControlCode],
) -> InputBuffer<'a> {
    // SAFETY: as above.
    InputBuffer::new(unsafe {
        match data_of(irp, internal) {
            Request::DeviceControl(control) if control.code.method() == Method::InDirect => {
                locked_buffer(irp, control.output_length)
            }
            _ => nothing(),
        }
    })
}

/// Where the result goes.
///
/// # Safety
/// As [`input`].
pub(super) unsafe fn output<'a>(irp: NonNull<IRP>, internal: &[ControlCode]) -> OutputBuffer<'a> {
    // SAFETY: as above.
    unsafe {
        match data_of(irp, internal) {
            Request::Read(read) if is_buffered(irp) => {
                OutputBuffer::buffered(irp, system_buffer(irp, read.length), 0)
            }
            Request::Read(read) => OutputBuffer::known(locked_buffer(irp, read.length)),
            Request::DeviceControl(control) => {
                match control.code.method() {
                    Method::Buffered => OutputBuffer::buffered(
                        irp,
                        system_buffer(irp, control.output_length),
                        // The input lies there.
                        control.input_length as usize,
                    ),
                    Method::OutDirect => {
                        OutputBuffer::known(locked_buffer(irp, control.output_length))
                    }
                    Method::InDirect | Method::Neither => OutputBuffer::known(nothing()),
                }
            }
            _ => OutputBuffer::known(nothing()),
        }
    }
}

/// The same, where it is a buffer of the I/O manager's.
///
/// # Safety
/// As [`input`].
unsafe fn buffered_output<'a>(
    irp: NonNull<IRP>,
    internal: &[ControlCode],
) -> Option<OutputBuffer<'a>> {
    // SAFETY: as above.
    unsafe {
        let is_one = match data_of(irp, internal) {
            Request::Read(_) => is_buffered(irp),
            Request::DeviceControl(control) => control.code.method() == Method::Buffered,
            _ => false,
        };
        is_one.then(|| output(irp, internal))
    }
}

/// The information that an IRP is completed with, of which the driver claims so much: not more than the requester has room for, none where
/// it is no length; and what the I/O manager will copy is known.
///
/// # Safety
/// As [`input`]; the IRP is about to be completed.
#[inline]
pub(super) unsafe fn information(
    irp: NonNull<IRP>,
    internal: &[ControlCode],
    status: NtStatus,
    claimed: usize,
) -> usize {
    if claimed == 0 {
        return 0;
    }
    // SAFETY: as above.
    unsafe {
        let room = match data_of(irp, internal) {
            Request::Read(transfer) | Request::Write(transfer) => transfer.length,
            Request::DeviceControl(control) => control.output_length,
            // Nothing is copied, and the number has another meaning, on which the I/O manager acts: that of a create says how a name
            // is to be parsed again.
            Request::Create | Request::FlushBuffers | Request::Shutdown
            // How much there is room for is not known, and the I/O manager may copy all the same, or the driver above.
            | Request::InternalDeviceControl(_) => return 0,
        };
        if status.is_error() {
            return claimed;
        }
        let information = claimed.min(room as usize);
        if claimed > information {
            claims_more(irp, claimed, information);
        }
        if let Some(output) = buffered_output(irp, internal) {
            let end = information.min(output.len());
            if let Some(known) = output.known_bytes().filter(|known| *known < end) {
                claims_more(irp, end, known);
            }
            output.reach(end, end);
        }
        information
    }
}

/// A driver claims more bytes than the requester has room for, or than it has written: a mistake that does no harm, as the runtime gives no more,
/// and zeros. The simulator reports it.
///
/// # Safety
/// The driver owns the IRP.
#[inline(always)]
unsafe fn claims_more(irp: NonNull<IRP>, claimed: usize, there: usize) {
    let _ = (irp, claimed, there);
    #[cfg(not(any(
        all(windows, not(feature = "simulated")),
        all(feature = "listing", not(debug_assertions))
    )))]
    // SAFETY: the caller's word; the simulator looks the address up, and reads nothing there.
    unsafe {
        ffi::MiniportSimClaimedBytes(irp.as_ptr(), claimed, there);
    }
}

#[cfg(test)]
mod tests {
    use super::{ControlCode, Method};

    #[test]
    fn control_codes_are_those_of_the_macro() {
        // IOCTL_DISK_GET_DRIVE_GEOMETRY: CTL_CODE(IOCTL_DISK_BASE, 0, METHOD_BUFFERED, FILE_ANY_ACCESS).
        assert_eq!(ControlCode::new(7, 0, Method::Buffered, 0).code(), 0x7_0000);
        let code = ControlCode::new(0x22, 0x801, Method::OutDirect, 3);
        assert_eq!(code.code(), 0x22_e006);
        assert_eq!(code.method(), Method::OutDirect);
    }
}
