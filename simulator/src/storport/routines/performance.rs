//! `StorPortInitializePerfOpts` and what follows from it.

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;

/// What this Storport can do.
const SUPPORTED: u32 = ffi::STOR_PERF_DPC_REDIRECTION
    | ffi::STOR_PERF_CONCURRENT_CHANNELS
    | ffi::STOR_PERF_INTERRUPT_MESSAGE_RANGES
    | ffi::STOR_PERF_ADV_CONFIG_LOCALITY
    | ffi::STOR_PERF_OPTIMIZE_FOR_COMPLETION_DURING_STARTIO
    | ffi::STOR_PERF_DPC_REDIRECTION_CURRENT_CPU
    | ffi::STOR_PERF_NO_SGL;

/// `StorPortInitializePerfOpts`: asks what there is, or turns it on.
pub(super) fn initialize(call: &Call<'_>, words: &Words) -> u32 {
    let query = words.word(0) & 0xFF != 0;
    let place = words.word(1) as *mut ffi::PERF_CONFIGURATION_DATA;
    if place.is_null() {
        return call.bad("StorPortInitializePerfOpts: PerfConfigData is NULL (StorPortPerfOpts)");
    }
    let adapter = call.adapter();
    if adapter.virtual_device {
        return ffi::STOR_STATUS_UNSUPPORTED_VERSION;
    }
    // SAFETY: the driver says that the structure is there; its size is among the first fields of every version.
    let (version, size) = unsafe { ((*place).Version, (*place).Size) };
    let short = std::mem::offset_of!(ffi::PERF_CONFIGURATION_DATA, MessageTargets);
    if version == 0 || version > ffi::STOR_PERF_VERSION_5 || (size as usize) < short {
        return ffi::STOR_STATUS_UNSUPPORTED_VERSION;
    }
    if query {
        // SAFETY: as above, these fields are within `short` bytes.
        unsafe {
            (*place).Flags = SUPPORTED;
            (*place).ConcurrentChannels =
                u32::try_from(call.kernel.settings.processors).unwrap_or(1);
        }
        return ffi::STOR_STATUS_SUCCESS;
    }
    // SAFETY: as above.
    let (flags, channels, first, last) = unsafe {
        (
            (*place).Flags,
            (*place).ConcurrentChannels,
            (*place).FirstRedirectionMessageNumber,
            (*place).LastRedirectionMessageNumber,
        )
    };
    if flags & !SUPPORTED != 0 {
        return call.bad(format!("performance options {flags:#x}: not all are known"));
    }
    let hardware = adapter.hardware.as_ref();
    if flags & ffi::STOR_PERF_INTERRUPT_MESSAGE_RANGES != 0 {
        let count = hardware.map_or(0, |hardware| hardware.message_count());
        if first > last || last >= count {
            // As Storport does where there are fewer messages.
            return ffi::STOR_STATUS_INVALID_PARAMETER;
        }
    }
    if flags & ffi::STOR_PERF_CONCURRENT_CHANNELS != 0 {
        if channels == 0 {
            return call.bad("0 concurrent channels");
        }
        adapter.concurrent_channels.set(channels);
    }
    let Some(hardware) = hardware else {
        return ffi::STOR_STATUS_SUCCESS;
    };
    adapter
        .deferred
        .dpc_here
        .set(flags & ffi::STOR_PERF_DPC_REDIRECTION_CURRENT_CPU != 0);
    if flags & ffi::STOR_PERF_INTERRUPT_MESSAGE_RANGES != 0 {
        adapter.redirection.set(Some((first, last)));
        call.kernel.spread_messages(hardware, first, last);
    }
    if flags & ffi::STOR_PERF_ADV_CONFIG_LOCALITY != 0
        && size as usize >= size_of::<ffi::PERF_CONFIGURATION_DATA>()
    {
        // SAFETY: the size says that the structure has the field.
        let targets = unsafe { (*place).MessageTargets };
        if !targets.is_null() {
            for (index, message) in hardware.messages.borrow().iter().enumerate() {
                // SAFETY: the driver says that there is one element for each message that it was granted.
                unsafe {
                    targets.add(index).write_unaligned(ffi::GROUP_AFFINITY {
                        Mask: 1 << message.processor,
                        Group: 0,
                        Reserved: [0; 3],
                    });
                }
            }
        }
    }
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortGetStartIoPerfParams`: the message and the channel of the processor that starts the request.
pub(super) fn parameters(call: &Call<'_>, words: &Words) -> u32 {
    let adapter = call.adapter();
    let place = words.word(1) as *mut ffi::STARTIO_PERFORMANCE_PARAMETERS;
    if place.is_null() {
        return call.bad("StorPortGetStartIoPerfParams: the parameters are NULL");
    }
    let Some((first, last)) = adapter.redirection.get() else {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    };
    let processor = u32::try_from(call.kernel.fiber().processor.get()).unwrap_or(0);
    let message = first + processor % (last - first + 1);
    let channel = processor % adapter.concurrent_channels.get().max(1);
    // SAFETY: the driver says that at least the first version of the structure is there.
    unsafe {
        (*place).MessageNumber = message;
        (*place).ChannelNumber = channel;
        if (*place).Version >= 2
            && (*place).Size as usize >= size_of::<ffi::STARTIO_PERFORMANCE_PARAMETERS_V2>()
        {
            let longer = place.cast::<ffi::STARTIO_PERFORMANCE_PARAMETERS_V2>();
            put(
                call,
                &raw mut (*longer).InitiatingProcessor as usize,
                ffi::PROCESSOR_NUMBER {
                    Group: 0,
                    Number: u8::try_from(processor).unwrap_or(0),
                    Reserved: 0,
                },
            );
        }
    }
    ffi::STOR_STATUS_SUCCESS
}
