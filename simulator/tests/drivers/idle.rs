//! What drivers hear of the power management framework and of event tracing without being asked by a test.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, Machine, Role, SrbForm};

use crate::raw::misdeed::{passive, start_with};
use crate::raw::ramdisk;

/// What the driver heard: the control type, and what it says.
type Heard = (i32, u32);

thread_local! {
    static UNIT: RefCell<Vec<Heard>> = const { RefCell::new(Vec::new()) };
    static ADAPTER: RefCell<Vec<Heard>> = const { RefCell::new(Vec::new()) };
    static TRACED: Cell<[u32; 2]> = const { Cell::new([0; 2]) };
}

/// Describes a device with so many F-states, and registers it.
unsafe fn register(device: PVOID, address: PVOID, states: u32) {
    #[repr(C)]
    struct Description {
        described: STOR_POFX_DEVICE_V2,
        more: STOR_POFX_COMPONENT_IDLE_STATE,
    }
    unsafe {
        let mut description: Description = std::mem::zeroed();
        let described = &mut description.described;
        described.Version = STOR_POFX_DEVICE_VERSION_V2;
        described.Size = 24;
        described.ComponentCount = 1;
        let component = &mut described.Components[0];
        (component.Version, component.Size) = (STOR_POFX_COMPONENT_VERSION_V1, 32);
        component.FStateCount = states;
        component.Id = if address.is_null() {
            STORPORT_POFX_ADAPTER_GUID
        } else {
            STORPORT_POFX_LUN_GUID
        };
        let state = &mut component.FStates[0];
        (state.Version, state.Size) = (STOR_POFX_COMPONENT_IDLE_STATE_VERSION_V1, 32);
        description.more.Version = STOR_POFX_COMPONENT_IDLE_STATE_VERSION_V1;
        description.more.Size = 32;
        let mut cold = FALSE;
        let place = (&raw mut description).cast();
        let status = StorPortInitializePoFxPower(device, address.cast(), place, &raw mut cold);
        assert_eq!(status, STOR_STATUS_SUCCESS);
    }
}

unsafe fn list(parameters: PVOID, supported: &[i32]) -> i32 {
    let entries = unsafe { parameters.cast::<SCSI_SUPPORTED_CONTROL_TYPE_LIST>().add(1) };
    for &control in supported {
        unsafe { entries.cast::<u8>().add(control as usize).write(TRUE) };
    }
    0
}

unsafe extern "system" fn unit_control(device: PVOID, control: i32, parameters: PVOID) -> i32 {
    unsafe {
        if control == ScsiQuerySupportedUnitControlTypes {
            return list(parameters, &[0, 4, 5, 6, 7]);
        }
        let header = parameters.cast::<STOR_POWER_CONTROL_HEADER>();
        let value = match control {
            ScsiUnitPoFxPowerInfo => {
                let info = parameters.cast::<STOR_POFX_UNIT_POWER_INFO>();
                register(device, (*header).Address.cast(), 2);
                (*info).IdlePowerEnabled.into()
            }
            ScsiUnitPoFxPowerRequired => {
                let context = parameters.cast::<STOR_POFX_POWER_REQUIRED_CONTEXT>();
                (*context).PowerRequired.into()
            }
            ScsiUnitPoFxPowerActive => (*parameters.cast::<STOR_POFX_ACTIVE_CONTEXT>())
                .Active
                .into(),
            _ => (*parameters.cast::<STOR_POFX_FSTATE_CONTEXT>()).FState,
        };
        UNIT.with_borrow_mut(|heard| heard.push((control, value)));
    }
    0
}

unsafe extern "system" fn adapter_control(device: PVOID, control: i32, parameters: PVOID) -> i32 {
    unsafe {
        match control {
            ScsiQuerySupportedControlTypes => list(parameters, &[0, 1, 2, 7, 8]),
            ScsiAdapterPoFxPowerRequired => {
                let context = parameters.cast::<STOR_POFX_POWER_REQUIRED_CONTEXT>();
                let value = (*context).PowerRequired.into();
                ADAPTER.with_borrow_mut(|heard| heard.push((control, value)));
                0
            }
            ScsiAdapterPoFxPowerActive => {
                let value = (*parameters.cast::<STOR_POFX_ACTIVE_CONTEXT>())
                    .Active
                    .into();
                ADAPTER.with_borrow_mut(|heard| heard.push((control, value)));
                0
            }
            _ => ramdisk::adapter_control(device, control, parameters),
        }
    }
}

unsafe extern "system" fn traced(_: PVOID, enabled: BOOLEAN) {
    let mut counts = TRACED.get();
    counts[usize::from(enabled)] += 1;
    TRACED.set(counts);
}

#[test]
fn registered_components_are_idle_and_needed_again() {
    let mut seen = 0;
    for seed in 0..20 {
        UNIT.take();
        ADAPTER.take();
        let machine = Machine::new(seed);
        let options = AdapterOptions::from("blocks=256").srb_form(SrbForm::Scsi);
        let change = |data: &mut HW_INITIALIZATION_DATA| {
            data.HwUnitControl = Some(unit_control);
            data.HwAdapterControl = Some(adapter_control);
        };
        let adapter = start_with(&machine, options, change, |event| unsafe {
            match event.role {
                Role::HwInitialize => {
                    StorPortEnablePassiveInitialization(event.device, Some(passive)).into()
                }
                Role::HwPassiveInitialize => {
                    register(event.device, null_mut(), 1);
                    1
                }
                _ => event.proceed(),
            }
        })
        .unwrap();
        let disk = &adapter.disks()[0];
        disk.write(0, &[7; 512]).unwrap();
        let unit = UNIT.take();
        assert_eq!(unit[0], (ScsiUnitPoFxPowerInfo, 1));
        let [required, active, state] = [
            ScsiUnitPoFxPowerRequired,
            ScsiUnitPoFxPowerActive,
            ScsiUnitPoFxPowerSetFState,
        ];
        let cycle = [
            (active, 0),
            (state, 1),
            (required, 0),
            (required, 1),
            (state, 0),
            (active, 1),
        ];
        let adapters = ADAPTER.take();
        if unit.len() == 1 {
            assert!(adapters.is_empty());
        } else {
            assert_eq!(unit[1..], cycle);
            let [required, active] = [ScsiAdapterPoFxPowerRequired, ScsiAdapterPoFxPowerActive];
            let cycle = [(active, 0), (required, 0), (required, 1), (active, 1)];
            assert_eq!(adapters, cycle);
            seen += 1;
        }
        machine.shutdown().assert_clean();
    }
    assert!((3..18).contains(&seen), "{seen}");
}

#[test]
fn tracing_is_turned_on_and_off_by_others() {
    TRACED.set([0; 2]);
    for seed in 0..30 {
        let machine = Machine::new(seed);
        let options = AdapterOptions::from("blocks=256").srb_form(SrbForm::Scsi);
        let change = |data: &mut HW_INITIALIZATION_DATA| data.HwTracingEnabled = Some(traced);
        let adapter = start_with(&machine, options, change, |event| event.proceed()).unwrap();
        machine.advance(std::time::Duration::from_millis(1));
        drop(adapter);
        // Before the removal, which may be accompanied by it too.
        if seed == 29 {
            let [off, on] = TRACED.get();
            assert!(off > 5 && on > 5, "{off} {on}");
        }
        machine.shutdown().assert_clean();
    }
}
