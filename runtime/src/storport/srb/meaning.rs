//! What the fields of a request mean depends on its function: only some requests have data, only some a logical unit.

use super::block::Block;
use crate::ffi;

impl Block {
    /// Bytes of the data buffer: [`transfer_length`](Self::transfer_length), but 0 where that means nothing. The pages of requests of plug and play and
    /// of power say of buffer and length "miniport driver should ignore this member", the buffer of dump pointers is a structure that the dump path
    /// believes, and of the functions that have no page nobody knows.
    #[inline(always)]
    pub(crate) fn data_length(self) -> u32 {
        let function = self.function();
        let has_data = function == u32::from(ffi::SRB_FUNCTION_EXECUTE_SCSI)
            || function == u32::from(ffi::SRB_FUNCTION_IO_CONTROL)
            || function == u32::from(ffi::SRB_FUNCTION_WMI);
        if has_data { self.transfer_length() } else { 0 }
    }

    /// Whether the address is that of a logical unit, which has this request. Of the adapter's own requests it is reserved (pages of the three
    /// flags below), that of a reset of a bus or a target is not all of an address, and sources differ about private control requests.
    pub(crate) fn is_of_a_unit(self) -> bool {
        let function = self.function();
        let is = |code: u8| function == u32::from(code);
        if is(ffi::SRB_FUNCTION_PNP) {
            self.pnp()
                .is_some_and(|(_, flags)| flags & ffi::SRB_PNP_FLAGS_ADAPTER_REQUEST == 0)
        } else if is(ffi::SRB_FUNCTION_POWER) {
            self.power_flags()
                .is_some_and(|flags| flags & ffi::SRB_POWER_FLAGS_ADAPTER_REQUEST == 0)
        } else if is(ffi::SRB_FUNCTION_WMI) {
            self.wmi()
                .is_some_and(|(_, flags, _)| flags & ffi::SRB_WMI_FLAGS_ADAPTER_REQUEST == 0)
        } else {
            is(ffi::SRB_FUNCTION_EXECUTE_SCSI)
                || is(ffi::SRB_FUNCTION_FLUSH)
                || is(ffi::SRB_FUNCTION_SHUTDOWN)
                || is(ffi::SRB_FUNCTION_ABORT_COMMAND)
                || is(ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT)
        }
    }

    /// The action and the flags of a plug and play request; `None` for every other.
    pub(crate) fn pnp(self) -> Option<(ffi::STOR_PNP_ACTION, u32)> {
        if self.function() != u32::from(ffi::SRB_FUNCTION_PNP) {
            return None;
        }
        // SAFETY: the request is owned (`new`); both forms of it say where their parts are.
        unsafe {
            if self.is_extended() {
                let data = self.extended_data::<ffi::SRBEX_DATA_PNP>(ffi::SrbExDataTypePnP)?;
                Some(((*data).PnPAction, (*data).SrbPnPFlags))
            } else {
                let block = self
                    .pointer()
                    .as_ptr()
                    .cast::<ffi::SCSI_PNP_REQUEST_BLOCK>();
                Some(((*block).PnPAction, (*block).SrbPnPFlags))
            }
        }
    }

    /// The flags of a power request.
    fn power_flags(self) -> Option<u8> {
        // SAFETY: as in `pnp`.
        unsafe {
            if self.is_extended() {
                let data = self.extended_data::<ffi::SRBEX_DATA_POWER>(ffi::SrbExDataTypePower)?;
                Some((*data).SrbPowerFlags)
            } else {
                let block = self
                    .pointer()
                    .as_ptr()
                    .cast::<ffi::SCSI_POWER_REQUEST_BLOCK>();
                Some((*block).SrbPowerFlags)
            }
        }
    }

    /// The minor function, the flags and the data path of a WMI request; `None` for every other.
    pub(crate) fn wmi(self) -> Option<(u8, u8, ffi::PVOID)> {
        if self.function() != u32::from(ffi::SRB_FUNCTION_WMI) {
            return None;
        }
        // SAFETY: as in `pnp`.
        unsafe {
            if self.is_extended() {
                let data = self.extended_data::<ffi::SRBEX_DATA_WMI>(ffi::SrbExDataTypeWmi)?;
                Some(((*data).WMISubFunction, (*data).WMIFlags, (*data).DataPath))
            } else {
                let block = self
                    .pointer()
                    .as_ptr()
                    .cast::<ffi::SCSI_WMI_REQUEST_BLOCK>();
                Some((
                    (*block).WMISubFunction,
                    (*block).WMIFlags,
                    (*block).DataPath,
                ))
            }
        }
    }
}
