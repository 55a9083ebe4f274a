//! Parameters and configurations that make no sense.

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, LoadError, Machine, Role, Rule};

use super::{expect_in_dpc, expect_once};
use crate::raw::misdeed::{Event, expect, start};

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
        load(|config| config.MaximumTransferLength = u32::MAX),
        Err(LoadError::BadConfiguration {
            field: "MaximumTransferLength",
            ..
        })
    ));
    assert!(matches!(
        load(|config| config.NumberOfPhysicalBreaks = u32::MAX),
        Err(LoadError::BadConfiguration {
            field: "NumberOfPhysicalBreaks",
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
