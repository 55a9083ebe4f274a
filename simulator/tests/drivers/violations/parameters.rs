//! Parameters and configurations that make no sense.

use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, LoadError, Machine, Role, Rule, SrbForm};

use super::{expect_in_dpc, expect_once};
use crate::raw::misdeed::{Event, expect, start, start_with};
use crate::raw::{physical, toy};

#[test]
fn parameters_that_make_no_sense() {
    expect_once(Rule::BadParameter, Role::HwStartIo, |event| unsafe {
        notify_request_complete(event.device.byte_add(8), event.srb);
    });
    expect_in_dpc(Rule::BadParameter, Role::HwDpc, |event| unsafe {
        assert_eq!(
            StorPortAllocatePool(event.device, 0, 0, &raw mut event.extension().pool),
            STOR_STATUS_INVALID_PARAMETER
        );
    });
}

#[test]
fn configurations_that_are_not_allowed() {
    let with_config = |change: fn(&mut PORT_CONFIGURATION_INFORMATION)| {
        move |event: &Event<'_>| {
            let result = event.proceed();
            if event.role == Role::VirtualHwFindAdapter {
                change(unsafe { &mut *event.config });
            }
            result
        }
    };
    expect(
        Rule::VirtualDevice,
        None,
        with_config(|config| config.VirtualDevice = FALSE),
    );
    expect(
        Rule::BadConfiguration,
        None,
        with_config(|config| config.SynchronizationModel = StorSynchronizeHalfDuplex),
    );
    let load =
        |change| start(&Machine::new(1), AdapterOptions::new(), with_config(change)).map(drop);
    assert!(matches!(
        load(|config| config.MaximumTransferLength = 0),
        Err(LoadError::BadConfiguration {
            field: "MaximumTransferLength",
            ..
        })
    ));
    assert!(matches!(
        load(|config| config.AlignmentMask = 2),
        Err(LoadError::BadConfiguration {
            field: "AlignmentMask",
            ..
        })
    ));
}

#[test]
fn values_that_are_none_of_find_adapters() {
    let says = |hook: fn(&Event<'_>) -> u32, words: &str| {
        let machine = Machine::new(1);
        let started = start(&machine, AdapterOptions::new(), hook).map(drop);
        let report = machine.shutdown();
        let mut found = report.violations_of(Rule::BadConfiguration);
        let is_said = found.any(|violation| violation.message.contains(words));
        assert!(is_said, "{words}: {report}");
        started
    };
    let returned = says(
        |event| {
            let result = event.proceed();
            if event.role == Role::VirtualHwFindAdapter {
                SP_RETURN_BAD_CONFIG + 1
            } else {
                result
            }
        },
        "returned 4 (SpReturnValue)",
    );
    assert_eq!(
        returned.unwrap_err(),
        LoadError::AdapterNotFound {
            returned: SP_RETURN_BAD_CONFIG + 1
        }
    );
    says(
        |event| {
            let result = event.proceed();
            if event.role == Role::VirtualHwFindAdapter {
                unsafe { (*event.config).Length -= 8 };
            }
            result
        },
        "PORT_CONFIGURATION_INFORMATION.Length was changed",
    )
    .unwrap();
}

#[test]
fn limits_that_a_physical_miniport_does_not_set() {
    type Change = fn(&mut PORT_CONFIGURATION_INFORMATION);
    let unset: [(&str, Change); 2] = [
        ("MaximumTransferLength", |config| {
            config.MaximumTransferLength = u32::MAX;
        }),
        ("NumberOfPhysicalBreaks", |config| {
            config.NumberOfPhysicalBreaks = u32::MAX;
        }),
    ];
    for (field, change) in unset {
        let machine = Machine::new(1);
        physical::HOOK.set(Some(Rc::new(move |event| {
            (event.role == Role::HwFindAdapter).then(|| {
                change(unsafe { &mut *event.config });
                SP_RETURN_FOUND
            })
        })));
        let driver = machine.load(physical::entry).unwrap();
        let (device, _) = toy::Toy::new(1 << 20);
        let error = machine
            .add_pci_adapter(&driver, device, "line")
            .unwrap_err();
        assert!(
            matches!(error, LoadError::BadConfiguration { field: found, .. } if found == field),
            "{error}"
        );
        physical::HOOK.set(None);
    }
}

