//! Ends of an adapter that works, while everything of it is deferred, queued, set and running.

use std::collections::BTreeMap;
use std::time::Duration;

use miniport::ffi::{StorRemoveDevice, StorSurpriseRemoval};
use miniport_sim::{
    Adapter, AdapterOptions, Address, Direction, Driver, InterruptResources, LoadError, Machine,
    MachineBuilder, RegistryValue, Report,
};

use crate::device::Ticker;
use crate::drivers::{line, per_message, synchronized, unreal};
use crate::watch::{self, Seen, Start};

/// The kinds of miniport, and how they interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Virtual,
    Line,
    SharedLine,
    Messages,
    PerMessage,
}

pub const KINDS: [Kind; 5] = [
    Kind::Virtual,
    Kind::Line,
    Kind::SharedLine,
    Kind::Messages,
    Kind::PerMessage,
];
/// With each kind.
pub const SEEDS: std::ops::Range<u64> = 0..200;
const FEWER_SEEDS: std::ops::Range<u64> = 0..60;

impl Kind {
    fn load(self, machine: &Machine) -> Driver {
        let entry = match self {
            Self::Virtual => unreal::DriverEntry,
            Self::Line | Self::SharedLine => line::DriverEntry,
            Self::Messages => synchronized::DriverEntry,
            Self::PerMessage => per_message::DriverEntry,
        };
        machine.load(entry).expect("the driver loads")
    }

    /// Starts an adapter; options come on top.
    pub fn start(
        self,
        machine: &Machine,
        options: impl FnOnce(AdapterOptions) -> AdapterOptions,
    ) -> Result<Adapter, LoadError> {
        let interrupts = match self {
            Self::Line => InterruptResources::Line,
            Self::SharedLine => InterruptResources::SharedLine,
            _ => InterruptResources::Messages(3),
        };
        let options = options(AdapterOptions::new().without_scan().interrupts(interrupts));
        let driver = self.load(machine);
        match self {
            Self::Virtual => machine.add_adapter(&driver, options),
            _ => machine.add_pci_adapter(&driver, Ticker::new(), options),
        }
    }
}

pub fn machine(seed: u64) -> MachineBuilder {
    Machine::builder(seed)
        .processors(1 + (seed % 4) as usize)
        .preemption(30)
}

/// Lets an adapter work for a while that the seed says, ends it, and lets whatever comes late come.
fn run(kind: Kind, seed: u64, end: impl FnOnce(&Adapter)) -> (Report, Seen) {
    watch::begin(Start::Works, seed);
    let machine = machine(seed).build();
    let adapter = kind.start(&machine, |options| options).expect("it starts");
    let _ = adapter.execute(Address::new(0, 0, 0), &[0; 6], Direction::None, &mut []);
    machine.advance(Duration::from_micros(seed * 13 % 300));
    watch::slow_down();
    adapter.set_parameter("anything", &RegistryValue::Dword(1));
    end(&adapter);
    adapter.remove();
    machine.advance(Duration::from_millis(1));
    let report = machine.shutdown();
    (report, watch::end())
}

/// What is true of every end: nothing is left, and each value was freed and dropped once.
#[track_caller]
fn check(
    kind: Kind,
    seeds: std::ops::Range<u64>,
    values: u32,
    end: impl Fn(&Adapter),
) -> BTreeMap<&'static str, u32> {
    let mut calls = BTreeMap::new();
    for seed in seeds {
        let (report, seen) = run(kind, seed, &end);
        assert!(report.is_clean(), "{kind:?}\n{report}\n{seen:?}");
        assert_eq!(
            (seen.built, seen.freed, seen.dropped),
            (values, values, values),
            "{kind:?} {seed}"
        );
        for (who, number) in seen.calls {
            *calls.entry(who).or_default() += number;
        }
    }
    for who in ["dpc", "wake", "work", "expired", "tick"] {
        assert!(
            calls.get(who).is_some_and(|&number| number > 50),
            "{calls:?}"
        );
    }
    calls
}

#[test]
fn removed_while_everything_runs() {
    for kind in KINDS {
        let calls = check(kind, SEEDS, 1, |_| {});
        // Tracing is turned on meanwhile, the adapter's serial number is asked for, and a value of the registry changes.
        for who in ["tracing", "control", "changed", "parameters"] {
            assert!(calls[who] > 20, "{calls:?}");
        }
    }
}

#[test]
fn stopped_then_removed() {
    for kind in KINDS {
        check(kind, FEWER_SEEDS, 1, |adapter| {
            assert!(adapter.stop_device().unwrap());
        });
    }
}

#[test]
fn stopped_and_started_again() {
    for kind in [
        Kind::Line,
        Kind::SharedLine,
        Kind::PerMessage,
        Kind::Virtual,
    ] {
        check(kind, FEWER_SEEDS, 2, |adapter| adapter.rebalance().unwrap());
    }
}

#[test]
fn another_description_of_the_driver_changes_nothing() {
    check(Kind::Virtual, FEWER_SEEDS, 2, |adapter| {
        drop(miniport::Driver::<unreal::Adapter>::new());
        adapter.rebalance().unwrap();
    });
}

#[test]
fn pulled_out() {
    for kind in [Kind::SharedLine, Kind::Messages] {
        check(kind, FEWER_SEEDS, 1, |adapter| {
            adapter.surprise_remove().unwrap();
        });
    }
}

#[test]
fn told_twice_and_asked_afterwards() {
    for kind in KINDS {
        check(kind, FEWER_SEEDS, 1, |adapter| {
            for _ in 0..2 {
                for action in [StorRemoveDevice, StorSurpriseRemoval] {
                    assert!(adapter.send_pnp(None, action).unwrap().is_success());
                }
            }
            let unit = Address::new(0, 0, 0);
            let answer = adapter.execute(unit, &[0; 6], Direction::None, &mut []);
            // A virtual miniport has its end in HW_FREE_ADAPTER_RESOURCES.
            assert_eq!(answer.unwrap().is_success(), kind == Kind::Virtual);
            adapter.reset().unwrap();
        });
    }
}
