//! The second buffer of a bidirectional request, for the data that the device sends (`SRBEX_DATA_BIDIRECTIONAL`).

use core::ptr;

use super::{DataBuffer, RequestMdl, Srb};
use crate::ffi;
use crate::irql;
use crate::kind::HasHardware;
use crate::scope::{Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::hardware::ScatterGatherList;

impl<E: DeviceExtension> Srb<E> {
    /// Bytes that the device sends for a bidirectional command (`DataInTransferLength`), whose other data are those of
    /// [`Srb::transfer_length`] and go to the device. 0 for every other request.
    pub fn data_in_length(&self) -> u32 {
        let data = self
            .block
            .extended_data::<ffi::SRBEX_DATA_BIDIRECTIONAL>(ffi::SrbExDataTypeBidirectional);
        // SAFETY: the extended data lies in the request, which is owned.
        data.map_or(0, |data| unsafe { (*data).DataInTransferLength })
    }

    /// The second buffer of a bidirectional request, mapped (`StorPortGetDataInBufferSystemAddress`, Windows 8 and later). Up to
    /// `DISPATCH_LEVEL`. `None` if there is none, or memory is short.
    pub fn map_data_in<S: UpTo<irql::Dispatch>>(
        &self,
        _cx: &mut Context<'_, E, S>,
    ) -> Option<DataBuffer<'_>> {
        let length = self.data_in_length();
        if length == 0 {
            return None;
        }
        let (srb, device_extension) = self.pointers();
        let mut address = ptr::null_mut();
        // SAFETY: the request is owned and has such a buffer, and the adapter is the one that it came from.
        let status = unsafe {
            ffi::StorPortGetDataInBufferSystemAddress(device_extension, srb, &raw mut address)
        };
        // SAFETY: the mapping stays until the request is completed, which ends the borrow.
        (status == ffi::STOR_STATUS_SUCCESS && !address.is_null())
            .then(|| unsafe { DataBuffer::new(address.cast(), length as usize) })
    }

    /// Where the second buffer of a bidirectional request is for the device (`StorPortGetDataInBufferScatterGatherList`, Windows 8 and
    /// later). Any IRQL. `None` if there is none.
    pub fn data_in_scatter_gather_list<S: Scope>(
        &self,
        _cx: &mut Context<'_, E, S>,
    ) -> Option<ScatterGatherList<'_>>
    where
        E::Kind: HasHardware,
    {
        if self.data_in_length() == 0 {
            return None;
        }
        let (srb, device_extension) = self.pointers();
        let mut list = ptr::null_mut();
        // SAFETY: the request is owned and has such a buffer, and the adapter is the one that it came from.
        let status = unsafe {
            ffi::StorPortGetDataInBufferScatterGatherList(device_extension, srb, &raw mut list)
        };
        // SAFETY: the list is Storport's, is not modified, and stays until the request is completed, which ends the borrow.
        (status == ffi::STOR_STATUS_SUCCESS && !list.is_null())
            .then(|| unsafe { ScatterGatherList::new(list) })
    }

    /// The memory descriptor list of the second buffer of a bidirectional request (`StorPortGetDataInBufferMdl`, Windows 8 and later).
    /// Any IRQL. `None` if there is none.
    pub fn data_in_mdl<S: Scope>(&self, _cx: &mut Context<'_, E, S>) -> Option<RequestMdl<'_>> {
        if self.data_in_length() == 0 {
            return None;
        }
        let (srb, device_extension) = self.pointers();
        let mut mdl = ptr::null_mut();
        // SAFETY: the request is owned and has such a buffer, and the adapter is the one that it came from.
        let status =
            unsafe { ffi::StorPortGetDataInBufferMdl(device_extension, srb, &raw mut mdl) };
        if status != ffi::STOR_STATUS_SUCCESS {
            return None;
        }
        // SAFETY: the list is that of the request, which is borrowed.
        unsafe { RequestMdl::new(mdl.cast(), self.pointers()) }
    }
}
