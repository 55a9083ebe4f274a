//! [`PerfOptions`]: what Storport is asked to do for speed (`StorPortInitializePerfOpts`).

use core::fmt;
use core::ops::RangeInclusive;
use core::ptr;
use core::sync::atomic::Ordering;

use crate::StartIo;
use crate::ffi;
use crate::kind::{Channels, Concurrent, HasHardware, Single};
use crate::scope::{Initialising, Scope};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Srb;

/// Optimisations to ask for, each by its method (`PERF_CONFIGURATION_DATA`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use = "give it to `cx.initialize_perf_opts`"]
pub struct PerfOptions {
    flags: u32,
    messages: Option<RangeInclusive<u32>>,
}

/// Why the optimisations are not on. None of them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerfError {
    /// This version of Storport lacks some; these are its `STOR_PERF_*` flags.
    Unsupported(u32),
    /// `StorPortInitializePerfOpts` answered with this `STOR_STATUS_*` code.
    Refused(u32),
}

impl fmt::Display for PerfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(flags) => write!(f, "Storport supports {flags:#x} only"),
            Self::Refused(status) => write!(f, "StorPortInitializePerfOpts answered {status:#x}"),
        }
    }
}

impl PerfOptions {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// DPCs that complete requests run on several processors: best on the one that sent the request
    /// (`STOR_PERF_DPC_REDIRECTION`).
    pub fn dpc_redirection(mut self) -> Self {
        self.flags |= ffi::STOR_PERF_DPC_REDIRECTION;
        self
    }

    /// DPCs run on the processor that asked for them (`STOR_PERF_DPC_REDIRECTION_CURRENT_CPU`).
    pub fn dpc_redirection_to_current_processor(self) -> Self {
        let mut this = self.dpc_redirection();
        this.flags |= ffi::STOR_PERF_DPC_REDIRECTION_CURRENT_CPU;
        this
    }

    /// Interrupts are redirected too, by these messages (`STOR_PERF_INTERRUPT_MESSAGE_RANGES`); [`Srb::routing`] says which.
    pub fn interrupt_messages(self, messages: RangeInclusive<u32>) -> Self {
        let mut this = self.dpc_redirection();
        this.flags |= ffi::STOR_PERF_INTERRUPT_MESSAGE_RANGES;
        this.messages = Some(messages);
        this
    }

    /// Requests are completed while others are started (`STOR_PERF_OPTIMIZE_FOR_COMPLETION_DURING_STARTIO`).
    pub fn completion_during_startio(self) -> Self {
        let mut this = self.dpc_redirection();
        this.flags |= ffi::STOR_PERF_OPTIMIZE_FOR_COMPLETION_DURING_STARTIO;
        this
    }
}

/// The device extension says how many requests start at a time as the options do.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the device extension says `channels = single`: Storport holds the StartIo lock around `HW_STARTIO`",
    label = "no concurrent channels",
    note = "say `#[device_extension(channels = concurrent)]`; then `HW_STARTIO` runs without the StartIo lock, and its data needs `lock` or another lock"
)]
pub trait HasConcurrentChannels: Channels {}
#[diagnostic::do_not_recommend]
impl HasConcurrentChannels for Concurrent {}

/// The device extension says that requests start one at a time.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "the device extension says `channels = concurrent`: options without channels would take them back",
    label = "no channels among the options",
    note = "give the options to `cx.initialize_concurrent_channels(channels, &options)`; without concurrent channels Storport holds the StartIo lock around `HW_STARTIO`, which takes it itself"
)]
pub trait HasSingleChannel: Channels {}
#[diagnostic::do_not_recommend]
impl HasSingleChannel for Single {}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Turns optimisations on, all or none (`StorPortInitializePerfOpts`). Only in `#[hw_initialize]` and
    /// `#[hw_passive_initialize]`, for an extension with `channels = single`.
    ///
    /// # Errors
    /// [`PerfError`] if Storport lacks one of them: ask for less.
    pub fn initialize_perf_opts(&mut self, options: &PerfOptions) -> Result<(), PerfError>
    where
        S: Initialising,
        E::Kind: HasHardware,
        E::Channels: HasSingleChannel,
    {
        initialize(self, options, options.flags, 0)
    }

    /// The same, and `HW_STARTIO` runs on `channels` processors at the same time, without the StartIo lock
    /// (`STOR_PERF_CONCURRENT_CHANNELS`).
    ///
    /// For an extension with `channels = concurrent`, and such a one must call it: initialisation fails if it has not,
    /// because its `HW_STARTIO` is compiled for the StartIo lock not being held.
    ///
    /// # Errors
    /// [`PerfError`].
    ///
    /// # Panics
    /// If there are fewer than two channels: with one, Storport holds the StartIo lock.
    pub fn initialize_concurrent_channels(
        &mut self,
        channels: u32,
        options: &PerfOptions,
    ) -> Result<(), PerfError>
    where
        S: Initialising,
        E::Kind: HasHardware,
        E::Channels: HasConcurrentChannels,
    {
        assert!(channels >= 2, "concurrent channels are two or more");
        let flags = options.flags | ffi::STOR_PERF_CONCURRENT_CHANNELS;
        initialize(self, options, flags, channels)?;
        self.storage()
            .kept
            .concurrent
            .store(true, Ordering::Relaxed);
        Ok(())
    }
}

