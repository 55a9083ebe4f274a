//! [`Request`]: what a WMI request says, in both of its forms.

use core::ptr::NonNull;

use super::block::Target;
use crate::ffi;
use crate::storport::srb::Block;

/// The parameters of a WMI request.
pub(super) struct Request {
    /// The minor function of its IRP (`IRP_MN_QUERY_ALL_DATA` and so on).
    pub minor: u8,
    pub target: Target,
    /// A pointer to the GUID of the block; of a registration `WMIREGISTER` or `WMIUPDATE`.
    pub path: ffi::PVOID,
}

impl Request {
    /// `None` for every other request.
    pub fn of(block: Block) -> Option<Self> {
        let (minor, flags, path) = block.wmi()?;
        let target = if flags & ffi::SRB_WMI_FLAGS_ADAPTER_REQUEST == 0 {
            Target::Unit(block.address())
        } else {
            Target::Adapter
        };
        Some(Self {
            minor,
            target,
            path,
        })
    }

    /// Whether it asks which blocks there are.
    pub fn is_registration(&self) -> bool {
        matches!(self.minor, ffi::IRP_MN_REGINFO | ffi::IRP_MN_REGINFO_EX)
    }

    /// The GUID of the block, in a request of which a page says that it has one.
    pub fn guid(&self) -> Option<ffi::GUID> {
        let has_guid = matches!(
            self.minor,
            ffi::IRP_MN_QUERY_ALL_DATA
                | ffi::IRP_MN_QUERY_SINGLE_INSTANCE
                | ffi::IRP_MN_CHANGE_SINGLE_INSTANCE
                | ffi::IRP_MN_CHANGE_SINGLE_ITEM
                | ffi::IRP_MN_ENABLE_EVENTS
                | ffi::IRP_MN_DISABLE_EVENTS
                | ffi::IRP_MN_ENABLE_COLLECTION
                | ffi::IRP_MN_DISABLE_COLLECTION
                | ffi::IRP_MN_EXECUTE_METHOD
        );
        if !has_guid {
            return None;
        }
        let path = NonNull::new(self.path.cast::<ffi::GUID>())?;
        // SAFETY: the pages of the WMI requests: `DataPath` points to the GUID, in memory that is resident as the buffer is.
        Some(unsafe { path.read_unaligned() })
    }
}
