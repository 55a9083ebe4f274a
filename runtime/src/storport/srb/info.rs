//! What is known of the I/O behind a request: [`RequestInfo`], and its activity identifier.

use core::fmt;

use super::Srb;
use crate::ffi;
use crate::scope::Scope;
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;

/// What the sender of a request said of its I/O (`STOR_REQUEST_INFO`, version 1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestInfo {
    priority: i32,
    flags: u32,
    key: u32,
    length: u32,
    is_write: bool,
}

/// How urgent an I/O is (`STOR_IO_PRIORITY_HINT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IoPriority {
    /// What runs in the background.
    VeryLow,
    /// Less than others.
    Low,
    /// What most I/O has.
    Normal,
    /// More than others.
    High,
    /// The system waits for it.
    Critical,
}

impl RequestInfo {
    /// How urgent it is; `None` if the hint is none of the page's.
    pub fn priority(&self) -> Option<IoPriority> {
        Some(match self.priority {
            ffi::StorIoPriorityVeryLow => IoPriority::VeryLow,
            ffi::StorIoPriorityLow => IoPriority::Low,
            ffi::StorIoPriorityNormal => IoPriority::Normal,
            ffi::StorIoPriorityHigh => IoPriority::High,
            ffi::StorIoPriorityCritical => IoPriority::Critical,
            _ => return None,
        })
    }

    /// Writes are not to be cached (`REQUEST_INFO_NO_CACHE_FLAG`).
    pub fn is_not_cached(&self) -> bool {
        self.flags & ffi::REQUEST_INFO_NO_CACHE_FLAG != 0
    }

    /// Memory is paged in or out (`REQUEST_INFO_PAGING_IO_FLAG`).
    pub fn is_paging(&self) -> bool {
        self.flags & ffi::REQUEST_INFO_PAGING_IO_FLAG != 0
    }

    /// It is one of several at addresses that follow each other (`REQUEST_INFO_SEQUENTIAL_IO_FLAG`).
    pub fn is_sequential(&self) -> bool {
        self.flags & ffi::REQUEST_INFO_SEQUENTIAL_IO_FLAG != 0
    }

    /// The file will not be kept (`REQUEST_INFO_TEMPORARY_FLAG`).
    pub fn is_temporary(&self) -> bool {
        self.flags & ffi::REQUEST_INFO_TEMPORARY_FLAG != 0
    }

    /// The system does not buffer it (`REQUEST_INFO_WRITE_THROUGH_FLAG`).
    pub fn is_write_through(&self) -> bool {
        self.flags & ffi::REQUEST_INFO_WRITE_THROUGH_FLAG != 0
    }

    /// The key of the read or write (`Key`).
    pub fn key(&self) -> u32 {
        self.key
    }

    /// Bytes of the data (`Length`).
    pub fn length(&self) -> u32 {
        self.length
    }

    /// It is a write, not a read (`IsWriteRequest`).
    pub fn is_write(&self) -> bool {
        self.is_write
    }
}

impl fmt::Debug for RequestInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestInfo")
            .field("priority", &self.priority())
            .field("flags", &format_args!("{:#x}", self.flags))
            .field("key", &self.key)
            .field("length", &self.length)
            .field("is_write", &self.is_write)
            .finish()
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// What the sender said of the I/O (`StorPortGetRequestInfo`, Windows 8 and later). Any IRQL.
    ///
    /// The second version of the structure has the file's name too; no page has that version, nor says how long the name lives.
    ///
    /// # Errors
    /// [`StorError`] if Storport does not tell.
    pub fn request_info<S: Scope>(
        &self,
        _cx: &mut Context<'_, E, S>,
    ) -> Result<RequestInfo, StorError> {
        #[allow(clippy::cast_possible_truncation, reason = "24 bytes")]
        let mut info = ffi::STOR_REQUEST_INFO_V1 {
            Version: ffi::STOR_REQUEST_INFO_VER_1,
            Size: size_of::<ffi::STOR_REQUEST_INFO_V1>() as u16,
            PriorityHint: ffi::StorIoPriorityNormal,
            Flags: 0,
            Key: 0,
            Length: 0,
            IsWriteRequest: 0,
            Reserved: [0; 3],
        };
        let (srb, device_extension) = self.pointers();
        // SAFETY: the request is owned, the adapter is the one that it came from, and the structure has the version and the size
        // that it says.
        let status =
            unsafe { ffi::StorPortGetRequestInfo(device_extension, srb, (&raw mut info).cast()) };
        answer(status).map(|()| RequestInfo {
            priority: info.PriorityHint,
            flags: info.Flags,
            key: info.Key,
            length: info.Length,
            is_write: info.IsWriteRequest != 0,
        })
    }

    /// The identifier that event tracing has for the activity that the request belongs to (`StorPortGetActivityIdSrb`, Windows 8 and
    /// later). Any IRQL. `None` if it has none.
    pub fn activity_id<S: Scope>(&self, _cx: &mut Context<'_, E, S>) -> Option<ffi::GUID> {
        let mut identifier = ffi::GUID::default();
        let (srb, device_extension) = self.pointers();
        // SAFETY: the request is owned, the adapter is the one that it came from, and the identifier is written during the call.
        let status =
            unsafe { ffi::StorPortGetActivityIdSrb(device_extension, srb, &raw mut identifier) };
        (status == ffi::STOR_STATUS_SUCCESS).then_some(identifier)
    }
}