type Change = fn(&mut PORT_CONFIGURATION_INFORMATION);

#[test]
fn numbers_of_a_configuration_that_make_no_sense() {
    let changes: [Change; 9] = [
        |config| config.NumberOfBuses = 0,
        |config| config.MaximumNumberOfTargets = 0,
        |config| config.MaximumNumberOfLogicalUnits = 0,
        |config| config.MaxNumberOfIO = 0,
        |config| config.MaxIOsPerLun = 0,
        |config| config.InitialLunQueueDepth = 0,
        |config| config.InterruptSynchronizationMode = 3,
        |config| config.TaggedQueuing = FALSE,
        |config| config.AdapterInterfaceType = Isa,
    ];
    for change in changes {
        expect(Rule::BadConfiguration, None, move |event: &Event<'_>| {
            let result = event.proceed();
            if event.role == Role::VirtualHwFindAdapter {
                change(unsafe { &mut *event.config });
            }
            result
        });
    }
    for (form, allowed) in [(SrbForm::Scsi, false), (SrbForm::Storage, true)] {
        let machine = Machine::new(1);
        let options = AdapterOptions::from("blocks=64").srb_form(form);
        start(&machine, options, |event| {
            let result = event.proceed();
            if event.role == Role::VirtualHwFindAdapter {
                unsafe { (*event.config).MaxIOsPerLun = 256 };
            }
            result
        })
        .unwrap();
        let report = machine.shutdown();
        let found = report.violations_of(Rule::BadConfiguration).count();
        assert_eq!(found, usize::from(!allowed), "{report}");
    }
}

/// "Miniport drivers must not modify this member", and how much a physical one may have under way.
#[test]
fn members_of_a_physical_configuration() {
    let found = |change: Change| {
        let machine = Machine::new(1);
        physical::HOOK.set(Some(Rc::new(move |event| {
            if event.role == Role::HwFindAdapter {
                change(unsafe { &mut *event.config });
            }
            None
        })));
        let driver = machine.load(physical::entry).unwrap();
        let (device, _) = toy::Toy::new(1 << 20);
        machine.add_pci_adapter(&driver, device, "line").unwrap();
        let report = machine.shutdown();
        physical::HOOK.set(None);
        report.violations_of(Rule::BadConfiguration).count()
    };
    let wrong: [Change; 7] = [
        |config| config.SystemIoBusNumber += 1,
        |config| config.SlotNumber += 1,
        |config| config.BusInterruptLevel = 3,
        |config| config.BusInterruptVector = 3,
        |config| config.NeedPhysicalAddresses = FALSE,
        |config| config.ScatterGather = FALSE,
        |config| (config.MaxNumberOfIO, config.Dma64BitAddresses) = (1001, 0),
    ];
    for change in wrong {
        assert_eq!(found(change), 1);
    }
    let right: [Change; 3] = [
        |config| config.MaxNumberOfIO = 1001,
        // Also TRUE.
        |config| config.ScatterGather = 0xFF,
        |config| (config.MaxNumberOfIO, config.Dma64BitAddresses) = (1000, 0),
    ];
    for change in right {
        assert_eq!(found(change), 0);
    }
}

unsafe extern "system" fn of_service(_: PVOID, _: PVOID) {}
unsafe extern "system" fn of_extension(_: PVOID) {}

#[test]
fn callbacks_that_need_another_one() {
    let found = |change: fn(&mut HW_INITIALIZATION_DATA)| {
        let machine = Machine::new(1);
        let options = AdapterOptions::from("blocks=64");
        start_with(&machine, options, change, |event| event.proceed()).unwrap();
        let report = machine.shutdown();
        report.violations_of(Rule::BadConfiguration).count()
    };
    assert_eq!(
        found(|data| data.HwProcessServiceRequest = Some(of_service)),
        1
    );
    assert_eq!(found(|data| data.HwInitializeTracing = Some(of_service)), 1);
    assert_eq!(
        found(|data| {
            data.HwProcessServiceRequest = Some(of_service);
            data.HwCompleteServiceIrp = Some(of_extension);
            data.HwInitializeTracing = Some(of_service);
            data.HwCleanupTracing = Some(of_extension);
        }),
        0
    );
}
