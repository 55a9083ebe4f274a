//! A driver whose interrupt handler and StartIo share data without a lock: seeds with preemption find it, and what the
//! locks of Storport are for is seen.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, InterruptResources, Machine, Role};

use crate::raw::physical;
use crate::raw::physical::{Event, HOOK};
use crate::raw::toy::Toy;

thread_local! {
    /// What the driver counted last: its extension is gone when the machine is.
    static COUNTED: Cell<u32> = const { Cell::new(0) };
}

/// Adds to the number of events, as `count++` does: read, something else, write.
fn count(event: &Event) {
    let extension = event.extension();
    let seen = extension.started;
    unsafe { StorPortReadRegisterUlong(event.device, extension.registers.cast()) };
    extension.started = seen + 1;
    COUNTED.set(extension.started);
}

/// Whether StartIo and the handler lost an event; `lock` is the lock that StartIo takes for it.
fn loses(seed: u64, mode: &str, lock: Option<STOR_SPINLOCK>) -> bool {
    let exact = Rc::new(Cell::new(0));
    let counted = Rc::clone(&exact);
    HOOK.set(Some(Rc::new(move |event: &Event| {
        match event.role {
            Role::HwStartIo => {
                let mut handle: STOR_LOCK_HANDLE = unsafe { std::mem::zeroed() };
                if let Some(lock) = lock {
                    unsafe {
                        StorPortAcquireSpinLock(event.device, lock, null_mut(), &raw mut handle)
                    };
                }
                count(event);
                if lock.is_some() {
                    unsafe { StorPortReleaseSpinLock(event.device, &raw mut handle) };
                }
            }
            Role::HwInterrupt | Role::HwMessageSignaledInterrupt => count(event),
            _ => return None,
        }
        counted.set(counted.get() + 1);
        None
    })));
    let machine = Machine::builder(seed).processors(4).preemption(20).build();
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = Toy::new(1 << 20);
    let options = AdapterOptions::from(mode).interrupts(InterruptResources::Messages(4));
    let adapter = machine.add_pci_adapter(&driver, device, options).unwrap();
    let disk = &adapter.disks()[0];
    let pending: Vec<_> = (0..60)
        .map(|index| disk.submit_write(index * 8, &[1; 4096]).unwrap())
        .collect();
    for pending in pending {
        assert!(pending.wait().unwrap().0.is_success());
    }
    machine.shutdown().assert_clean();
    HOOK.set(None);
    COUNTED.take() != exact.get()
}

#[test]
fn seeds_find_the_race_and_the_right_lock_ends_it() {
    let found = |mode, lock| (0..60).filter(|&seed| loses(seed, mode, lock)).count();
    for mode in ["line", "all"] {
        let racy = found(mode, None);
        assert!(racy > 20, "{racy} of 60 seeds with {mode}");
        assert_eq!(found(mode, Some(InterruptLock)), 0);
    }
    // Messages that are not synchronised with each other race among themselves, whatever StartIo does.
    assert!(found("per", Some(InterruptLock)) > 10);
}
