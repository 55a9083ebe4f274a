//! Runs, and what is found is a leak: pool memory outlives its adapter in a `static`, is changed there, and is dropped by another
//! adapter's interrupt handler.

use std::sync::Mutex;

use miniport::prelude::*;
use miniport_sim::{InterruptResources, Rule};

use crate::fixture::{self, Canary};

static KEPT: Mutex<Vec<PoolBox<(Canary, [u64; 100])>>> = Mutex::new(Vec::new());

#[derive(DeviceExtension)]
struct Adapter;

fn make() -> Adapter {
    Adapter
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive>()
}

#[hw_passive_initialize]
fn passive(_: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    for index in 0..8 {
        let memory = cx.allocate((Canary::new(), [index; 100])).expect("memory");
        KEPT.lock().expect("not poisoned").push(memory);
    }
    true
}

#[hw_interrupt]
fn interrupt(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
    let kept = KEPT.lock().expect("not poisoned").pop();
    if let Some(mut memory) = kept {
        memory.0.sing();
        memory.1[99] += 1;
    }
    true
}

callbacks! { find start reset control entry }

#[test]
fn pool_memory_in_a_static() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let driver = machine.load(DriverEntry).expect("a driver");
        let add = || {
            let options = fixture::options().interrupts(InterruptResources::Line);
            machine
                .add_pci_adapter(&driver, fixture::Noise::new(), options)
                .expect("an adapter")
        };
        let first = add();
        first.remove();
        let second = add();
        machine.advance(core::time::Duration::from_micros(100 * (seed % 40)));
        second.remove();
        for memory in KEPT.lock().expect("not poisoned").drain(..) {
            memory.0.sing();
        }
        let report = machine.shutdown();
        for violation in &report.violations {
            assert_eq!(violation.rule, Rule::Leak, "{violation}");
        }
    });
}
