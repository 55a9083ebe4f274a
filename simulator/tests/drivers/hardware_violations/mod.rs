//! Physical miniports that do one thing wrong: each is seen, by its rule and its callback.

mod bus;
mod dump;
mod interrupts;
mod memory;
mod registers;
mod transfers;

use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{
    AdapterOptions, InterruptResources, Machine, MachineBuilder, Report, Role, Rule,
};

use crate::raw::physical;
use crate::raw::physical::{CHANGE, Event, HOOK};
use crate::raw::toy::Toy;

/// Runs the driver with a hook: a write, a read, the end. Errors are no failure here.
pub fn run_on(
    machine: MachineBuilder,
    mode: &str,
    hook: impl Fn(&Event) -> Option<u32> + 'static,
) -> Report {
    HOOK.set(Some(Rc::new(hook)));
    let machine = machine.build();
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = Toy::new(1 << 20);
    let options = AdapterOptions::from(mode)
        .interrupts(InterruptResources::Messages(4))
        .timeout(3);
    if let Ok(adapter) = machine.add_pci_adapter(&driver, device, options) {
        for disk in adapter.disks() {
            let _ = disk.write(7, &[0x5A; 1024]);
            let _ = disk.read(7, &mut [0; 1024]);
        }
        machine.run();
        machine.advance(Duration::from_secs(1));
    }
    let report = machine.shutdown();
    HOOK.set(None);
    CHANGE.set(None);
    report
}

#[track_caller]
pub fn expect(
    rule: Rule,
    role: impl Into<Option<Role>>,
    mode: &str,
    hook: impl Fn(&Event) -> Option<u32> + Clone + 'static,
) {
    let role = role.into();
    for seed in 1..=3 {
        // What is not interrupted for is late, which is not what is looked for here.
        let machine = Machine::builder(seed).tolerate_resets();
        let report = run_on(machine, mode, hook.clone());
        let mut found = report.violations_of(rule);
        assert!(
            found.any(|violation| violation.role == role),
            "{rule} by {role:?} is not in the report\n{report}"
        );
        // And what follows from it: both requests may be lost.
        assert!(report.violations.len() <= 4, "{report}");
    }
}

/// Does `deed` in every call of a callback, then goes on.
pub fn within(
    role: Role,
    deed: impl Fn(&Event) + Clone + 'static,
) -> impl Fn(&Event) -> Option<u32> + Clone + 'static {
    move |event| {
        if event.role == role {
            deed(event);
        }
        None
    }
}

/// What `deed` breaks in a callback.
#[track_caller]
pub fn expect_within(rule: Rule, role: Role, mode: &str, deed: impl Fn(&Event) + Clone + 'static) {
    expect(rule, role, mode, within(role, deed));
}

pub fn long(event: &Event, offset: usize) -> u32 {
    unsafe {
        StorPortReadRegisterUlong(event.device, event.extension().registers.add(offset).cast())
    }
}

#[test]
fn nothing_wrong_is_nothing_reported() {
    for mode in ["line", "all", "per"] {
        for seed in 0..5 {
            run_on(Machine::builder(seed), mode, |_| None).assert_clean();
        }
    }
}
