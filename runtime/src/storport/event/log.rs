//! [`SystemEvent`]: an entry of the system's event log.

use core::ptr;

use crate::ffi;
use crate::irql;
use crate::scope::{Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Address;

/// What the texts and bytes of an entry may have together, in bytes.
const LONGEST: usize = 150;
/// How many texts an entry has here at most.
const TEXTS: usize = 8;

/// An entry of the system's event log (`STOR_LOG_EVENT_DETAILS`): its number, and up to 150 bytes of data.
///
/// ```
/// # use miniport::event::SystemEvent;
/// const CONTROLLER_ERROR: SystemEvent<'static> = SystemEvent::new(0xC004_000B, 17);
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "an event is logged by `cx.log_event`"]
pub struct SystemEvent<'b> {
    code: u32,
    unique_id: u32,
    is_storports: bool,
    target: Option<(Address, ffi::STOR_EVENT_ASSOCIATION_ENUM)>,
    data: &'b [u8],
    texts: &'b [&'b LogText],
}

/// A text that takes the place of `%2` and so on in the message of an entry: ASCII, UTF-16 when the driver is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogText {
    units: [u16; LONGEST / 2],
    bytes: usize,
}

impl LogText {
    /// The text. It is for `const`, where a text that is too long or not ASCII is a compile error.
    ///
    /// # Panics
    /// If it is longer than 74 characters, or not ASCII.
    pub const fn new(text: &str) -> Self {
        let text = text.as_bytes();
        assert!(text.len() < LONGEST / 2, "an entry has at most 150 bytes");
        let mut units = [0; LONGEST / 2];
        let mut index = 0;
        while index < text.len() {
            assert!(
                text[index].is_ascii() && text[index] != 0,
                "the text is ASCII"
            );
            units[index] = text[index] as u16;
            index += 1;
        }
        Self {
            units,
            bytes: 2 * (text.len() + 1),
        }
    }
}

impl<'b> SystemEvent<'b> {
    /// An entry with a code of the driver's own message file or of ntiologc.h. `unique_id` tells where in the driver it comes from.
    pub const fn new(code: u32, unique_id: u32) -> Self {
        Self {
            code,
            unique_id,
            is_storports: false,
            target: None,
            data: &[],
            texts: &[],
        }
    }

    /// An entry with a code of Storport's (`SP_*`), which it translates (`StorportSpecificErrorCode`).
    pub const fn storport(code: u32, unique_id: u32) -> Self {
        let mut event = Self::new(code, unique_id);
        event.is_storports = true;
        event
    }

    /// It is about a logical unit, not about the adapter.
    pub const fn unit(mut self, unit: Address) -> Self {
        self.target = Some((unit, ffi::StorEventLunAssociation));
        self
    }

    /// It is about a target, not about the adapter; the address's logical unit means nothing.
    pub const fn target(mut self, target: Address) -> Self {
        self.target = Some((target, ffi::StorEventTargetAssociation));
        self
    }

    /// Data of the entry.
    pub const fn data(mut self, data: &'b [u8]) -> Self {
        self.data = data;
        self
    }

    /// Texts for its message, at most eight; with the data they have at most 150 bytes.
    pub const fn texts(mut self, texts: &'b [&'b LogText]) -> Self {
        self.texts = texts;
        self
    }
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Writes an entry to the system's event log (`StorPortLogSystemEvent`). Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_INVALID_BUFFER_SIZE` if data and texts are longer than 150 bytes, or there are more than eight texts.
    pub fn log_event(&self, event: &SystemEvent<'_>) -> Result<(), StorError>
    where
        S: UpTo<irql::Dispatch>,
    {
        if event.texts.len() > TEXTS {
            return answer(ffi::STOR_STATUS_INVALID_BUFFER_SIZE);
        }
        let (place, association) = event.target.map_or(
            (None, ffi::StorEventAdapterAssociation),
            |(place, association)| (Some(place), association),
        );
        let id = |id: fn(Address) -> u8| u32::from(place.map_or(0, id));
        let mut texts = [ptr::null_mut(); TEXTS];
        for (place, text) in texts.iter_mut().zip(event.texts) {
            *place = text.units.as_ptr().cast_mut();
        }
        let mut details = ffi::STOR_LOG_EVENT_DETAILS {
            InterfaceRevision: ffi::STOR_CURRENT_LOG_INTERFACE_REVISION,
            Size: u32::try_from(size_of::<ffi::STOR_LOG_EVENT_DETAILS>()).unwrap_or(0),
            Flags: 0,
            EventAssociation: association,
            PathId: id(|place| place.path_id),
            TargetId: id(|place| place.target_id),
            LunId: id(|place| place.lun),
            StorportSpecificErrorCode: event.is_storports.into(),
            ErrorCode: event.code,
            UniqueId: event.unique_id,
            DumpDataSize: u32::try_from(event.data.len()).unwrap_or(u32::MAX),
            DumpData: event.data.as_ptr().cast_mut().cast(),
            StringCount: u32::try_from(event.texts.len()).unwrap_or(u32::MAX),
            StringList: texts.as_mut_ptr(),
        };
        // SAFETY: the adapter is the context's own; the structure has the size that it says, and its data and texts, which end with a
        // zero, are read during the call.
        answer(unsafe {
            ffi::StorPortLogSystemEvent(self.device_extension(), &raw mut details, ptr::null_mut())
        })
    }
}
