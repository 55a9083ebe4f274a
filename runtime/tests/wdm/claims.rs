//! A driver that claims more than it gives.

use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, File, Machine, Rule};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Boaster;

impl PnpDevice for Boaster {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Boaster>) -> Result<Boaster, NtStatus> {
    Ok(Boaster)
}

/// Writes two bytes, and claims as many as the read begins at.
#[driver_dispatch]
fn read(_: &Boaster, cx: &mut Dispatch<'_, Boaster>, irp: Incoming<Boaster, Read>) -> Dispatched {
    let claimed = usize::try_from(irp.parameters().offset).expect("small");
    irp.output().write_at(0, &[1, 2]).expect("room");
    irp.complete(cx, NtStatus::SUCCESS, claimed)
}

wdm_driver_entry! {
    WdmDriver::<Boaster>::new()
        .driver_add_device::<add_device>()
        .dispatch_read::<read>()
}

/// What the simulator says of a test.
fn found(test: impl Fn(&File)) -> Vec<String> {
    let machine = Machine::new(1);
    let driver = machine.load_wdm(DriverEntry).expect("loaded");
    let device = machine
        .add_device(&driver, DeviceOptions::new())
        .expect("started");
    let file = device.open().expect("open");
    test(&file);
    file.close().expect("closed");
    let report = machine.shutdown();
    let found = report.violations_of(Rule::TransferLength);
    let found: Vec<_> = found.map(|found| found.message.clone()).collect();
    assert_eq!(found.len(), report.violations.len(), "{report}");
    found
}

#[test]
fn who_claims_no_more_than_was_written_does_no_wrong() {
    let nothing = found(|file| {
        assert_eq!(file.read(2, &mut [0; 4]), Ok(2));
        assert_eq!(file.read(1, &mut [0; 4]), Ok(1));
    });
    assert!(nothing.is_empty());
}

#[test]
fn more_than_there_is_room_for_is_a_finding() {
    let found = found(|file| {
        let mut data = [7; 2];
        assert_eq!(file.read(5, &mut data), Ok(2));
        assert_eq!(data, [1, 2]);
    });
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("completed with 5 bytes where there are 2"));
    assert!(
        found[0].contains("read at ./tests/wdm/claims.rs"),
        "{found:?}"
    );
}

#[test]
fn more_than_was_written_is_a_finding() {
    let found = found(|file| {
        let mut data = [7; 4];
        assert_eq!(file.read(4, &mut data), Ok(4));
        assert_eq!(data, [1, 2, 0, 0]);
    });
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("completed with 4 bytes where there are 2"));
}
