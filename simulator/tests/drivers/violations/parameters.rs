//! Parameters and configurations that make no sense.

use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, LoadError, Machine, Role, Rule};

use super::{expect_in_dpc, expect_once};
use crate::raw::misdeed::{Event, expect, start};
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
