//! [`Timing::Stepped`]: QEMU's clock stands still but for steps that are as long as the machine says.
//!
//! Three things of QEMU together make a clock that a test moves. With `-icount sleep=off` its time does not follow the real one: its
//! processor is halted, so it goes to the next timer at once, whenever that is. A watchdog is such a timer, and with
//! `-action watchdog=pause` it stops the clock. Before that, the turn of the main loop in which it does goes to one timer more
//! (`main_loop_wait` in `util/main-loop.c`) and does not run it; so that this is not far, a second watchdog is due next. So a step is
//! two watchdogs that are set for its end, and `cont`. It takes about a millisecond, however long it is.

use super::channel::Trouble;
use super::pci_bus::{Location, WATCHDOG_REGISTERS};
use super::qtest::Write;
use super::wires::Wires;
use crate::device::Width::{Byte, Long, Word};

#[cfg(doc)]
use super::timing::Timing;

/// QEMU's arguments for it: Intel's 6300ESB watchdog, twice, in the slot that every board has; the clock does not begin.
pub(super) const ARGUMENTS: [&str; 9] = [
    "-icount",
    "shift=0,sleep=off",
    "-device",
    "i6300esb,bus=pcie.0,addr=1f.6",
    "-device",
    "i6300esb,bus=pcie.0,addr=1f.7",
    "-action",
    "watchdog=pause",
    "-S",
];

/// A watchdog: which function it is, and where its registers are.
struct Watchdog(u8, u64);

/// What stops the clock, in its second stage, which begins at once.
const STOP: Watchdog = Watchdog(6, WATCHDOG_REGISTERS);
/// What is due next: its first stage, at whose end it only begins the second.
const BRAKE: Watchdog = Watchdog(7, WATCHDOG_REGISTERS + 0x1000);

// The registers: Intel's 6300ESB datasheet, as `hw/watchdog/wdt_i6300esb.c` of QEMU has them.
const BAR0: u16 = 0x10;
const COMMAND: u16 = 0x04;
const CONFIGURATION: u16 = 0x60;
const LOCK: u16 = 0x68;
const RELOAD: u64 = 0x0C;

/// It counts 32 cycles of 33 MHz, and its first stage interrupts nobody.
const MICROSECONDS_AND_QUIET: u64 = 1 << 2 | 3;
const ENABLED: u64 = 1 << 1;
/// The most that it counts: about a second.
const MOST: u64 = 0xF_FFFF;

impl Watchdog {
    fn at(&self) -> Location {
        Location::of_board(0x1F, self.0)
    }

    fn prepare(&self, wires: &mut Wires) -> Result<(), Trouble> {
        let base = u32::try_from(self.1).expect("below 4 GiB");
        self.at().write(&mut wires.qtest, BAR0, Long, base)?;
        self.at().write(&mut wires.qtest, COMMAND, Word, 2)
    }

    /// Sets the lengths of its stages and lets it begin.
    fn set(&self, stages: [u64; 2]) -> [Write; 9] {
        let (at, registers) = (self.at(), self.1);
        let unlock = |key| Write(registers + RELOAD, Long, key);
        [
            Write(at.address(LOCK), Byte, 0),
            Write(at.address(CONFIGURATION), Word, MICROSECONDS_AND_QUIET),
            unlock(0x80),
            unlock(0x86),
            Write(registers, Long, stages[0]),
            unlock(0x80),
            unlock(0x86),
            Write(registers + 4, Long, stages[1]),
            Write(at.address(LOCK), Byte, ENABLED),
        ]
    }
}

/// Makes the watchdogs reachable.
pub(super) fn prepare(wires: &mut Wires) -> Result<(), Trouble> {
    STOP.prepare(wires)?;
    BRAKE.prepare(wires)
}

/// Lets QEMU's clock go on for so many nanoseconds, or about a second if they are more. How long it was: 0 where less than its smallest
/// step is left, which is a microsecond.
pub(super) fn step(wires: &mut Wires, nanoseconds: u64) -> Result<u64, Trouble> {
    let ticks = ticks(nanoseconds);
    if ticks == 0 {
        return Ok(0);
    }
    let writes = [BRAKE.set([ticks, MOST]), STOP.set([0, ticks - 1])];
    wires.qtest.write_all(writes.as_flattened())?;
    wires.qmp.run_until_stopped()?;
    Ok(length(ticks))
}

fn ticks(nanoseconds: u64) -> u64 {
    (nanoseconds.min(2_000_000_000) * 33 / 32_000).min(MOST)
}

fn length(ticks: u64) -> u64 {
    ticks * 32_000 / 33
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_never_longer_than_asked_and_at_most_a_tick_shorter() {
        for nanoseconds in [0, 969, 970, 10_000, 99_999_999, 1_000_000_000] {
            let step = length(ticks(nanoseconds));
            assert!(step <= nanoseconds && nanoseconds - step < 971, "{step}");
        }
        assert_eq!(ticks(u64::MAX), MOST);
    }
}
