//! Time, copies, and what Windows knows of itself.

use miniport::ffi;

use super::Words;
use super::routine::{ANY, Call, Routine, put};
use crate::processor::PASSIVE_LEVEL;
use crate::time::{MICROSECOND, limit};
use crate::verifier::Rule;

static STALL: Routine = Routine::new("StorPortStallExecution", ANY).waiting();
static MOVE_MEMORY: Routine = Routine::new("StorPortMoveMemory", ANY);
static SYSTEM_TIME: Routine = Routine::new("StorPortQuerySystemTime", ANY);

/// The system time when a machine starts: 2024-01-01, in units of 100 ns since 1601.
const START: u64 = 133_485_408_000_000_000;

/// Spins for some microseconds.
#[unsafe(no_mangle)]
extern "C" fn StorPortStallExecution(delay: ffi::ULONG) {
    let Some(call) = Call::enter_without_adapter(&STALL) else {
        return;
    };
    let time = u64::from(delay) * MICROSECOND;
    if time > limit::STALL {
        call.violation(
            Rule::Stall,
            format!("StorPortStallExecution of {delay} microseconds; 100000 are allowed"),
        );
    }
    call.core.stall(time);
}

/// Copies memory that may overlap.
#[unsafe(no_mangle)]
extern "C" fn StorPortMoveMemory(to: ffi::PVOID, from: ffi::PVOID, length: ffi::ULONG) {
    let call = Call::enter_without_adapter(&MOVE_MEMORY);
    if length != 0 && (to.is_null() || from.is_null()) {
        if let Some(call) = call {
            call.bad("StorPortMoveMemory with NULL");
        }
        return;
    }
    // SAFETY: the driver says that both have `length` bytes; they may overlap.
    unsafe { std::ptr::copy(from.cast::<u8>(), to.cast::<u8>(), length as usize) };
}

/// The system time, in units of 100 ns since 1601.
#[unsafe(no_mangle)]
extern "C" fn StorPortQuerySystemTime(time: ffi::PLARGE_INTEGER) {
    if let Some(call) = Call::enter_without_adapter(&SYSTEM_TIME) {
        put(&call, time as usize, START + call.core.clock.now() / 100);
    }
}

/// A physical address of an integer.
#[unsafe(no_mangle)]
extern "C" fn StorPortConvertUlongToPhysicalAddress(
    address: ffi::ULONG_PTR,
) -> ffi::STOR_PHYSICAL_ADDRESS {
    ffi::STOR_PHYSICAL_ADDRESS {
        QuadPart: (address as u64).cast_signed(),
    }
}

/// The lower 32 bits of a physical address.
#[unsafe(no_mangle)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "that is what it does"
)]
extern "C" fn StorPortConvertPhysicalAddressToUlong(
    address: ffi::STOR_PHYSICAL_ADDRESS,
) -> ffi::ULONG {
    address.QuadPart as u32
}

/// `StorPortQueryPerformanceCounter`: 10 MHz, as on most machines.
pub(super) fn performance_counter(call: &Call<'_>, words: &Words) -> u32 {
    if words.word(0) != 0 {
        put(call, words.word(0), 10_000_000i64);
    }
    put(call, words.word(1), call.core.clock.now() / 100)
}

/// `StorPortDelayExecution`: others run meanwhile, if the IRQL allows it.
pub(super) fn delay_execution(call: &Call<'_>, words: &Words) -> u32 {
    if call.core.fiber().irql.get() != PASSIVE_LEVEL {
        return ffi::STOR_STATUS_INVALID_IRQL;
    }
    call.core.sleep(u64::from(words.long(0)) * MICROSECOND);
    ffi::STOR_STATUS_SUCCESS
}

pub(super) fn perform(call: &Call<'_>, code: ffi::STORPORT_FUNCTION_CODE, words: &Words) -> u32 {
    let adapter = call.adapter();
    match code {
        ffi::ExtFunctionCurrentOsInstallationUpgrade => put(call, words.word(0), ffi::FALSE),
        ffi::ExtFunctionQueryConfiguration => put(call, words.word(1), ffi::FALSE),
        ffi::ExtFunctionGetSystemPortNumber => {
            let address = words.word(0) as *mut ffi::STOR_ADDRESS;
            if address.is_null() {
                return call.bad("StorPortGetSystemPortNumber: the address is NULL");
            }
            // SAFETY: the driver says that a STOR_ADDRESS is there.
            unsafe { (*address).Port = u16::try_from(adapter.number).unwrap_or(0) };
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionSetUnitAttributes => {
            let address = words.word(0) as *const ffi::STOR_ADDR_BTL8;
            if address.is_null() {
                return call.bad("StorPortSetUnitAttributes: the address is NULL");
            }
            // SAFETY: the driver passes a STOR_ADDR_BTL8, the only type of address there is.
            let address = unsafe { address.read_unaligned() };
            let mut units = adapter.units.borrow_mut();
            match units.find(crate::Address::new(
                address.Path,
                address.Target,
                address.Lun,
            )) {
                Some(unit) => {
                    units.at(unit).attributes = words.long(1);
                    ffi::STOR_STATUS_SUCCESS
                }
                None => ffi::STOR_STATUS_INVALID_PARAMETER,
            }
        }
        // The bus type is for the device's properties only, limits of I/O and dumps are not simulated: accepted.
        _ => ffi::STOR_STATUS_SUCCESS,
    }
}
