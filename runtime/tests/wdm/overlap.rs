//! Power requests that are under way while plug and play changes or removes their device.

use std::time::Duration;

use fastrand::Rng;
use miniport::ffi;
use miniport_sim::{DeviceOptions, File, Machine, NtError, PendingPower, PowerRequest, WdmDevice};

use crate::sleeper::{DriverEntry, IN_WORK_ITEM, KEPT, SLOW, forget};

const REQUESTS: [PowerRequest; 6] = [
    PowerRequest::Query,
    PowerRequest::Down,
    PowerRequest::Up,
    PowerRequest::SystemQuery,
    PowerRequest::SystemDown,
    PowerRequest::SystemUp,
];

fn with_device(seed: u64, options: DeviceOptions, test: impl FnOnce(&Machine, &WdmDevice, File)) {
    forget();
    let machine = Machine::builder(seed)
        .processors(3)
        .preemption(40)
        .workers(2)
        .trace()
        .build();
    let driver = machine.load_wdm(DriverEntry).expect("loaded");
    let device = machine.add_device(&driver, options).expect("started");
    let file = device.open().expect("open");
    test(&machine, &device, file);
    machine.shutdown().assert_clean();
}

/// A request of a device that is gone fails, and so does a query beside another.
fn is_over(request: &PendingPower) {
    let fine = [ffi::STATUS_DELETE_PENDING, ffi::STATUS_DEVICE_BUSY];
    if let Err(error) = request.wait() {
        let status = error.status();
        assert!(
            status.is_some_and(|status| fine.contains(&status)),
            "{error}"
        );
    }
}

fn random_options(rng: &mut Rng) -> DeviceOptions {
    let mut options = DeviceOptions::new();
    if rng.bool() {
        options = options.not_pageable();
    }
    if rng.bool() {
        options = options.bus_takes_for_power(Duration::from_micros(rng.u64(1..20_000)));
    }
    options
}

/// Power requests at any time, one of each minor function at a time for the system, and what comes of them.
fn overlap(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let options = random_options(&mut rng);
    with_device(seed, options, |machine, device, file| {
        let mut requests: Vec<PendingPower> = Vec::new();
        let mut system: Option<usize> = None;
        let mut reads = Vec::new();
        let keeps = rng.bool();
        for _ in 0..rng.u32(1..12) {
            let request = rng.choice(REQUESTS).expect("one");
            let of_the_system = matches!(
                request,
                PowerRequest::SystemQuery | PowerRequest::SystemDown | PowerRequest::SystemUp
            );
            if !of_the_system || system.is_none_or(|index| requests[index].is_done()) {
                if of_the_system {
                    system = Some(requests.len());
                }
                requests.push(device.submit_power(request));
            }
            // What is read at 0 keeps the device from sleep and from a stop until something is written.
            let offsets = if keeps {
                KEPT..SLOW + 1
            } else {
                IN_WORK_ITEM..SLOW + 1
            };
            reads.push(file.submit_read(rng.u64(offsets), 0));
            if rng.bool() {
                reads.push(file.submit_write(0, &[1]));
            }
            if rng.bool() {
                machine.advance(Duration::from_micros(rng.u64(..30_000)));
            }
            match rng.u8(..6) {
                0 if !keeps => device.rebalance().expect("started again"),
                1 if !keeps => {
                    let busy = NtError::Status(ffi::STATUS_DEVICE_BUSY);
                    assert_eq!(device.remove(), Err(busy));
                }
                _ => {}
            }
        }
        device.surprise_remove().expect("gone");
        for read in &reads {
            read.wait().expect("an answer");
        }
        file.close().expect("closed");
        requests.iter().for_each(is_over);
        machine.advance(Duration::from_millis(50));
        assert!(device.is_removed());
    });
}

#[test]
fn power_requests_and_plug_and_play_overlap() {
    for seed in 0..250 {
        overlap(seed);
    }
}

/// As the same in an orderly removal, which nothing that is open keeps.
#[test]
fn a_device_is_removed_under_its_power_requests() {
    for seed in 0..250 {
        let mut rng = Rng::with_seed(seed);
        let options = random_options(&mut rng);
        with_device(seed, options, |machine, device, file| {
            file.close().expect("closed");
            let system = 3 + rng.usize(..3);
            let requests: Vec<_> = [rng.usize(..3), rng.usize(..3), rng.usize(..3), system]
                .into_iter()
                .map(|index| device.submit_power(REQUESTS[index]))
                .collect();
            machine.advance(Duration::from_micros(rng.u64(..20_000)));
            device.remove().expect("removed");
            requests.iter().for_each(is_over);
        });
    }
}