fn initialize<E: DeviceExtension, S: Initialising>(
    cx: &mut Context<'_, E, S>,
    options: &PerfOptions,
    flags: u32,
    channels: u32,
) -> Result<(), PerfError> {
    let mut data = ffi::PERF_CONFIGURATION_DATA {
        Version: ffi::STOR_PERF_VERSION_5,
        Size: size::<ffi::PERF_CONFIGURATION_DATA>(),
        Flags: 0,
        ConcurrentChannels: 0,
        FirstRedirectionMessageNumber: 0,
        LastRedirectionMessageNumber: 0,
        DeviceNode: 0,
        Reserved: 0,
        MessageTargets: ptr::null_mut(),
    };
    let adapter = cx.device_extension();
    // SAFETY: this is initialisation; the structure is not NULL (SDV rule StorPortPerfOpts) and has the size that it says.
    let status = unsafe { ffi::StorPortInitializePerfOpts(adapter, 1, &raw mut data) };
    if status != ffi::STOR_STATUS_SUCCESS {
        return Err(PerfError::Refused(status));
    }
    if data.Flags & flags != flags {
        return Err(PerfError::Unsupported(data.Flags));
    }
    data.Flags = flags;
    data.ConcurrentChannels = channels;
    if let Some(messages) = &options.messages {
        data.FirstRedirectionMessageNumber = *messages.start();
        data.LastRedirectionMessageNumber = *messages.end();
    }
    // SAFETY: as above.
    let status = unsafe { ffi::StorPortInitializePerfOpts(adapter, 0, &raw mut data) };
    if status == ffi::STOR_STATUS_SUCCESS {
        Ok(())
    } else {
        Err(PerfError::Refused(status))
    }
}

/// The `Size` member of a structure.
#[allow(clippy::cast_possible_truncation, reason = "some dozen bytes")]
const fn size<T>() -> u32 {
    size_of::<T>() as u32
}

/// Where a request should be started and completed (`STARTIO_PERFORMANCE_PARAMETERS`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Routing {
    /// The message by which the completion should be signalled.
    pub message: u32,
    /// The channel on which it is started.
    pub channel: u32,
}

impl<E: DeviceExtension> Srb<E> {
    /// Where Storport would have the request started and completed (`StorPortGetStartIoPerfParams`). Only in
    /// `#[hw_startio]`; `None` without [`PerfOptions`].
    pub fn routing(&self, _cx: &mut StartIo<'_, E>) -> Option<Routing>
    where
        E::Kind: HasHardware,
    {
        let mut parameters = ffi::STARTIO_PERFORMANCE_PARAMETERS {
            Version: 1,
            Size: size::<ffi::STARTIO_PERFORMANCE_PARAMETERS>(),
            MessageNumber: 0,
            ChannelNumber: 0,
        };
        let (srb, device_extension) = self.pointers();
        // SAFETY: the request is owned, this is HW_STARTIO, and the structure has the size that it says.
        let status = unsafe {
            ffi::StorPortGetStartIoPerfParams(device_extension, srb, &raw mut parameters)
        };
        (status == ffi::STOR_STATUS_SUCCESS).then_some(Routing {
            message: parameters.MessageNumber,
            channel: parameters.ChannelNumber,
        })
    }
}
