//! Plug and play of the adapter: what every driver does with those requests first, with a hook for tests.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi::*;

/// What happens instead of success, if it says so: the extension, the request, what it asks for.
pub type Hook = Rc<dyn Fn(PVOID, PSCSI_REQUEST_BLOCK, STOR_PNP_ACTION) -> Option<BOOLEAN>>;

thread_local! {
    pub static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
    /// How many of them came to BuildIo.
    pub static BUILT: Cell<u32> = const { Cell::new(0) };
}

/// What a request asks the adapter for; `None` if it is another one, or of a unit.
pub unsafe fn action(srb: PSCSI_REQUEST_BLOCK) -> Option<STOR_PNP_ACTION> {
    unsafe {
        let (action, flags) = if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            let extended = srb.cast::<STORAGE_REQUEST_BLOCK>();
            if (*extended).SrbFunction != u32::from(SRB_FUNCTION_PNP) {
                return None;
            }
            let offset = (*extended).SrbExDataOffset[0] as usize;
            let data = extended.byte_add(offset).cast::<SRBEX_DATA_PNP>();
            assert_eq!((*data).Type, SrbExDataTypePnP);
            ((*data).PnPAction, (*data).SrbPnPFlags)
        } else if (*srb).Function == SRB_FUNCTION_PNP {
            let pnp = srb.cast::<SCSI_PNP_REQUEST_BLOCK>();
            ((*pnp).PnPAction, (*pnp).SrbPnPFlags)
        } else {
            return None;
        };
        (flags & SRB_PNP_FLAGS_ADAPTER_REQUEST != 0).then_some(action)
    }
}

/// Answers a request of plug and play of the adapter: what StartIo then returns.
pub unsafe fn answer(device: PVOID, srb: PSCSI_REQUEST_BLOCK) -> Option<BOOLEAN> {
    let action = unsafe { action(srb) }?;
    let hook = HOOK.with_borrow(Clone::clone);
    hook.and_then(|hook| hook(device, srb, action)).or_else(|| {
        unsafe { complete(device, srb) };
        Some(TRUE)
    })
}

/// Completes such a request.
pub unsafe fn complete(device: PVOID, srb: PSCSI_REQUEST_BLOCK) {
    unsafe {
        (*srb).SrbStatus = SRB_STATUS_SUCCESS;
        notify_request_complete(device, srb);
    }
}
