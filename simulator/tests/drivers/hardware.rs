//! A physical miniport on a small controller: both kinds of interrupts, DMA, power, removal.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use miniport_sim::device::Device;
use miniport_sim::{
    Adapter, AdapterOptions, InterruptResources, Machine, MachineBuilder, PowerState, Role,
};

use crate::raw::physical;
use crate::raw::toy::{State, Toy};

fn start(machine: &Machine, mode: &str) -> (Adapter, Rc<RefCell<State>>) {
    start_with(machine, mode, Toy::new(1 << 20))
}

fn start_with(
    machine: &Machine,
    mode: &str,
    (device, state): (Toy, Rc<RefCell<State>>),
) -> (Adapter, Rc<RefCell<State>>) {
    let driver = machine.load(physical::entry).unwrap();
    let options = AdapterOptions::from(mode).interrupts(InterruptResources::Messages(4));
    let adapter = machine.add_pci_adapter(&driver, device, options).unwrap();
    (adapter, state)
}

fn work(adapter: &Adapter, rounds: u64) {
    let disk = &adapter.disks()[0];
    let pattern = |round: u64, length: usize| -> Vec<u8> {
        (0..length)
            .map(|at| (at as u64 * 7 + round * 13) as u8)
            .collect()
    };
    for round in 0..rounds {
        let length = 512 * (1 + round as usize * 17 % 120);
        disk.write(round * 3, &pattern(round, length)).unwrap();
        let mut data = vec![0; length];
        disk.read(round * 3, &mut data).unwrap();
        assert_eq!(data, pattern(round, length));
    }
    let pending: Vec<_> = (0..40)
        .map(|index| disk.submit_write(index * 8, &pattern(index, 4096)).unwrap())
        .collect();
    for pending in pending {
        assert!(pending.wait().unwrap().0.is_success());
    }
    for index in 0..40 {
        let mut data = vec![0; 4096];
        disk.read(index * 8, &mut data).unwrap();
        assert_eq!(data, pattern(index, 4096));
    }
}

fn busy(seed: u64) -> MachineBuilder {
    Machine::builder(seed).processors(4).preemption(30)
}

#[test]
fn every_kind_of_interrupt_brings_data() {
    for (mode, role, other) in [
        ("line", Role::HwInterrupt, Role::HwMessageSignaledInterrupt),
        ("all", Role::HwMessageSignaledInterrupt, Role::HwInterrupt),
        ("per", Role::HwMessageSignaledInterrupt, Role::HwInterrupt),
    ] {
        for seed in 0..20 {
            let machine = if seed == 0 {
                Machine::new(0)
            } else {
                busy(seed).build()
            };
            let (adapter, state) = start(&machine, mode);
            work(&adapter, 5);
            assert_eq!(state.borrow().faults, 0);
            let report = machine.shutdown();
            report.assert_clean();
            assert!(report.calls_of(role) > 0, "{report}");
            assert_eq!(report.calls_of(other), 0, "{report}");
        }
    }
}

#[test]
fn messages_without_a_table() {
    for mode in ["all", "per"] {
        let machine = busy(3).build();
        let (adapter, state) = start_with(&machine, mode, Toy::with_msi(1 << 20));
        work(&adapter, 5);
        assert_eq!(state.borrow().faults, 0);
        let report = machine.shutdown();
        report.assert_clean();
        assert!(
            report.calls_of(Role::HwMessageSignaledInterrupt) > 0,
            "{report}"
        );
    }
}

#[test]
fn a_device_in_a_box_is_a_device() {
    let machine = Machine::new(1);
    let driver = machine.load(physical::entry).unwrap();
    let device: Box<dyn Device> = Box::new(Toy::new(1 << 20).0);
    let adapter = machine.add_pci_adapter(&driver, device, "all").unwrap();
    work(&adapter, 1);
    machine.shutdown().assert_clean();
}

#[test]
fn stopped_restarted_and_without_power() {
    for mode in ["line", "all", "per"] {
        let machine = busy(7).build();
        let (adapter, _) = start(&machine, mode);
        work(&adapter, 2);
        assert!(adapter.stop().unwrap());
        adapter.restart().unwrap();
        work(&adapter, 2);
        adapter.power(PowerState::Off).unwrap();
        machine.advance(Duration::from_secs(1));
        adapter.power(PowerState::On).unwrap();
        work(&adapter, 2);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let run = |seed| {
        let machine = busy(seed).build();
        let (adapter, _) = start(&machine, "per");
        work(&adapter, 3);
        machine.shutdown().fingerprint
    };
    for seed in 0..10 {
        assert_eq!(run(seed), run(seed));
    }
    assert_ne!(run(1), run(2));
}
