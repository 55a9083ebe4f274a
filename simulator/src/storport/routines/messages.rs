//! Message-signaled interrupts: what messages there are, and their locks.

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;
use crate::kernel::hardware::function::{Function, INTERRUPT, Mode};
use crate::kernel::level::DIRQL;
use crate::kernel::lock::{Held, Lock};
use crate::verifier::Rule;

/// `Latched`
const LATCHED: ffi::KINTERRUPT_MODE = 1;

/// `StorPortGetMSIInfo`
pub(super) fn information(call: &Call<'_>, words: &Words) -> u32 {
    let id = words.long(0);
    let message = call
        .adapter()
        .hardware
        .as_ref()
        .and_then(|hardware| hardware.messages.borrow().get(id as usize).copied());
    let Some(message) = message else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    put(
        call,
        words.word(1),
        ffi::MESSAGE_INTERRUPT_INFORMATION {
            MessageId: id,
            MessageData: message.data,
            MessageAddress: ffi::STOR_PHYSICAL_ADDRESS {
                QuadPart: message.address.cast_signed(),
            },
            InterruptVector: message.data,
            InterruptLevel: u32::from(DIRQL),
            InterruptMode: LATCHED,
        },
    )
}

/// `StorPortMaskMsixInterrupt`
pub(super) fn mask(call: &Call<'_>, words: &Words) -> u32 {
    let masked = words.word(1) & 0xFF != 0;
    let hardware = call.adapter().hardware.as_ref();
    if hardware.is_some_and(|hardware| call.kernel.mask_message(hardware, words.long(0), masked)) {
        ffi::STOR_STATUS_SUCCESS
    } else {
        ffi::STOR_STATUS_INVALID_PARAMETER
    }
}

/// `StorPortHardwareReset`: whether it succeeds is the seed's.
pub(super) fn reset(call: &Call<'_>, words: &Words) -> u32 {
    if words.long(0).cast_signed() != ffi::StorFunctionLevelReset {
        return ffi::STOR_STATUS_NOT_IMPLEMENTED;
    }
    let Some(hardware) = &call.adapter().hardware else {
        call.unsupported();
        return ffi::STOR_STATUS_NOT_IMPLEMENTED;
    };
    if call.kernel.chance(8) {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    call.kernel.power_up(hardware);
    call.kernel.restore_interrupts(hardware);
    ffi::STOR_STATUS_SUCCESS
}

/// Whether the adapter has a lock for this message; if not, it is a violation.
fn check(call: &Call<'_>, id: u32) -> bool {
    let hardware = call.adapter().hardware.as_ref();
    let mode = hardware.map_or(Mode::None, |hardware| hardware.mode.get());
    if mode != Mode::PerMessage {
        call.violation(
            Rule::MessageLock,
            "messages have locks with InterruptSynchronizePerMessage only",
        );
        return false;
    }
    let count = hardware.map_or(0, |hardware| Function::message_count(hardware));
    if id >= count {
        call.violation(
            Rule::MessageLock,
            format!("message {id} does not exist, the adapter has {count}"),
        );
    }
    id < count
}

/// `StorPortAcquireMSISpinLock`
pub(super) fn acquire(call: &Call<'_>, words: &Words) -> u32 {
    let id = words.long(0);
    if !check(call, id) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let lock = message_lock(call, id);
    match call.storport.acquire(call.adapter(), lock, usize::MAX) {
        Some(old) => put(call, words.word(1), u32::from(old)),
        None => ffi::STOR_STATUS_UNSUCCESSFUL,
    }
}

fn message_lock(call: &Call<'_>, id: u32) -> Lock {
    Lock::one(&INTERRUPT, call.adapter().number, id as usize)
}

/// `StorPortReleaseMSISpinLock`
pub(super) fn release(call: &Call<'_>, words: &Words) -> u32 {
    let (id, old) = (words.long(0), words.long(1));
    if !check(call, id) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let lock = message_lock(call, id);
    let fits = |held: &Held| held.lock.excludes(lock) && held.handle == usize::MAX;
    match call.kernel.release(fits) {
        None => {
            call.violation(
                Rule::LockNotHeld,
                format!("the lock of message {id} is released, which this code did not acquire"),
            );
            return ffi::STOR_STATUS_UNSUCCESSFUL;
        }
        Some(real) if u32::from(real) != old => call.violation(
            Rule::MessageLock,
            format!(
                "the lock of message {id} is released to IRQL {old}, it was acquired at {real}"
            ),
        ),
        Some(_) => {}
    }
    ffi::STOR_STATUS_SUCCESS
}
