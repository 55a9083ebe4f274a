//! A bench with a RAM disk adapter.

use miniport_sim::testing::{self, Bench, FORMS};
use miniport_sim::{AdapterOptions, Driver, Machine, SrbForm};

/// Starts the driver with an argument string.
#[track_caller]
pub fn start(seed: u64, form: SrbForm, argument: &str) -> Bench {
    start_on(Machine::builder(seed).processors(2).build(), form, argument)
}

/// Loads the driver, or its image (`MINIPORT_IMAGES`).
#[track_caller]
pub fn load(machine: &Machine) -> Driver {
    testing::load(machine, "ramdisk", ramdisk::DriverEntry)
}

/// Starts the driver on this machine.
#[track_caller]
pub fn start_on(machine: Machine, form: SrbForm, argument: &str) -> Bench {
    let driver = load(&machine);
    let options = AdapterOptions::new().argument(argument).srb_form(form);
    let adapter = machine.add_adapter(&driver, options).unwrap();
    assert_eq!(adapter.srb_form(), form);
    Bench { machine, adapter }
}

/// Runs a test with both forms of requests and some seeds.
pub fn everywhere(argument: &str, test: impl Fn(&Bench)) {
    for form in FORMS {
        for seed in 0..4 {
            let bench = start(seed, form, argument);
            test(&bench);
            bench.finish();
        }
    }
}
