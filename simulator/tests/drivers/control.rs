//! `HW_ADAPTER_CONTROL` and `HW_UNIT_CONTROL`: when Storport asks, and which answers are wrong.

use std::cell::{Cell, RefCell};

use miniport::ffi::*;
use miniport_sim::{
    Adapter, AdapterOptions, AdapterRequest, Machine, PowerState, Report, Rule, SrbForm,
    UnitRequest,
};

use crate::raw::misdeed::{Event, start_with};

/// How a driver answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Right,
    /// The query fails.
    NoList,
    /// The list lacks the query itself.
    WithoutQuery,
    /// The list has every type that there is room for.
    All,
    /// A status that no header has.
    Status,
    /// Success, and nothing written.
    Silent,
    /// More is written than there is room for.
    Long,
}

thread_local! {
    static MANNER: Cell<Manner> = const { Cell::new(Manner::Right) };
    /// The types of units that came.
    static LOG: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

/// The types that the driver supports.
const SUPPORTED: [usize; 8] = [0, 2, 3, 9, 10, 11, 12, 13];

unsafe fn list(parameters: PVOID, supported: &[usize]) -> i32 {
    unsafe {
        let list = parameters.cast::<SCSI_SUPPORTED_CONTROL_TYPE_LIST>();
        let entries = std::slice::from_raw_parts_mut(
            list.add(1).cast::<u8>(),
            (*list).MaxControlType as usize,
        );
        match MANNER.get() {
            Manner::NoList => return ScsiUnitControlUnsuccessful,
            Manner::All => entries.fill(TRUE),
            manner => {
                for &number in supported
                    .iter()
                    .skip(usize::from(manner == Manner::WithoutQuery))
                {
                    entries[number] = TRUE;
                }
            }
        }
    }
    ScsiUnitControlSuccess
}

unsafe extern "system" fn unit_control(_: PVOID, control: i32, parameters: PVOID) -> i32 {
    if control == ScsiQuerySupportedUnitControlTypes {
        return unsafe { list(parameters, &SUPPORTED) };
    }
    LOG.with_borrow_mut(|log| log.push(control));
    if MANNER.get() == Manner::Status {
        return 77;
    }
    if MANNER.get() != Manner::Silent {
        unsafe { answer(control, parameters) };
    }
    ScsiUnitControlSuccess
}

unsafe fn answer(control: i32, parameters: PVOID) {
    unsafe {
        match control {
            ScsiUnitRichDescription => {
                let description = parameters.cast::<STOR_RICH_DEVICE_DESCRIPTION>();
                (*description).VendorId = [0; 17];
                (*description).ModelNumber = [b'm'.cast_signed(); 65];
                (*description).ModelNumber[64] = 0;
                (*description).FirmwareRevision = [0; 17];
            }
            ScsiUnitQueryBusType => {
                let query = parameters.cast::<STOR_UNIT_CONTROL_QUERY_BUS_TYPE>();
                (*query).BusType = 0x0a;
                if MANNER.get() == Manner::Long {
                    query.cast::<u32>().add(4).write(0);
                }
            }
            _ => {}
        }
    }
}

/// Asks for bus types, which is what a driver must do to get the type.
fn with_features(event: &Event<'_>) -> u32 {
    if !event.config.is_null() {
        let mut list = [TRUE, FALSE, FALSE];
        unsafe { StorPortSetFeatureList(event.device, 3, list.as_mut_ptr()) };
    }
    event.proceed()
}

fn run(seed: u64, manner: Manner, body: impl Fn(&Adapter)) -> Report {
    MANNER.set(manner);
    LOG.take();
    let machine = Machine::new(seed);
    let options = AdapterOptions::from("blocks=256").srb_form(SrbForm::Scsi);
    let registers = |data: &mut HW_INITIALIZATION_DATA| data.HwUnitControl = Some(unit_control);
    if let Ok(adapter) = start_with(&machine, options, registers, with_features) {
        body(&adapter);
    }
    machine.shutdown()
}

#[test]
fn a_unit_is_described_and_started_when_it_is_found() {
    for seed in 0..10 {
        run(seed, Manner::Right, |adapter| {
            let asked = [ScsiUnitQueryBusType, ScsiUnitRichDescription];
            assert_eq!(LOG.take(), [&asked[..], &[ScsiUnitStart]].concat());
            let disks = adapter.rescan().unwrap();
            assert_eq!(LOG.take(), asked, "it is started once");
            assert_eq!(disks[0].info().bus_type, Some(0x0a));
            let [vendor, model, firmware] = disks[0].info().description.clone().unwrap();
            assert_eq!(
                (vendor.as_str(), model.len(), firmware.as_str()),
                ("", 64, "")
            );
        })
        .assert_clean();
    }
}

#[test]
fn a_unit_has_power_while_its_adapter_has() {
    for seed in 0..10 {
        let report = run(seed, Manner::Right, |adapter| {
            LOG.take();
            adapter.power(PowerState::Off).unwrap();
            adapter.power(PowerState::On).unwrap();
            assert_eq!(LOG.take(), [ScsiUnitPower, ScsiUnitPower]);
            let off = UnitRequest::Power(StorPowerDeviceD3, StorPowerActionNone);
            let unit = adapter.disks()[0].address();
            assert!(adapter.control_unit(unit, off).unwrap().unwrap().is_done);
        });
        report.assert_clean();
        assert_eq!(LOG.take(), [ScsiUnitPower, ScsiUnitRemove]);
    }
}

#[test]
fn units_of_an_adapter_that_is_gone_are_gone() {
    for seed in 0..10 {
        run(seed, Manner::Right, |adapter| {
            LOG.take();
            adapter.surprise_remove().unwrap();
            assert_eq!(LOG.take(), [ScsiUnitSurpriseRemoval]);
            adapter.remove();
            assert_eq!(LOG.take(), [ScsiUnitRemove]);
        })
        .assert_clean();
    }
}

#[test]
fn a_type_that_was_not_asked_for_as_a_feature_does_not_come() {
    run(1, Manner::Right, |adapter| {
        let unit = adapter.disks()[0].address();
        // It is in the list of supported types, and not in that of features.
        assert_eq!(adapter.control_unit(unit, UnitRequest::FruId), Ok(None));
        assert_eq!(adapter.control(AdapterRequest::SerialNumber), Ok(None));
    })
    .assert_clean();
}

#[track_caller]
fn expect(rule: Rule, manner: Manner, words: &str) {
    for seed in 0..5 {
        let report = run(seed, manner, |_| {});
        assert!(
            report
                .violations_of(rule)
                .any(|violation| violation.message.contains(words)),
            "{report}"
        );
    }
}

#[test]
fn answers_to_the_query_that_are_wrong() {
    expect(Rule::ControlList, Manner::NoList, "failed");
    expect(
        Rule::ControlList,
        Manner::WithoutQuery,
        "lacks the query itself",
    );
    expect(Rule::ControlList, Manner::All, "which is not for drivers");
}

#[test]
fn a_status_that_no_header_has() {
    expect(Rule::ControlStatus, Manner::Status, "with 77");
}

#[test]
fn an_answer_that_was_not_written() {
    expect(
        Rule::ControlAnswer,
        Manner::Silent,
        "did not write the answer",
    );
}

#[test]
fn an_answer_that_is_longer_than_its_structure() {
    expect(Rule::Overrun, Manner::Long, "ScsiUnitQueryBusType");
}

thread_local! {
    /// The type of the adapter that fails.
    static FAILING: Cell<i32> = const { Cell::new(0) };
}

unsafe extern "system" fn adapter_control(_: PVOID, control: i32, parameters: PVOID) -> i32 {
    if control == ScsiQuerySupportedControlTypes {
        let supported = [
            ScsiQuerySupportedControlTypes,
            ScsiStopAdapter,
            ScsiRestartAdapter,
            ScsiSetBootConfig,
            ScsiSetRunningConfig,
            ScsiAdapterPrepareForBusReScan,
        ];
        return unsafe { list(parameters, &supported.map(|control| control as usize)) };
    }
    if control == FAILING.get() {
        ScsiAdapterControlUnsuccessful
    } else {
        ScsiAdapterControlSuccess
    }
}

/// "Currently, HwStorAdapterControl must return this value for all control types": success.
#[test]
fn types_of_an_adapter_that_have_to_succeed() {
    let found = |failing: i32| {
        MANNER.set(Manner::Right);
        FAILING.set(failing);
        let machine = Machine::new(1);
        let registers =
            |data: &mut HW_INITIALIZATION_DATA| data.HwAdapterControl = Some(adapter_control);
        let options = AdapterOptions::from("blocks=256");
        let adapter = start_with(&machine, options, registers, |event| event.proceed()).unwrap();
        let _ = adapter.stop();
        let _ = adapter.restart();
        let report = machine.shutdown();
        report.violations_of(Rule::ControlStatus).count()
    };
    for control in [
        ScsiStopAdapter,
        ScsiSetBootConfig,
        ScsiSetRunningConfig,
        ScsiAdapterPrepareForBusReScan,
    ] {
        assert_eq!(found(control), 1, "{control}");
    }
    // The hardware may not come back.
    assert_eq!(found(ScsiRestartAdapter), 0);
}
