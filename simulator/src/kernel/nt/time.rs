//! Time and processors.

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::core::Kernel;
use crate::kernel::time::{MICROSECOND, MILLISECOND, SYSTEM_TIME};
use crate::verifier::Rule;

routines! {
    /// Time since the machine started, in units of 100 ns; and the performance counter.
    KeQueryInterruptTimePrecise(counter: *mut u64) -> u64, ANY => |call| interrupt_time(call, counter), else 0;
    /// Time since 1601, in units of 100 ns.
    KeQuerySystemTimePrecise(time: ffi::PLARGE_INTEGER) -> (), ANY => |call| system_time(call, time), else ();
    /// The performance counter, and its frequency.
    KeQueryPerformanceCounter(frequency: ffi::PLARGE_INTEGER) -> ffi::LARGE_INTEGER, ANY
        => |call| performance_counter(call, frequency), else ffi::LARGE_INTEGER { QuadPart: 0 };
    /// Spins for some microseconds.
    KeStallExecutionProcessor(microseconds: ffi::ULONG) -> (), ANY => |call| stall(call, microseconds), else ();
    /// How many processors a group has.
    KeQueryActiveProcessorCountEx(group: ffi::USHORT) -> ffi::ULONG, ANY => |call| count(call, group), else 1;
    /// How many it can have: none is added here.
    KeQueryMaximumProcessorCountEx(group: ffi::USHORT) -> ffi::ULONG, ANY => |call| count(call, group), else 1;
    /// The processor that runs this.
    KeGetCurrentProcessorNumberEx(number: ffi::PPROCESSOR_NUMBER) -> ffi::ULONG, ANY
        => |call| current(call, number), else 0;
}

/// The frequency of the performance counter: 10 MHz, as on most machines.
const FREQUENCY: i64 = 10_000_000;
/// `ALL_PROCESSOR_GROUPS`
const ALL_GROUPS: u16 = 0xFFFF;
/// The longest stall that is not reported. The page says "typically less than 50 microseconds", and what is to be used if a
/// driver must wait for longer than a tick.
const LONGEST_STALL: u64 = MILLISECOND;

impl Kernel {
    /// The system time, in units of 100 ns since 1601.
    pub fn system_time(&self) -> u64 {
        SYSTEM_TIME + self.clock.now() / 100
    }

    /// Nanoseconds until a time as timers and waits have it, in units of 100 ns: below 0 from now on, else the system time.
    pub fn time_until(&self, time: i64) -> u64 {
        let units = if time < 0 {
            time.unsigned_abs()
        } else {
            time.unsigned_abs().saturating_sub(self.system_time())
        };
        units.saturating_mul(100)
    }
}

fn put<T>(place: *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: the driver says that a result may be written there; it may be unaligned.
        unsafe { place.write_unaligned(value) };
    }
}

/// The performance counter, which counts the units of the interrupt time.
fn ticks(call: &Call<'_>) -> u64 {
    call.kernel.clock.now() / 100
}

fn interrupt_time(call: &Call<'_>, counter: *mut u64) -> u64 {
    if call.is_place(counter) {
        put(counter, ticks(call));
    }
    ticks(call)
}

fn system_time(call: &Call<'_>, time: ffi::PLARGE_INTEGER) {
    if call.is_place(time) {
        let now = call.kernel.system_time().cast_signed();
        put(time, ffi::LARGE_INTEGER { QuadPart: now });
    }
}

fn performance_counter(call: &Call<'_>, frequency: ffi::PLARGE_INTEGER) -> ffi::LARGE_INTEGER {
    put(
        frequency,
        ffi::LARGE_INTEGER {
            QuadPart: FREQUENCY,
        },
    );
    ffi::LARGE_INTEGER {
        QuadPart: ticks(call).cast_signed(),
    }
}

fn stall(call: &Call<'_>, microseconds: u32) {
    let time = u64::from(microseconds) * MICROSECOND;
    if time > LONGEST_STALL {
        call.violation(
            Rule::Stall,
            format!("KeStallExecutionProcessor of {microseconds} microseconds, which is for less than 50"),
        );
    }
    call.kernel.stall(time);
}

fn count(call: &Call<'_>, group: u16) -> u32 {
    if group != 0 && group != ALL_GROUPS {
        return 0;
    }
    u32::try_from(call.kernel.settings.processors).unwrap_or(1)
}

fn current(call: &Call<'_>, number: ffi::PPROCESSOR_NUMBER) -> u32 {
    let processor = call.kernel.fiber().processor.get();
    put(
        number,
        ffi::PROCESSOR_NUMBER {
            Group: 0,
            Number: u8::try_from(processor).unwrap_or(0),
            Reserved: 0,
        },
    );
    u32::try_from(processor).unwrap_or(0)
}
