//! Attributes of units, what may be done with them, and failures.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;
use miniport::{
    Address, AsyncNotification, DeviceOperation, FailedDevice, SrbStatus, UnitAttributes,
};
use miniport_sim::{Failure, Machine};

use crate::drivers::{UNIT, options, poke, start_unreal, unreal};

const HERE: Address = Address {
    path_id: 0,
    target_id: 0,
    lun: 0,
};
const NOWHERE: Address = Address {
    path_id: 0,
    target_id: 0,
    lun: 7,
};

#[test]
fn attributes_of_a_unit_are_those_that_were_said_last() {
    unreal::start(|_, cx, srb| {
        let all = UnitAttributes::new()
            .device_attention()
            .async_notification()
            .no_d3_cold()
            .bypass_io();
        cx.set_unit_attributes(srb.address(), all).unwrap();
        let nowhere = cx.set_unit_attributes(NOWHERE, all).unwrap_err();
        assert_eq!(nowhere.code(), ffi::STOR_STATUS_INVALID_PARAMETER);
        srb.complete(cx, SrbStatus::Success);
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    poke(&adapter);
    assert_eq!(adapter.unit_attributes(UNIT), Some(0b1111));
    unreal::start(|_, cx, srb| {
        cx.set_unit_attributes(HERE, UnitAttributes::new().no_d3_cold())
            .unwrap();
        srb.complete(cx, SrbStatus::Success);
    });
    poke(&adapter);
    assert_eq!(adapter.unit_attributes(UNIT), Some(0b100));
    machine.shutdown().assert_clean();
}

#[test]
fn a_unit_notifies_if_it_said_so_and_once_at_a_time() {
    unreal::start(|_, cx, srb| {
        let notify = |cx: &mut miniport::StartIo<'_, _>| {
            cx.async_notification_detected(HERE, AsyncNotification::MediaStatus)
        };
        assert!(!notify(cx), "it did not say that it does");
        cx.set_unit_attributes(HERE, UnitAttributes::new().async_notification())
            .unwrap();
        assert!(notify(cx));
        assert!(!notify(cx), "one is being passed on");
        assert!(!cx.async_notification_detected(NOWHERE, AsyncNotification::MediaStatus));
        srb.complete(cx, SrbStatus::Success);
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    poke(&adapter);
    unreal::start(|_, cx, srb| {
        assert!(cx.async_notification_detected(HERE, AsyncNotification::DeviceOperation));
        srb.complete(cx, SrbStatus::Success);
    });
    machine.advance(core::time::Duration::from_millis(1));
    poke(&adapter);
    machine.shutdown().assert_clean();
}

#[test]
fn secure_provisioning_is_allowed_where_the_system_says_so() {
    for allowed in [false, true] {
        let seen = Rc::new(Cell::new(None));
        let sees = Rc::clone(&seen);
        unreal::START.set(None);
        unreal::work_is(move |_, cx| {
            let ask =
                |unit| cx.is_device_operation_allowed(unit, DeviceOperation::SecureReprovision);
            sees.set(Some((ask(HERE), ask(NOWHERE).is_err())));
        });
        let machine = Machine::new(1);
        let mut options = options();
        if allowed {
            options = options.allow_secure_reprovision();
        }
        let adapter = start_unreal(&machine, options);
        poke(&adapter);
        machine.advance(core::time::Duration::from_millis(1));
        assert_eq!(seen.take(), Some((Ok(allowed), true)));
        machine.shutdown().assert_clean();
    }
}

#[test]
fn failed_devices_are_told_to_storport() {
    unreal::start(|_, cx, srb| {
        cx.mark_device_failed(Some(srb.address()), FailedDevice::Removed, "bad medium: ä");
        cx.mark_device_failed(None, FailedDevice::Logged, &"x".repeat(200));
        srb.complete(cx, SrbStatus::Success);
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    poke(&adapter);
    let unit = Failure {
        unit: Some(UNIT),
        removed: true,
        reason: "bad medium: ä".to_owned(),
    };
    let whole = Failure {
        unit: None,
        removed: false,
        reason: "x".repeat(127),
    };
    assert_eq!(adapter.failures(), [unit, whole]);
    machine.shutdown().assert_clean();
}
