//! Restart and removal.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{IoError, Machine, Role, Rule};

use super::{FOUR, end, start, write_all};

#[test]
fn a_driver_without_restart_is_found_again() {
    let found = Rc::new(Cell::new(0));
    let kept = Rc::clone(&found);
    let machine = Machine::new(1);
    let (adapter, _) = start(&machine, "all", FOUR, move |event| match event.role {
        Role::HwAdapterControl => Some(0),
        Role::HwFindAdapter => {
            kept.set(kept.get() + 1);
            None
        }
        _ => None,
    });
    write_all(&adapter, 4);
    adapter.stop().unwrap();
    adapter.restart().unwrap();
    assert_eq!(found.get(), 2);
    write_all(&adapter, 4);
    let report = end(machine);
    // The driver asks for passive initialisation every time, which it must not.
    assert!(
        report
            .violations
            .iter()
            .all(|found| found.rule == Rule::WrongCallback || found.rule == Rule::BadParameter),
        "{report}"
    );
}

#[test]
fn a_device_that_is_pulled_out_answers_with_ones() {
    for seed in 0..10 {
        let machine = Machine::builder(seed).processors(2).preemption(30).build();
        let ones = Rc::new(Cell::new(false));
        let kept = Rc::clone(&ones);
        let (adapter, state) = start(&machine, "all", FOUR, move |event| {
            let extension = event.extension();
            match event.role {
                Role::HwStartIo => unsafe {
                    let id = StorPortReadRegisterUlong(event.device, extension.registers.cast());
                    if id == u32::MAX {
                        kept.set(true);
                        (*event.srb).SrbStatus = SRB_STATUS_NO_DEVICE;
                        notify_request_complete(event.device, event.srb);
                        return Some(1);
                    }
                    None
                },
                // What the device does not answer any more.
                Role::HwResetBus => unsafe {
                    StorPortCompleteRequest(event.device, 0, 0xFF, 0xFF, SRB_STATUS_NO_DEVICE);
                    None
                },
                _ => None,
            }
        });
        let disk = &adapter.disks()[0];
        let pending: Vec<_> = (0..50)
            .map(|index| disk.submit_write(index * 8, &[1; 4096]).unwrap())
            .collect();
        machine.advance(Duration::from_micros(20 + seed * 3));
        adapter.unplug();
        machine.advance(Duration::from_micros(20));
        let commands = state.borrow().commands;
        match adapter.surprise_remove() {
            Ok(()) | Err(IoError::NotStarted) => {}
            Err(error) => panic!("{error}"),
        }
        adapter.remove();
        assert_eq!(state.borrow().commands, commands);
        for pending in pending {
            let (completion, _) = pending.wait().unwrap();
            assert!(completion.is_success() || completion.srb_status == SRB_STATUS_NO_DEVICE);
        }
        end(machine).assert_clean();
    }
}

#[test]
fn a_machine_runs_until_its_devices_have_nothing_due() {
    let machine = Machine::new(1);
    let (_adapter, state) = start(&machine, "all", FOUR, |_| None);
    let now = || u64::try_from(machine.now().as_nanos()).unwrap();
    state.borrow_mut().by_itself = (now() + 3_000_000, 5);
    machine.run();
    assert_eq!(state.borrow().by_itself.1, 0);
    // One that never ends is waited for a second.
    let before = machine.now();
    state.borrow_mut().by_itself = (now(), u32::MAX);
    machine.run();
    let passed = machine.now() - before;
    assert!(
        (Duration::from_secs(1)..Duration::from_millis(1002)).contains(&passed),
        "{passed:?}"
    );
    state.borrow_mut().by_itself = (0, 0);
    end(machine).assert_clean();
}
