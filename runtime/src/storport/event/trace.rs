//! How events of Event Tracing for Windows reach Storport: the routine for as many parameters as there are, and for the channel.

use core::ptr;

use super::{EtwChannel, EtwEvent, EventDescription, ParameterName};
use crate::ffi;
use crate::irql;
use crate::scope::{Scope, UpTo};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::Srb;

/// The parameters of an event: an array of at most eight names with their values.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no parameters of an event",
    note = "an event has up to eight: `[(&NAME, value), …]`, with `const NAME: ParameterName = ParameterName::new(\"…\")`"
)]
pub trait EventParameters: sealed::Sealed {
    #[doc(hidden)]
    fn list(&self) -> &[(&ParameterName, u64)];
}

macro_rules! counts {
    ($($count:literal)+) => {$(
        #[diagnostic::do_not_recommend]
        impl EventParameters for [(&ParameterName, u64); $count] {
            fn list(&self) -> &[(&ParameterName, u64)] {
                self
            }
        }
        impl sealed::Sealed for [(&ParameterName, u64); $count] {}
    )+};
}
counts! { 0 1 2 3 4 5 6 7 8 }

/// The bytes of an event: 1 to 1024 of them (`STORPORT_ETW_MAX_BYTE_STREAM_LENGTH`).
#[derive(Debug, Clone, Copy)]
pub struct EventBytes<'b>(&'b [u8]);

impl<'b> EventBytes<'b> {
    /// The bytes; `None` if there are none, or more than 1024.
    pub const fn new(bytes: &'b [u8]) -> Option<Self> {
        if bytes.is_empty() || bytes.len() > ffi::STORPORT_ETW_MAX_BYTE_STREAM_LENGTH {
            return None;
        }
        Some(Self(bytes))
    }

    fn as_ptr(self) -> *mut u8 {
        self.0.as_ptr().cast_mut()
    }
}

/// Calls the routine for the event's channel and as many parameters as there are.
///
/// # Safety
/// `device_extension` is an adapter's, `srb` NULL or a request of it, and the IRQL at most `DISPATCH_LEVEL`.
unsafe fn trace(
    device_extension: ffi::PVOID,
    event: &EtwEvent,
    srb: ffi::PSCSI_REQUEST_BLOCK,
    parameters: &[(&ParameterName, u64)],
) -> Result<(), StorError> {
    let (mut names, mut values) = ([ptr::null_mut(); 8], [0; 8]);
    for (index, (name, value)) in parameters.iter().enumerate() {
        (names[index], values[index]) = (name.as_ptr(), *value);
    }
    let mut unit = event.unit.map(address::btl8);
    let address = address::or_null(&mut unit);
    let room = match parameters.len() {
        0..=2 => 2,
        3..=4 => 4,
        _ => 8,
    };
    let keywords = event.keywords.0;
    let (level, opcode) = (event.level.code(), event.opcode.code());
    let (id, text) = (event.id, event.description.as_ptr());
    macro_rules! call {
        ($routine:ident [$($channel:ident)?] $($index:literal)+) => {
            ffi::$routine(
                device_extension,
                address,
                $($channel.code(),)?
                id,
                text,
                keywords,
                level,
                opcode,
                srb,
                $(names[$index], values[$index]),+
            )
        };
    }
    // SAFETY: the caller's word; Storport reads the texts, which end with a zero and are no longer than it takes them, and the
    // address during the call.
    answer(unsafe {
        match (room, event.channel) {
            (2, None) => call!(StorPortEtwEvent2 [] 0 1),
            (4, None) => call!(StorPortEtwEvent4 [] 0 1 2 3),
            (_, None) => call!(StorPortEtwEvent8 [] 0 1 2 3 4 5 6 7),
            (2, Some(channel)) => call!(StorPortEtwChannelEvent2 [channel] 0 1),
            (4, Some(channel)) => call!(StorPortEtwChannelEvent4 [channel] 0 1 2 3),
            (_, Some(channel)) => call!(StorPortEtwChannelEvent8 [channel] 0 1 2 3 4 5 6 7),
        }
    })
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Traces an event with up to eight parameters (`StorPortEtwEvent2`, `4`, `8`, or, with a channel, `StorPortEtwChannelEvent2`, `4`,
    /// `8`): `cx.trace_event(&QUEUE_FULL, &[(&DEPTH, 32)])`. Up to `DISPATCH_LEVEL`.
    ///
    /// # Errors
    /// [`StorError`]; [`is_not_implemented`](StorError::is_not_implemented) where nobody traces Storport's events.
    pub fn trace_event(
        &self,
        event: &EtwEvent,
        parameters: &impl EventParameters,
    ) -> Result<(), StorError>
    where
        S: UpTo<irql::Dispatch>,
    {
        // SAFETY: the adapter is the context's own, and the scope says the IRQL.
        unsafe {
            trace(
                self.device_extension(),
                event,
                ptr::null_mut(),
                parameters.list(),
            )
        }
    }

    /// Traces an event with bytes (`StorPortEtwLogByteStream`, Windows Server 2022), to the diagnostic channel unless it names one. Up
    /// to `DISPATCH_LEVEL`: the page names no IRQL, those of the other events do.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn trace_bytes(&self, event: &EtwEvent, bytes: EventBytes<'_>) -> Result<(), StorError>
    where
        S: UpTo<irql::Dispatch>,
    {
        let mut unit = event.unit.map(address::btl8);
        // SAFETY: the adapter is the context's own; Storport reads the text, the address and the bytes, of which there are 1 to 1024,
        // during the call.
        answer(unsafe {
            ffi::StorPortEtwLogByteStream(
                self.device_extension(),
                address::or_null(&mut unit),
                event.channel.unwrap_or(EtwChannel::Diagnostic).code(),
                event.id,
                event.description.as_ptr(),
                event.keywords.0,
                event.level.code(),
                event.opcode.code(),
                u16::try_from(bytes.0.len()).unwrap_or(u16::MAX),
                bytes.as_ptr(),
            )
        })
    }

    /// Traces an error of the hardware, with bytes that help to find its cause, to the operational channel (`StorPortEtwLogError`,
    /// Windows 10, version 1903). Up to `DISPATCH_LEVEL`: the page names no IRQL, those of the other events do.
    ///
    /// The page limits neither text nor bytes: those are the limits of the other events.
    ///
    /// # Errors
    /// [`StorError`].
    pub fn trace_hardware_error(
        &self,
        unit: Option<crate::Address>,
        id: u32,
        description: &EventDescription,
        bytes: EventBytes<'_>,
    ) -> Result<(), StorError>
    where
        S: UpTo<irql::Dispatch>,
    {
        let mut unit = unit.map(address::btl8);
        // SAFETY: as in `trace_bytes`.
        answer(unsafe {
            ffi::StorPortEtwLogError(
                self.device_extension(),
                address::or_null(&mut unit),
                id,
                description.as_ptr(),
                u32::try_from(bytes.0.len()).unwrap_or(u32::MAX),
                bytes.as_ptr().cast(),
            )
        })
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// Traces an event that is about this request: as [`Context::trace_event`].
    ///
    /// # Errors
    /// As there.
    pub fn trace_event<S: UpTo<irql::Dispatch>>(
        &self,
        _cx: &Context<'_, E, S>,
        event: &EtwEvent,
        parameters: &impl EventParameters,
    ) -> Result<(), StorError> {
        let (srb, device_extension) = self.pointers();
        // SAFETY: the request is owned, the adapter is the one that it came from, and the scope says the IRQL.
        unsafe { trace(device_extension, event, srb, parameters.list()) }
    }
}

mod sealed {
    pub trait Sealed {}
}
