//! The device's timer, started and stopped at the same time.

use std::time::Duration;

use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine, Role};

const START: ControlCode = ControlCode::new(0x22, 0x830, Method::Buffered, 0);
const STOP: ControlCode = ControlCode::new(0x22, 0x831, Method::Buffered, 0);

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Clock {
    timer: IoTimer<tick>,
}

impl PnpDevice for Clock {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Clock>) -> Result<Clock, NtStatus> {
    Ok(Clock {
        timer: IoTimer::new(),
    })
}

#[driver_dispatch_paged]
fn control(
    device: &Clock,
    cx: &mut DispatchPaged<'_, Clock>,
    irp: Incoming<Clock, DeviceControl>,
) -> Dispatched {
    match irp.parameters().code {
        START => device.timer.start(cx),
        _ => device.timer.stop(cx),
    }
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[io_timer]
fn tick(_: &Clock, _cx: &mut TimerTick<'_, Clock>) {}

mod entry {
    use super::{Clock, add_device, control};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Clock>::new()
            .driver_add_device::<add_device>()
            .dispatch_device_control::<control>()
    }
}

#[test]
fn a_timer_that_was_started_and_stopped_at_once_can_be_started_and_stopped() {
    for seed in 0..200 {
        let machine = Machine::builder(seed).processors(3).preemption(60).build();
        let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        let ticks = || {
            let before = machine.report().calls_of(Role::IoTimer);
            machine.advance(Duration::from_secs(3));
            machine.report().calls_of(Role::IoTimer) - before
        };
        let switch = |code: ControlCode| file.control(code.code(), &[], &mut []).expect("done");
        for (first, last) in [(START, STOP), (STOP, START)] {
            switch(first);
            let both = [last, first].map(|code| file.submit_control(code.code(), &[], 0));
            machine.advance(Duration::from_millis(1));
            assert!(both.iter().all(|control| control.success().is_ok()));
            switch(START);
            assert!(ticks() > 0, "seed {seed}");
            let both = [last, first].map(|code| file.submit_control(code.code(), &[], 0));
            machine.advance(Duration::from_millis(1));
            assert!(both.iter().all(|control| control.success().is_ok()));
            switch(STOP);
            assert_eq!(ticks(), 0, "seed {seed}");
        }
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}
