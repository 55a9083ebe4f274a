//! [`RequestMdl`]: the memory descriptor list of a request's data, and the pages that it describes.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::{self, NonNull};
use core::slice;

use super::Srb;
use crate::ffi;
use crate::irql;
use crate::scope::UpTo;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// The memory descriptor list of a request's data. It is there until the request is completed, which the borrow says.
///
/// No page says that it describes the request's data only. Where a driver above has split an I/O it may describe the I/O's whole buffer, of
/// which the request transfers a part: what a device is given comes from [`Srb::scatter_gather_list`], which is the request's.
#[derive(Clone, Copy)]
pub struct RequestMdl<'s> {
    mdl: NonNull<ffi::MDL>,
    srb: ffi::PSCSI_REQUEST_BLOCK,
    device_extension: ffi::PVOID,
    request: PhantomData<&'s ()>,
}

/// The pages that a [`RequestMdl`] describes, in their order. Valid until the request is completed.
#[derive(Clone, Copy)]
pub struct PageFrames<'s> {
    numbers: &'s [usize],
    offset: u32,
}

impl<'s> RequestMdl<'s> {
    /// `None` if there is no list.
    ///
    /// # Safety
    /// The list is that of a request that these pointers name, and is not completed during `'s`.
    pub(super) unsafe fn new(
        mdl: *mut ffi::MDL,
        (srb, device_extension): (ffi::PSCSI_REQUEST_BLOCK, ffi::PVOID),
    ) -> Option<Self> {
        Some(Self {
            mdl: NonNull::new(mdl)?,
            srb,
            device_extension,
            request: PhantomData,
        })
    }

    /// The list itself, for routines that no safe function calls. Whoever uses it does so before the request is completed, and neither
    /// changes nor frees it.
    pub fn as_ptr(&self) -> *mut ffi::MDL {
        self.mdl.as_ptr()
    }

    /// The pages of the data (`StorPortGetPfns`). Up to `DISPATCH_LEVEL`: its page names no level. `None` if this Windows does not tell.
    pub fn page_frames<E: DeviceExtension, S: UpTo<irql::Dispatch>>(
        &self,
        _cx: &mut Context<'_, E, S>,
    ) -> Option<PageFrames<'s>> {
        let (mut numbers, mut count, mut offset) = (ptr::null_mut(), 0, 0);
        // SAFETY: the list is that of the request, which is not completed (`new`), and the results are written during the call.
        let status = unsafe {
            ffi::StorPortGetPfns(
                self.device_extension,
                self.srb,
                self.mdl.as_ptr().cast(),
                &raw mut numbers,
                &raw mut count,
                &raw mut offset,
            )
        };
        let numbers =
            NonNull::new(numbers.cast::<usize>()).filter(|_| status == ffi::STOR_STATUS_SUCCESS)?;
        // SAFETY: the array has as many numbers as the routine says. It is part of the list, whose pages are locked: nobody changes it
        // before the request is completed.
        let numbers = unsafe { slice::from_raw_parts(numbers.as_ptr(), count as usize) };
        Some(PageFrames { numbers, offset })
    }
}

impl<'s> PageFrames<'s> {
    /// How many pages.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// How far into the first page the buffer begins, in bytes.
    pub fn offset(&self) -> u32 {
        self.offset
    }

    /// The numbers of the pages: a physical address divided by the size of a page.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = usize> + use<'s> {
        self.numbers.iter().copied()
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// The memory descriptor list of the data (`StorPortGetOriginalMdl`). Up to `DISPATCH_LEVEL`: its page names no level. `None` if the
    /// request has none.
    pub fn original_mdl<S: UpTo<irql::Dispatch>>(
        &self,
        _cx: &mut Context<'_, E, S>,
    ) -> Option<RequestMdl<'_>> {
        if self.block.data_length() == 0 {
            return None;
        }
        let (srb, device_extension) = self.pointers();
        let mut mdl = ptr::null_mut();
        // SAFETY: the request is owned, and the adapter is the one that it came from.
        let status = unsafe { ffi::StorPortGetOriginalMdl(device_extension, srb, &raw mut mdl) };
        if status != ffi::STOR_STATUS_SUCCESS {
            return None;
        }
        // SAFETY: the list is that of the request, which is borrowed.
        unsafe { RequestMdl::new(mdl.cast(), self.pointers()) }
    }
}

impl fmt::Debug for RequestMdl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestMdl({:p})", self.mdl)
    }
}

impl fmt::Debug for PageFrames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PageFrames({} from {:#x})", self.len(), self.offset)
    }
}
