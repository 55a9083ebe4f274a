//! Time, copies, and what Windows knows of itself.

use miniport::ffi;

use super::routine::{Call, exports, put, routines};
use super::words::Words;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::kernel::time::{MICROSECOND, TICK, limit};
use crate::verifier::Rule;

routines! {
    /// Copies memory that may overlap.
    StorPortMoveMemory(to: ffi::PVOID, from: ffi::PVOID, length: ffi::ULONG) -> (), ANY { .in_dump_mode() }
        => |call| move_memory(call, to, from, length), else copy(to, from, length);
    /// Spins for some microseconds.
    StorPortStallExecution(delay: ffi::ULONG) -> (), ANY { .waiting().in_dump_mode() }
        => |call| stall_execution(call, delay), else ();
    /// The system time, in units of 100 ns since 1601.
    StorPortQuerySystemTime(time: ffi::PLARGE_INTEGER) -> (), ANY
        => |call| query_system_time(call, time), else ();
}

exports! { table ADDRESSES;
    /// A physical address of an integer.
    StorPortConvertUlongToPhysicalAddress(address: ffi::ULONG_PTR) -> ffi::STOR_PHYSICAL_ADDRESS =
        ffi::STOR_PHYSICAL_ADDRESS { QuadPart: (address as u64).cast_signed() };
    /// The lower 32 bits of a physical address.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "that is what it does")]
    StorPortConvertPhysicalAddressToUlong(address: ffi::STOR_PHYSICAL_ADDRESS) -> ffi::ULONG = address.QuadPart as u32;
}

fn stall_execution(call: &Call<'_>, delay: ffi::ULONG) {
    let time = u64::from(delay) * MICROSECOND;
    if time > limit::STALL {
        call.violation(
            Rule::Stall,
            format!("StorPortStallExecution of {delay} microseconds; 100000 are allowed"),
        );
    }
    call.kernel.stall(time);
}

fn move_memory(call: &Call<'_>, to: ffi::PVOID, from: ffi::PVOID, length: ffi::ULONG) {
    if length != 0 && (to.is_null() || from.is_null()) {
        call.bad("StorPortMoveMemory with NULL");
    } else {
        copy(to, from, length);
    }
}

/// Also where no machine runs, for instance in a unit test of a driver.
fn copy(to: ffi::PVOID, from: ffi::PVOID, length: ffi::ULONG) {
    if !to.is_null() && !from.is_null() {
        // SAFETY: the driver says that both have `length` bytes; they may overlap.
        unsafe { std::ptr::copy(from.cast::<u8>(), to.cast::<u8>(), length as usize) };
    }
}

fn query_system_time(call: &Call<'_>, time: ffi::PLARGE_INTEGER) {
    put(call, time as usize, call.kernel.system_time());
}

/// `StorPortQueryPerformanceCounter`: 10 MHz, as on most machines.
pub(super) fn performance_counter(call: &Call<'_>, words: &Words) -> u32 {
    if words.word(0) != 0 {
        put(call, words.word(0), 10_000_000i64);
    }
    put(call, words.word(1), call.kernel.clock.now() / 100)
}

/// `StorPortDelayExecution`: others run meanwhile below `DISPATCH_LEVEL`; from there on the processor spins.
pub(super) fn delay_execution(call: &Call<'_>, words: &Words) -> u32 {
    let time = u64::from(words.long(0)) * MICROSECOND;
    if call.kernel.fiber().irql.get() < DISPATCH_LEVEL {
        call.kernel.sleep(time);
    } else {
        call.kernel.stall(time);
    }
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortQueryTimerMinInterval`: as `QueryTickCount` counts: nobody asks for a faster clock here.
pub(super) fn timer_min_interval(call: &Call<'_>, words: &Words) -> u32 {
    let units = u32::try_from(TICK / 100).unwrap_or(u32::MAX);
    put(call, words.word(0), units)
}

/// `StorPortQueryDpcWatchdogInformation`: DPCs have no limit here, which is what zeros say.
pub(super) fn dpc_watchdog(call: &Call<'_>, words: &Words) -> u32 {
    if call.kernel.fiber().irql.get() < DISPATCH_LEVEL {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    let none = ffi::STOR_DPC_WATCHDOG_INFORMATION::default();
    put(call, words.word(0), none)
}
