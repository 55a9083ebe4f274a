//! [`Block`]: the fields of a request in either of its two forms, as the `SrbGet*` helpers of srbhelper.h read them.

use core::ptr::{self, NonNull};
use core::slice;

use super::Address;
use crate::ffi;
use crate::scsi::DataDirection;

/// A pointer to a request that Storport has handed over.
#[derive(Clone, Copy)]
pub(crate) struct Block(NonNull<ffi::SCSI_REQUEST_BLOCK>);

/// The part of a request that describes a SCSI command.
struct Scsi {
    cdb: *const u8,
    cdb_length: usize,
    status: *mut u8,
    sense: *mut u8,
    sense_length: *mut u8,
}

impl Block {
    /// # Safety
    /// `srb` is a request of either form, owned by the driver as long as the result is used.
    #[inline(always)]
    pub(crate) unsafe fn new(srb: NonNull<ffi::SCSI_REQUEST_BLOCK>) -> Self {
        Self(srb)
    }

    #[inline(always)]
    pub(crate) fn pointer(self) -> NonNull<ffi::SCSI_REQUEST_BLOCK> {
        self.0
    }

    /// The request in the form of SCSI port.
    #[inline(always)]
    fn scsi_port(self) -> *mut ffi::SCSI_REQUEST_BLOCK {
        self.0.as_ptr()
    }

    /// The extended request, if it is one: both forms have `Function` at the same place.
    #[inline(always)]
    fn extended(self) -> Option<*mut ffi::STORAGE_REQUEST_BLOCK> {
        // SAFETY: `new`: the request is owned.
        let function = unsafe { (*self.scsi_port()).Function };
        (function == ffi::SRB_FUNCTION_STORAGE_REQUEST_BLOCK).then(|| self.scsi_port().cast())
    }

    pub(crate) fn is_extended(self) -> bool {
        self.extended().is_some()
    }

    /// The extended data of type `kind`, which is a `T`.
    pub(crate) fn extended_data<T>(self, kind: ffi::SRBEXDATATYPE) -> Option<*const T> {
        let extended = self.extended()?;
        // SAFETY: the offsets are those of the request's own parts, as many as it says; 0 is none.
        unsafe {
            let offsets = (&raw const (*extended).SrbExDataOffset).cast::<u32>();
            (0..(*extended).NumSrbExData as usize)
                .map(|index| offsets.add(index).read())
                .filter(|&offset| offset != 0)
                .map(|offset| self.at::<ffi::SRBEX_DATA>(offset))
                .find(|&data| (*data).Type == kind)
                .map(|data| data.cast_const().cast())
        }
    }

