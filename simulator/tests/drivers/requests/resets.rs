//! What a bus reset keeps from the driver.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{InterruptResources, Machine, Role, Rule};

use super::scsi;
use crate::machine_parts;
use crate::raw::misdeed::start;
use crate::raw::physical;

/// A bus reset that takes some time, in which other processors get on.
unsafe fn dawdle(device: PVOID) {
    let mut number = PROCESSOR_NUMBER {
        Group: 0,
        Number: 0,
        Reserved: 0,
    };
    for _ in 0..50 {
        unsafe {
            StorPortStallExecution(10);
            StorPortGetCurrentProcessorNumber(device, &raw mut number);
        }
    }
}

#[test]
fn queues_are_paused_during_a_bus_reset() {
    for seed in 0..20 {
        let machine = Machine::builder(seed).processors(3).preemption(50).build();
        machine.tolerate_resets();
        let adapter = start(&machine, scsi().queue_depth(1), |event| unsafe {
            let extension = event.extension();
            if event.role == Role::HwResetBus {
                // A unit that has completed its only request would get the next one.
                let kept = std::mem::replace(&mut extension.kept, std::ptr::null_mut());
                (*kept).SrbStatus = SRB_STATUS_BUS_RESET;
                notify_request_complete(event.device, kept);
                let before = extension.count;
                dawdle(event.device);
                assert_eq!(extension.count, before, "a request is started");
                return 1;
            }
            if event.is_write() {
                extension.count += 1;
                if extension.count == 1 {
                    extension.kept = event.srb;
                    return 1;
                }
            }
            event.proceed()
        })
        .unwrap();
        let disk = &adapter.disks()[0];
        let pending: Vec<_> = (0..4)
            .map(|index| disk.submit_write(index, &[1; 512]).unwrap())
            .collect();
        machine.advance(std::time::Duration::from_millis(1));
        adapter.reset().unwrap();
        for pending in pending {
            assert!(pending.wait().unwrap().0.is_success());
        }
        machine.shutdown().assert_clean();
    }
}

#[test]
fn no_channel_starts_a_request_during_a_bus_reset() {
    let resets = Rc::new(Cell::new(0));
    for seed in 0..20 {
        let machine = Machine::builder(seed).processors(4).preemption(50).build();
        machine.tolerate_resets();
        let (starting, resetting) = (Cell::new(0), Rc::new(Cell::new(false)));
        let counted = Rc::clone(&resets);
        let four = InterruptResources::Messages(4);
        let (adapter, _) = machine_parts::start(&machine, "per", four, move |event| unsafe {
            match event.role {
                Role::HwPassiveInitialize => {
                    let mut data: PERF_CONFIGURATION_DATA = std::mem::zeroed();
                    data.Version = STOR_PERF_VERSION_5;
                    data.Size = size_of_val(&data) as u32;
                    data.Flags = STOR_PERF_CONCURRENT_CHANNELS;
                    data.ConcurrentChannels = 4;
                    let status = StorPortInitializePerfOpts(event.device, FALSE, &raw mut data);
                    assert_eq!(status, STOR_STATUS_SUCCESS);
                }
                Role::HwStartIo => {
                    assert!(!resetting.get(), "a request is started");
                    starting.set(starting.get() + 1);
                    physical::submit(event.device, event.srb);
                    starting.set(starting.get() - 1);
                    return Some(1);
                }
                Role::HwResetBus => {
                    assert_eq!(starting.get(), 0, "a request is being started");
                    resetting.set(true);
                    dawdle(event.device);
                    resetting.set(false);
                    counted.set(counted.get() + 1);
                }
                _ => {}
            }
            None
        });
        let disk = &adapter.disks()[0];
        let pending: Vec<_> = (0..40)
            .map(|index| disk.submit_write(index * 8, &[1; 4096]).unwrap())
            .collect();
        adapter.reset().unwrap();
        for pending in pending {
            assert!(pending.wait().unwrap().0.is_success());
        }
        let report = machine_parts::end(machine);
        assert_eq!(report.violations_of(Rule::LockOrder).count(), 0, "{report}");
    }
    assert_eq!(resets.get(), 20);
}
