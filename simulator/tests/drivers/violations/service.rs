//! Service IRPs that are completed wrongly, or never.

use std::cell::RefCell;
use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Adapter, AdapterOptions, Machine, Report, Role, Rule, ServiceAnswer};

use super::handle;
use crate::raw::misdeed::start_with;

type Deed = fn(PVOID, PIRP);

thread_local! {
    static DEED: RefCell<Option<Deed>> = const { RefCell::new(None) };
}

unsafe extern "system" fn process(device: PVOID, irp: PVOID) {
    let deed = DEED.with_borrow(|deed| deed.expect("a deed"));
    deed(device, irp.cast());
}

unsafe extern "system" fn complete_all(_device: PVOID) {}

/// What a right driver does.
fn complete(device: PVOID, irp: PIRP, status: NTSTATUS, information: usize) -> u32 {
    unsafe {
        (*irp).IoStatus = IO_STATUS_BLOCK {
            Status: status,
            Information: information,
        };
        StorPortCompleteServiceIrp(device, irp.cast())
    }
}

fn start(machine: &Machine, deed: Deed) -> Adapter {
    DEED.set(Some(deed));
    let options = AdapterOptions::from("blocks=256");
    let change = |data: &mut HW_INITIALIZATION_DATA| {
        data.HwProcessServiceRequest = Some(process);
        data.HwCompleteServiceIrp = Some(complete_all);
    };
    start_with(machine, options, change, |event| event.proceed()).expect("it starts")
}

/// Sends one request to a driver that does this with it.
fn send(deed: Deed) -> (Option<ServiceAnswer>, Report) {
    let machine = Machine::new(3);
    let adapter = start(&machine, deed);
    let request = adapter.service_request(&[1, 2, 3], 4);
    machine.run();
    let answer = request
        .is_done()
        .then(|| request.wait().expect("an answer"));
    (answer, machine.shutdown())
}

#[track_caller]
fn expect(rule: Rule, role: impl Into<Option<Role>>, deed: Deed) {
    let (_, report) = send(deed);
    let found: Vec<_> = report.violations_of(rule).collect();
    assert_eq!(found.len(), 1, "{report}");
    assert_eq!(found[0].role, role.into(), "{report}");
    assert_eq!(report.violations.len(), 1, "{report}");
}

#[test]
fn a_service_irp_that_is_answered_breaks_nothing() {
    let (answer, report) = send(|device, irp| {
        assert_eq!(
            complete(device, irp, STATUS_SUCCESS, 2),
            STOR_STATUS_SUCCESS
        );
    });
    assert_eq!(answer.expect("an answer").data, [1, 2]);
    report.assert_clean();
}

#[test]
fn a_service_irp_completed_twice() {
    expect(
        Rule::DoubleCompletion,
        Role::HwProcessServiceRequest,
        |device, irp| {
            complete(device, irp, STATUS_SUCCESS, 0);
            unsafe { StorPortCompleteServiceIrp(device, irp.cast()) };
        },
    );
}

#[test]
fn a_service_irp_that_is_lost() {
    expect(Rule::LostRequest, None, |_, _| {});
}

#[test]
fn a_service_irp_completed_at_a_wrong_place() {
    expect(
        Rule::SpinLockHeld,
        Role::HwProcessServiceRequest,
        |device, irp| unsafe {
            let mut lock = handle();
            StorPortAcquireSpinLock(device, StartIoLock, null_mut(), &raw mut lock);
            complete(device, irp, STATUS_SUCCESS, 0);
            StorPortReleaseSpinLock(device, &raw mut lock);
        },
    );
    expect(
        Rule::IrpCompletedPending,
        Role::HwProcessServiceRequest,
        |device, irp| {
            complete(device, irp, STATUS_PENDING, 0);
        },
    );
}

#[test]
fn what_is_none_or_another_adapters() {
    expect(
        Rule::ForeignRequest,
        Role::HwProcessServiceRequest,
        |device, irp| {
            let mut other = 0_u64;
            let status =
                unsafe { StorPortCompleteServiceIrp(device, (&raw mut other).cast::<_>()) };
            assert_eq!(status, STOR_STATUS_UNSUCCESSFUL);
            complete(device, irp, STATUS_SUCCESS, 0);
        },
    );
    expect(
        Rule::BadParameter,
        Role::HwProcessServiceRequest,
        |device, irp| {
            let status = unsafe { StorPortCompleteServiceIrp(device, null_mut()) };
            assert_eq!(status, STOR_STATUS_INVALID_PARAMETER);
            complete(device, irp, STATUS_SUCCESS, 0);
        },
    );
}

#[test]
fn more_than_there_is_room_for() {
    expect(
        Rule::TransferLength,
        Role::HwProcessServiceRequest,
        |device, irp| {
            complete(device, irp, STATUS_SUCCESS, 5);
        },
    );
    expect(Rule::Overrun, None, |device, irp| unsafe {
        (*irp)
            .AssociatedIrp
            .SystemBuffer
            .cast::<u8>()
            .add(4)
            .write(0);
        complete(device, irp, STATUS_SUCCESS, 0);
    });
}

#[test]
fn data_after_the_completion() {
    expect(Rule::UseAfterCompletion, None, |device, irp| unsafe {
        let buffer = (*irp).AssociatedIrp.SystemBuffer.cast::<u8>();
        complete(device, irp, STATUS_SUCCESS, 0);
        buffer.write(0);
    });
}

/// A driver that takes no service requests.
#[test]
fn nobody_there() {
    let machine = Machine::new(1);
    let adapter = start_with(
        &machine,
        AdapterOptions::from("blocks=256"),
        |_| {},
        |event| event.proceed(),
    )
    .expect("it starts");
    let answer = adapter.service_request(&[], 0).wait().expect("an answer");
    assert_eq!(answer.status, STATUS_INVALID_DEVICE_REQUEST);
    machine.shutdown().assert_clean();
}
