//! What a physical miniport asks of the machine: interrupts, performance options, memory for the device, configuration
//! space, time, and what happens when the device goes away.

mod interrupts;
mod life;
mod memory;
mod shortage;

use std::cell::RefCell;
use std::rc::Rc;

use miniport_sim::{Adapter, AdapterOptions, InterruptResources, Machine, Report};

use crate::raw::physical;
use crate::raw::physical::{Event, HOOK};
use crate::raw::toy::{State, Toy};

pub fn start(
    machine: &Machine,
    mode: &str,
    interrupts: InterruptResources,
    hook: impl Fn(&Event) -> Option<u32> + 'static,
) -> (Adapter, Rc<RefCell<State>>) {
    HOOK.set(Some(Rc::new(hook)));
    let driver = machine.load(physical::entry).unwrap();
    let (device, state) = Toy::new(1 << 20);
    let options = AdapterOptions::from(mode).interrupts(interrupts).timeout(3);
    let adapter = machine.add_pci_adapter(&driver, device, options).unwrap();
    (adapter, state)
}

pub fn write_all(adapter: &Adapter, count: u64) {
    let disk = &adapter.disks()[0];
    let pending: Vec<_> = (0..count)
        .map(|index| disk.submit_write(index % 200 * 8, &[1; 4096]).unwrap())
        .collect();
    for pending in pending {
        assert!(pending.wait().unwrap().0.is_success());
    }
}

pub fn end(machine: Machine) -> Report {
    let report = machine.shutdown();
    HOOK.set(None);
    report
}

pub const FOUR: InterruptResources = InterruptResources::Messages(4);
