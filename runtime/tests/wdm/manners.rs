//! Drivers that are sound and behave badly: they drop what they should complete, and answer for interrupts of others.

use miniport::wdm::prelude::*;
use miniport_sim::device::edu::Edu;
use miniport_sim::{DeviceOptions, InterruptResources, Machine, NtError, Report, Role, Rule};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
pub struct Rude {
    done: DpcForIsr<finish>,
}

impl PnpDevice for Rude {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Rude>) -> Result<Rude, NtStatus> {
    Ok(Rude {
        done: DpcForIsr::new(),
    })
}

/// Marks it pending, and forgets it.
#[driver_dispatch]
fn read(_: &Rude, _: &mut Dispatch<'_, Rude>, irp: Incoming<Rude, Read>) -> Dispatched {
    let (_, pending) = irp.pend();
    pending
}

/// Forgets what comes back where the DPC is queued already.
#[driver_dispatch]
fn write(device: &Rude, cx: &mut Dispatch<'_, Rude>, irp: Incoming<Rude, Write>) -> Dispatched {
    let (irp, pending) = irp.pend();
    device.done.request(cx, None, ()).ok();
    device.done.request(cx, Some(irp), ()).ok();
    pending
}

#[io_dpc]
fn finish(_: &Rude, cx: &mut DeferredIo<'_, Rude>, irp: Option<Irp<Rude>>, _: ()) {
    if let Some(irp) = irp {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
}

/// Looks at nothing.
#[kservice]
fn line(_: &Rude, _: &mut Service<'_, Rude>) -> bool {
    true
}

mod entry {
    use super::{Rude, add_device, line, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Rude>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
            .kservice::<line>()
    }
}

/// A machine on which a device is asked a few things; answers of the last two.
fn run(
    seed: u64,
    interrupts: InterruptResources,
) -> (Result<usize, NtError>, Result<usize, NtError>, Report) {
    let machine = Machine::builder(seed).processors(2).build();
    let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
    let options = DeviceOptions::new().interrupts(interrupts);
    let device = machine
        .add_pci_device(&driver, Edu::builder().build().0, options)
        .expect("started");
    let file = device.open().expect("open");
    for _ in 0..10 {
        let _ = file.control(0, &[], &mut []);
    }
    let (read, write) = (file.read(0, &mut [0; 4]), file.write(0, &[0; 4]));
    file.close().expect("closed");
    (read, write, machine.shutdown())
}

#[test]
fn an_irp_that_is_dropped_is_a_finding() {
    let (read, write, report) = run(1, InterruptResources::Line);
    assert!(read.is_err() && write.is_err(), "{report}");
    let dropped: Vec<_> = report.violations_of(Rule::DroppedRequest).collect();
    for (name, place) in [("IRP_MJ_READ", "read"), ("IRP_MJ_WRITE", "write")] {
        assert!(
            dropped.iter().any(|found| found.message.contains(name)
                && found
                    .message
                    .contains(&format!("{place} at ./tests/wdm/manners.rs"))),
            "{report}"
        );
    }
    assert_eq!(report.violations.len(), 2, "{report}");
}

#[test]
fn interrupts_of_other_devices_come_on_a_shared_line_alone() {
    let (mut calls, mut found) = (0, 0);
    for seed in 0..20 {
        let (_, _, report) = run(seed, InterruptResources::SharedLine);
        calls += report.calls_of(Role::KService);
        found += report.violations_of(Rule::InterruptClaimed).count();
        let (_, _, report) = run(seed, InterruptResources::Line);
        assert_eq!(report.calls_of(Role::KService), 0, "{report}");
    }
    assert!(calls > 20 && found > 0, "{calls} calls, {found} claimed");
}