    #[inline(always)]
    pub(crate) fn function(self) -> u32 {
        match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).SrbFunction },
            // SAFETY: `new`.
            None => u32::from(unsafe { (*self.scsi_port()).Function }),
        }
    }

    #[inline]
    pub(crate) fn address(self) -> Address {
        let srb = self.scsi_port();
        match self.extended() {
            Some(extended) => {
                // SAFETY: `AddressOffset` is the distance to the address, which is a BTL8 one: the only type asked for.
                let btl8 = unsafe { &*self.at::<ffi::STOR_ADDR_BTL8>((*extended).AddressOffset) };
                Address {
                    path_id: btl8.Path,
                    target_id: btl8.Target,
                    lun: btl8.Lun,
                }
            }
            // SAFETY: `new`.
            None => unsafe {
                Address {
                    path_id: (*srb).PathId,
                    target_id: (*srb).TargetId,
                    lun: (*srb).Lun,
                }
            },
        }
    }

    #[inline(always)]
    pub(crate) fn transfer_length(self) -> u32 {
        match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).DataTransferLength },
            // SAFETY: `new`.
            None => unsafe { (*self.scsi_port()).DataTransferLength },
        }
    }

    #[inline]
    pub(crate) fn set_transfer_length(&mut self, bytes: u32) {
        match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).DataTransferLength = bytes },
            // SAFETY: `new`.
            None => unsafe { (*self.scsi_port()).DataTransferLength = bytes },
        }
    }

    #[inline]
    pub(crate) fn timeout_seconds(self) -> u32 {
        match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).TimeOutValue },
            // SAFETY: `new`.
            None => unsafe { (*self.scsi_port()).TimeOutValue },
        }
    }

    #[inline]
    pub(crate) fn flags(self) -> u32 {
        match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).SrbFlags },
            // SAFETY: `new`.
            None => unsafe { (*self.scsi_port()).SrbFlags },
        }
    }

    /// Whether data may go this way: there is none, or a flag says so.
    #[inline]
    pub(crate) fn permits(self, direction: DataDirection) -> bool {
        let flag = match direction {
            DataDirection::None => return true,
            DataDirection::In => ffi::SRB_FLAGS_DATA_IN,
            DataDirection::Out => ffi::SRB_FLAGS_DATA_OUT,
        };
        self.flags() & flag != 0 || self.transfer_length() == 0
    }

    #[inline]
    pub(crate) fn tag(self) -> u32 {
        match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).RequestTag },
            // SAFETY: `new`.
            None => u32::from(unsafe { (*self.scsi_port()).QueueTag }),
        }
    }

    #[inline(always)]
    pub(crate) fn data_buffer(self) -> ffi::PVOID {
        match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).DataBuffer },
            // SAFETY: `new`.
            None => unsafe { (*self.scsi_port()).DataBuffer },
        }
    }

    /// The memory of `SrbExtensionSize` bytes; dangling if there is none.
    #[inline(always)]
    pub(crate) fn extension(self) -> NonNull<u8> {
        let place = match self.extended() {
            // SAFETY: `new`.
            Some(srb) => unsafe { (*srb).MiniportContext },
            // SAFETY: `new`.
            None => unsafe { (*self.scsi_port()).SrbExtension },
        };
        NonNull::new(place.cast()).unwrap_or(NonNull::dangling())
    }

    /// `SrbStatus` lies at the same place in both forms.
    #[inline(always)]
    pub(crate) fn set_status(&mut self, status: u8) {
        // SAFETY: `new`.
        unsafe { (*self.scsi_port()).SrbStatus = status };
    }

    #[inline]
    pub(crate) fn cdb(&self) -> &[u8] {
        match self.scsi() {
            // SAFETY: the command lies in the request, which is owned as long as it is borrowed here, and has this length.
            Some(scsi) => unsafe { slice::from_raw_parts(scsi.cdb, scsi.cdb_length) },
            None => &[],
        }
    }

    /// Writes the SCSI status, if the request is a SCSI command.
    pub(crate) fn set_scsi_status(&mut self, status: u8) {
        if let Some(scsi) = self.scsi() {
            // SAFETY: the field is that of an owned request.
            unsafe { scsi.status.write(status) };
        }
    }

    /// Writes sense data and CHECK CONDITION; false if the request has no room for sense data, or its sender does not want any.
    #[inline]
    pub(crate) fn set_sense(&mut self, sense: &[u8]) -> bool {
        let wanted = self.flags() & ffi::SRB_FLAGS_DISABLE_AUTOSENSE == 0;
        let Some(scsi) = self.scsi() else {
            return false;
        };
        // SAFETY: the pointers of `scsi` are those of an owned request; the sense buffer has the length that it says.
        unsafe {
            scsi.status.write(ffi::SCSISTAT_CHECK_CONDITION);
            let room = usize::from(scsi.sense_length.read());
            if !wanted || scsi.sense.is_null() || room == 0 {
                return false;
            }
            let length = sense.len().min(room);
            ptr::copy_nonoverlapping(sense.as_ptr(), scsi.sense, length);
            let length = u8::try_from(length).unwrap_or(u8::MAX);
            scsi.sense_length.write(length);
        }
        true
    }

    /// The SCSI command of the request, if it has one.
    #[inline]
    fn scsi(self) -> Option<Scsi> {
        let Some(extended) = self.extended() else {
            let srb = self.scsi_port();
            // SAFETY: `new`; the fields are those of an owned request, and a command has at most 16 bytes here.
            return unsafe {
                ((*srb).Function == ffi::SRB_FUNCTION_EXECUTE_SCSI).then(|| Scsi {
                    cdb: (&raw const (*srb).Cdb).cast(),
                    cdb_length: usize::from((*srb).CdbLength).min(16),
                    status: &raw mut (*srb).ScsiStatus,
                    sense: (*srb).SenseInfoBuffer.cast(),
                    sense_length: &raw mut (*srb).SenseInfoBufferLength,
                })
            };
        };
        // SAFETY: `new`; the offsets are those of the request's own parts, as many as it says.
        unsafe {
            let offsets = (&raw const (*extended).SrbExDataOffset).cast::<u32>();
            (0..(*extended).NumSrbExData as usize)
                .find_map(|index| self.scsi_data(offsets.add(index).read()))
        }
    }

    /// The extended data at `offset`, if it is a SCSI command.
    ///
    /// # Safety
    /// `offset` is that of extended data of this request, or 0.
    #[inline]
    unsafe fn scsi_data(self, offset: u32) -> Option<Scsi> {
        if offset == 0 {
            return None;
        }
        // SAFETY: the caller's word; the type says which structure lies there.
        unsafe {
            let kind = (*self.at::<ffi::SRBEX_DATA>(offset)).Type;
            // The 16 and 32 byte forms begin alike.
            let limit = match kind {
                ffi::SrbExDataTypeScsiCdb16 => 16,
                ffi::SrbExDataTypeScsiCdb32 => 32,
                ffi::SrbExDataTypeScsiCdbVar => {
                    let data = self.at::<ffi::SRBEX_DATA_SCSI_CDB_VAR>(offset);
                    return Some(Scsi {
                        cdb: (&raw const (*data).Cdb).cast(),
                        cdb_length: (*data).CdbLength as usize,
                        status: &raw mut (*data).ScsiStatus,
                        sense: (*data).SenseInfoBuffer.cast(),
                        sense_length: &raw mut (*data).SenseInfoBufferLength,
                    });
                }
                _ => return None,
            };
            let data = self.at::<ffi::SRBEX_DATA_SCSI_CDB32>(offset);
            Some(Scsi {
                cdb: (&raw const (*data).Cdb).cast(),
                cdb_length: usize::from((*data).CdbLength).min(limit),
                status: &raw mut (*data).ScsiStatus,
                sense: (*data).SenseInfoBuffer.cast(),
                sense_length: &raw mut (*data).SenseInfoBufferLength,
            })
        }
    }

    /// The structure at a distance from the request's beginning.
    ///
    /// # Safety
    /// The request has a `T` there.
    #[inline]
    unsafe fn at<T>(self, offset: u32) -> *mut T {
        // SAFETY: the caller's word: the place is inside the request.
        unsafe { self.scsi_port().byte_add(offset as usize).cast() }
    }
}
