//! Runs, and what is found is a leak: values of lists are swapped, moved between the lists of two adapters, kept in a `static` beside them, and dropped in an
//! interrupt handler; lists are forgotten and taken while they are changed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use miniport::prelude::*;
use miniport::{List, ListNode};
use miniport_sim::{InterruptResources, Rule};

use crate::fixture::{self, Canary};

type Value = (Canary, u32);

static SHARED: Mutex<List<Value>> = Mutex::new(List::new());
static NODES: Mutex<Vec<PoolBox<ListNode<Value>>>> = Mutex::new(Vec::new());
static COUNT: AtomicU32 = AtomicU32::new(0);

#[derive(DeviceExtension)]
struct Adapter {
    own: Locked<InterruptLock, List<Value>>,
}

fn make() -> Adapter {
    Adapter {
        own: Locked::new(List::new()),
    }
}

fn node<S: Scope>(cx: &mut Context<'_, Adapter, S>) -> Option<PoolBox<ListNode<Value>>>
where
    S::Irql: AtMost<irql::Dispatch>,
{
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    cx.allocate(ListNode::new((Canary::new(), number))).ok()
}

/// Each value is alive, and there are as many as the list says.
fn look(list: &List<Value>) {
    let mut count = 0;
    for value in list.iter() {
        value.0.sing();
        count += 1;
    }
    assert_eq!(count, list.len());
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive>()
}

#[hw_passive_initialize]
fn passive(_: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    let mut list = List::new();
    for _ in 0..12 {
        let Some(mut node) = node(cx) else { break };
        let mut other = list.pop_front();
        if let Some(other) = &mut other {
            // Values and nodes change places; neither is in a list.
            core::mem::swap(&mut **node, &mut **other);
            core::mem::swap(&mut *node, &mut *other);
        }
        list.push_back(node);
        if let Some(other) = other {
            list.push_front(other);
        }
        look(&list);
    }
    if let Some(node) = list.pop_front() {
        NODES.lock().expect("not poisoned").push(node);
    }
    let mut shared = SHARED.lock().expect("not poisoned");
    while let Some(node) = list.pop_front() {
        if list.len() % 2 == 0 {
            shared.push_back(node);
        } else {
            shared.push_front(node);
        }
    }
    look(&shared);
    true
}

#[hw_interrupt]
fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    let own = adapter.own.get(cx);
    look(own);
    let mut shared = SHARED.lock().expect("not poisoned");
    match shared.pop_front() {
        Some(node) => own.push_back(node),
        None => drop(own.take()),
    }
    if own.len() == 5 {
        // One goes back, one is dropped here, the rest is another list's.
        let mut rest = own.take();
        drop(rest.pop_front());
        if let Some(node) = rest.pop_front() {
            shared.push_front(node);
        }
        *own = rest;
    }
    look(&shared);
    true
}

callbacks! { find start reset control entry }

#[test]
fn lists_that_are_mixed() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let driver = machine.load(DriverEntry).expect("a driver");
        let add = || {
            let options = fixture::options().interrupts(InterruptResources::Line);
            machine
                .add_pci_adapter(&driver, fixture::Noise::new(), options)
                .expect("an adapter")
        };
        let (first, second) = (add(), add());
        machine.advance(core::time::Duration::from_micros(100 * (seed % 40)));
        first.remove();
        machine.advance(core::time::Duration::from_micros(50 * (seed % 10)));
        second.remove();
        look(&SHARED.lock().expect("not poisoned"));
        drop(SHARED.lock().expect("not poisoned").take());
        NODES.lock().expect("not poisoned").clear();
        let report = machine.shutdown();
        for violation in &report.violations {
            // What a `static` keeps beyond its adapter.
            assert_eq!(violation.rule, Rule::Leak, "{violation}");
        }
    });
}
