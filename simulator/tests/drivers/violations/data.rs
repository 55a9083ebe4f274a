//! What is asked of requests, units and the adapter, asked wrongly.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::expect_once;

/// The address of a unit that requests were sent to.
fn address() -> STOR_ADDR_BTL8 {
    STOR_ADDR_BTL8 {
        Type: STOR_ADDRESS_TYPE_BTL8,
        Port: 0,
        AddressLength: STOR_ADDR_BTL8_ADDRESS_LENGTH,
        Path: 0,
        Target: 0,
        Lun: 0,
        Reserved: 0,
    }
}

#[test]
fn attributes_that_are_reserved_and_addresses_that_are_none() {
    let with = |change: fn(&mut STOR_ADDR_BTL8), bits: u32| {
        expect_once(Rule::BadParameter, Role::HwStartIo, move |event| unsafe {
            let mut address = address();
            change(&mut address);
            let attributes = STOR_UNIT_ATTRIBUTES { Bits: bits };
            let place = (&raw mut address).cast();
            assert_eq!(
                StorPortSetUnitAttributes(event.device, place, attributes),
                STOR_STATUS_INVALID_PARAMETER
            );
        });
    };
    with(|_| {}, 1 << 4);
    with(|address| address.Type = 9, 1);
    with(|address| address.AddressLength = 3, 1);
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        let attributes = STOR_UNIT_ATTRIBUTES { Bits: 1 };
        StorPortSetUnitAttributes(event.device, null_mut(), attributes);
    });
}

#[test]
fn information_of_a_version_that_does_not_fit() {
    let mut info: STOR_REQUEST_INFO_V2 = unsafe { std::mem::zeroed() };
    info.Version = STOR_REQUEST_INFO_VER_2;
    info.Size = size_of::<STOR_REQUEST_INFO_V1>() as u16;
    expect_once(Rule::BadParameter, Role::HwStartIo, move |event| unsafe {
        let mut info = info;
        assert_eq!(
            StorPortGetRequestInfo(event.device, event.srb, &raw mut info),
            STOR_STATUS_INVALID_PARAMETER
        );
        info.Version = 3;
        assert_eq!(
            StorPortGetRequestInfo(event.device, event.srb, &raw mut info),
            STOR_STATUS_UNSUPPORTED_VERSION
        );
    });
}

#[test]
fn pages_of_a_list_that_is_not_the_requests() {
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        let mut buffer = [0u8; 100];
        let mut mdl = null_mut();
        let place = buffer.as_mut_ptr().cast();
        StorPortAllocateMdl(event.device, place, 100, &raw mut mdl);
        let (mut frames, mut count, mut offset) = (null_mut(), 0, 0);
        assert_eq!(
            StorPortGetPfns(
                event.device,
                event.srb,
                mdl,
                &raw mut frames,
                &raw mut count,
                &raw mut offset,
            ),
            STOR_STATUS_INVALID_PARAMETER
        );
        StorPortFreeMdl(event.device, mdl);
    });
}

#[test]
fn what_find_adapter_and_initialisation_alone_may_say() {
    expect_once(Rule::WrongCallback, Role::HwStartIo, |event| unsafe {
        assert_eq!(
            StorPortSetAdapterBusType(event.device, BusTypeNvme.cast_unsigned()),
            STOR_STATUS_UNSUCCESSFUL
        );
    });
    expect_once(Rule::WrongCallback, Role::HwStartIo, |event| unsafe {
        assert_eq!(
            StorPortUpdateAdapterMaxIO(event.device, 8),
            STOR_STATUS_INVALID_DEVICE_REQUEST
        );
    });
}

#[test]
fn notifications_and_failures_of_devices_that_say_nothing() {
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        let mut address = address();
        let place = (&raw mut address).cast();
        assert_eq!(
            StorPortAsyncNotificationDetected(event.device, place, 8),
            STOR_STATUS_INVALID_PARAMETER
        );
    });
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        StorPortMarkDeviceFailed(event.device, null_mut(), 0, null_mut());
    });
}