/// D3 waits for a request that the driver keeps until the device is gone.
#[test]
fn a_device_goes_that_waits_to_lose_its_power() {
    for seed in 0..100 {
        for options in [DeviceOptions::new(), DeviceOptions::new().not_pageable()] {
            with_device(seed, options, |machine, device, file| {
                let read = file.submit_read(KEPT, 0);
                machine.advance(Duration::from_millis(1));
                let down = device.submit_power(PowerRequest::Down);
                machine.advance(Duration::from_micros(5_000 + seed * 200));
                assert!(!down.is_done() && !read.is_done());
                device.surprise_remove().expect("gone");
                let cancelled = Err(NtError::Status(ffi::STATUS_CANCELLED));
                assert_eq!(read.success().map(drop), cancelled);
                file.close().expect("closed");
                is_over(&down);
            });
        }
    }
}

/// The lower driver waits for the removal, and the removal for nothing that the lower driver keeps before it hears of it.
#[test]
fn a_lower_driver_keeps_a_power_request_until_it_is_removed() {
    for seed in 0..60 {
        let options = DeviceOptions::new().bus_keeps_power_until_removed();
        with_device(seed, options, |machine, device, file| {
            device.lose_power().expect("no power");
            let up = device.submit_power(PowerRequest::Up);
            let write = file.submit_write(0, &[1]);
            machine.advance(Duration::from_millis(1));
            device.surprise_remove().expect("gone");
            let gone = Err(NtError::Status(ffi::STATUS_NO_SUCH_DEVICE));
            assert_eq!(write.success().map(drop), gone);
            assert!(!up.is_done());
            file.close().expect("closed");
            is_over(&up);
            assert!(device.is_removed());
        });
    }
}

/// Other resources come without a stop: what is waited for before they are used may itself wait for the only thread for work items.
#[test]
fn a_device_that_is_started_already_is_stopped_before_it_is_started_again() {
    for seed in 0..60 {
        forget();
        let machine = Machine::builder(seed)
            .processors(3)
            .preemption(40)
            .workers(1)
            .build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        for _ in 0..4 {
            let reads: Vec<_> = (0..6).map(|_| file.submit_read(IN_WORK_ITEM, 0)).collect();
            machine.advance(Duration::from_nanos(seed * 100));
            device.start().expect("started again");
            assert!(reads.iter().all(|read| read.success().is_ok()));
            assert_eq!(file.write(0, &[1]), Ok(0));
        }
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}

/// The lower drivers give it its power when it is started; its driver does not start it after it was taken away again.
#[test]
fn a_device_keeps_its_power_while_it_is_started() {
    let mut served = 0;
    for seed in 0..200 {
        with_device(seed, DeviceOptions::new(), |machine, device, file| {
            device.stop().expect("stopped");
            let down = device.submit_power(PowerRequest::Down);
            machine.hold_work_items(seed % 2 == 0);
            machine.advance(Duration::from_micros(seed % 7));
            machine.hold_work_items(false);
            device.start().expect("started");
            assert_eq!(down.wait(), Ok(()));
            let write = file.submit_write(0, &[1]);
            machine.advance(Duration::from_millis(1));
            assert_eq!(device.has_power(), write.is_done());
            served += u32::from(write.is_done());
            assert_eq!(device.submit_power(PowerRequest::Up).wait(), Ok(()));
            assert!(write.success().is_ok());
            file.close().expect("closed");
        });
    }
    assert!((1..200).contains(&served), "{served} were served");
}

/// A request of the system comes back when its device is removed: there is nothing that could follow.
#[test]
fn a_device_that_is_removed_is_not_asked_to_follow_the_system() {
    let mut late = 0;
    for seed in 0..100 {
        let options = DeviceOptions::new().bus_takes_for_power(Duration::from_millis(20));
        with_device(seed, options, |machine, device, file| {
            file.close().expect("closed");
            let down = device.submit_power(PowerRequest::SystemDown);
            machine.advance(Duration::from_micros(10));
            device.remove().expect("removed");
            is_over(&down);
            let log = machine.log();
            let time_of = |text: &str| {
                log.iter()
                    .find(|entry| entry.text.contains(text))
                    .map(|entry| entry.time)
            };
            let stopped = time_of("hook: stop").expect("stopped");
            let back = time_of("IO_COMPLETION_ROUTINE of IRP_MN_SET_POWER").expect("back");
            if back > stopped + Duration::from_millis(1) {
                assert_eq!(time_of("PoRequestPowerIrp"), None);
                late += 1;
            }
        });
    }
    assert!(late > 50, "{late}");
}
