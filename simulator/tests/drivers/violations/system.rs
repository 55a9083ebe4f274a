//! What is asked of the system around the driver, wrongly.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::{expect_in_dpc, expect_in_work, expect_once};
use crate::raw::misdeed::{Event, expect, passive};

fn text(name: &std::ffi::CStr) -> *mut u8 {
    name.as_ptr().cast_mut().cast()
}

#[test]
fn the_registry_is_read_to_its_own_buffer() {
    expect_in_work(Rule::BadParameter, |event| unsafe {
        let (mut mine, mut length) = ([0; 4], 4);
        let value = text(c"Depth");
        let place = mine.as_mut_ptr();
        StorPortRegistryRead(event.device, value, 0, REG_DWORD, place, &raw mut length);
    });
}

#[test]
fn the_registry_is_not_read_at_dispatch_level() {
    expect_in_dpc(Rule::WrongIrql, Role::HwDpc, |event| unsafe {
        let (mut data, mut length) = (null_mut(), 0);
        let value = text(c"Depth");
        let (data, length) = (&raw mut data, &raw mut length);
        StorPortRegistryReadAdapterKey(event.device, null_mut(), value, REG_DWORD, data, length);
    });
}

#[test]
fn the_text_of_an_event_is_not_too_long() {
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        let mut long = [u16::from(b'x'); 18];
        long[17] = 0;
        let (none, name) = (null_mut(), long.as_mut_ptr());
        let mut short = [u16::from(b'x'), 0];
        let text = short.as_mut_ptr();
        let status = StorPortEtwEvent2(
            event.device,
            none,
            1,
            text,
            0,
            StorportEtwLevelError,
            StorportEtwEventOpcodeInfo,
            null_mut(),
            name,
            1,
            null_mut(),
            0,
        );
        assert_eq!(status, STOR_STATUS_INVALID_PARAMETER);
    });
}

/// Puts the adapter under the power management framework, with one F-state: a device and a component of these versions.
unsafe fn register(device: PVOID, version: u32, component_version: u32) -> u32 {
    unsafe {
        let mut room: [STOR_POFX_DEVICE_V2; 2] = std::mem::zeroed();
        let described = &mut room[0];
        (described.Version, described.Size) = (version, 24);
        described.ComponentCount = 1;
        let component = &mut described.Components[0];
        // The second version has two fields more before its F-states.
        let size = 24 + 8 * component_version;
        (component.Version, component.Size) = (component_version, size);
        (component.FStateCount, component.Id) = (1, STORPORT_POFX_ADAPTER_GUID);
        let states = (&raw mut room).byte_add(24 + size as usize);
        let state = states.cast::<STOR_POFX_COMPONENT_IDLE_STATE>();
        ((*state).Version, (*state).Size) = (STOR_POFX_COMPONENT_IDLE_STATE_VERSION_V1, 32);
        let mut cold = FALSE;
        StorPortInitializePoFxPower(device, null_mut(), (&raw mut room).cast(), &raw mut cold)
    }
}

#[test]
fn an_adapter_is_registered_for_power_management_in_passive_initialisation() {
    expect_in_work(Rule::WrongCallback, |event| unsafe {
        register(event.device, STOR_POFX_DEVICE_VERSION_V2, 1);
    });
}

#[test]
fn a_component_is_made_idle_as_often_as_active() {
    let hook = |event: &Event<'_>| unsafe {
        match event.role {
            Role::HwInitialize => {
                StorPortEnablePassiveInitialization(event.device, Some(passive)).into()
            }
            Role::HwPassiveInitialize => {
                let (device, none) = (event.device, null_mut());
                assert_eq!(register(device, 3, 2), STOR_STATUS_SUCCESS);
                let activate = || StorPortPoFxActivateComponent(device, none, null_mut(), 0, 0);
                let idle = || StorPortPoFxIdleComponent(device, none, null_mut(), 0, 0);
                assert_eq!(
                    (activate(), activate()),
                    (STOR_STATUS_SUCCESS, STOR_STATUS_SUCCESS)
                );
                assert_eq!((idle(), idle()), (STOR_STATUS_BUSY, STOR_STATUS_SUCCESS));
                assert_eq!(idle(), STOR_STATUS_INVALID_DEVICE_REQUEST);
                1
            }
            _ => event.proceed(),
        }
    };
    expect(Rule::BadParameter, Role::HwPassiveInitialize, hook);
}
