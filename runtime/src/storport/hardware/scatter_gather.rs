//! The data of a request as the device sees it: [`ScatterGatherList`], and the physical address of the SRB extension.

use core::fmt;
use core::slice;

use crate::ffi;
use crate::irql;
use crate::kind::HasHardware;
use crate::scope::UpTo;
use crate::shared::context::Context;
use crate::shared::hardware::{PhysicalAddress, PhysicalRange};
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Srb;

/// The pieces of a request's data buffer, in their order (`STOR_SCATTER_GATHER_LIST`). Valid until the request is completed.
#[derive(Clone, Copy)]
pub struct ScatterGatherList<'s> {
    elements: &'s [ffi::STOR_SCATTER_GATHER_ELEMENT],
}

impl<'s> ScatterGatherList<'s> {
    /// # Safety
    /// The list has as many elements as it says, and stays as it is during `'s`.
    pub(crate) unsafe fn new(list: ffi::PSTOR_SCATTER_GATHER_LIST) -> Self {
        // SAFETY: the caller's word.
        let elements = unsafe {
            slice::from_raw_parts(
                (&raw const (*list).List).cast(),
                (*list).NumberOfElements as usize,
            )
        };
        Self { elements }
    }

    /// How many pieces: at most the `NumberOfPhysicalBreaks` of [`Limits`](crate::Limits), and one more.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Bytes of all pieces.
    pub fn bytes(&self) -> u64 {
        self.iter().map(|(_, length)| u64::from(length)).sum()
    }

    /// The pieces: where each begins, and its bytes.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (PhysicalAddress, u32)> + use<'s> {
        self.elements
            .iter()
            .map(|element| (element.PhysicalAddress.into(), element.Length))
    }
}

impl fmt::Debug for ScatterGatherList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// Where the data of the request is for the device (`StorPortGetScatterGatherList`). `None` if it has none.
    ///
    /// Up to `DISPATCH_LEVEL`; best in `#[hw_buildio]`, which runs without locks.
    pub fn scatter_gather_list<S: UpTo<irql::Dispatch>>(
        &self,
        _cx: &mut Context<'_, E, S>,
    ) -> Option<ScatterGatherList<'_>>
    where
        E::Kind: HasHardware,
    {
        if self.block.data_length() == 0 {
            return None;
        }
        let (srb, device_extension) = self.pointers();
        // SAFETY: the request is owned, and the adapter is the one that it came from. The list is Storport's, has as many
        // elements as it says, is not modified, and stays until the request is completed, which ends the borrow.
        unsafe {
            let list = ffi::StorPortGetScatterGatherList(device_extension, srb);
            if list.is_null() {
                return None;
            }
            Some(ScatterGatherList::new(list))
        }
    }

    /// Where the SRB extension is for the device, from its byte `offset` on, and how far it lies together
    /// (`StorPortGetPhysicalAddress`). `None` if `offset` lies outside or there is no such address.
    ///
    /// A device reads lists there that the driver wrote by [`Srb::extension_mut`]. Let it write nothing there: the SRB
    /// extension is ordinary memory for Rust. For data that the device writes, use [`DmaMemory`](super::DmaMemory).
    pub fn extension_address<S: UpTo<irql::Dispatch>>(
        &self,
        _cx: &mut Context<'_, E, S>,
        offset: usize,
    ) -> Option<PhysicalRange>
    where
        E::Kind: HasHardware,
    {
        let (extension, size) = self.extension_bytes();
        if offset >= size {
            return None;
        }
        let place = extension.as_ptr().wrapping_add(offset);
        let mut length = 0;
        let (_, device_extension) = self.pointers();
        // SAFETY: the address lies in the SRB extension of a request that is owned; the page of the routine says that the
        // request is not passed for it.
        let start: PhysicalAddress = unsafe {
            ffi::StorPortGetPhysicalAddress(
                device_extension,
                core::ptr::null_mut(),
                place.cast(),
                &raw mut length,
            )
        }
        .into();
        (start.get() != 0 && length > 0).then(|| PhysicalRange {
            start,
            length: (length as usize).min(size - offset),
        })
    }
}
