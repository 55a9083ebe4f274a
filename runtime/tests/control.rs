//! Control types of adapters and units arrive with what Storport sent, and their answers go back.

#[macro_use]
#[path = "support/callbacks.rs"]
mod callbacks;

use core::cell::{Cell, RefCell};
use core::time::Duration;

use miniport::control::{
    BusPath, BusType, ComponentActive, ComponentFState, EventLogging, IdlePower,
    MaxOperationalPower, OfUnit, PerfStateChange, PowerChange, PowerRequired, SystemPower,
    SystemPowerHints, UnitUsage, UsageType,
};
use miniport::event::EtwChannel;
use miniport::ffi;
use miniport::prelude::*;
use miniport_sim::{
    Adapter as Simulated, AdapterOptions, AdapterRequest, ControlAnswer, Machine, PowerState, Rule,
    UnitRequest,
};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

thread_local! {
    /// What came, in words.
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// The driver answers without having written.
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

fn log(what: impl Into<String>) {
    LOG.with_borrow_mut(|log| log.push(what.into()));
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _cx: &mut FindAdapter<'_, Adapter>,
    _config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter, const { Limits::new(1 << 16, 17) }))
}

callbacks! { initialize start_io reset_bus }

#[hw_adapter_control(
    StopAdapter,
    RestartAdapter,
    SetBootConfig,
    SetRunningConfig,
    PowerSettingNotification,
    Power,
    PoFxPowerRequired,
    PoFxPowerActive,
    PoFxPowerSetFState,
    PoFxPowerControl,
    PrepareForBusReScan,
    SystemPowerHints,
    PoFxMaxOperationalPower,
    PoFxSetPerfState,
    SurpriseRemoval,
    SerialNumber,
    QueryFruId,
    SetEventLogging,
    ResetBusSynchronous
)]
fn adapter_control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    let name = format!("{control:?}");
    match control {
        AdapterControl::StopAdapter(_)
        | AdapterControl::RestartAdapter(_)
        | AdapterControl::SetBootConfig(_)
        | AdapterControl::SetRunningConfig(_)
        | AdapterControl::PrepareForBusReScan(_)
        | AdapterControl::SurpriseRemoval(_) => log(name),
        AdapterControl::PowerSettingNotification(_, setting) => {
            log(format!(
                "{name} {:x} {:?}",
                setting.setting.Data1, setting.value
            ));
        }
        AdapterControl::Power(_, PowerChange { state, .. }) => log(format!("{name} {state:?}")),
        AdapterControl::PoFxPowerRequired(_, PowerRequired { is_required }) => {
            log(format!("{name} {is_required}"));
        }
        AdapterControl::PoFxPowerActive(
            _,
            ComponentActive {
                component,
                is_active,
            },
        ) => {
            log(format!("{name} {component} {is_active}"));
        }
        AdapterControl::PoFxPowerSetFState(_, ComponentFState { component, f_state }) => {
            log(format!("{name} {component} {f_state}"));
        }
        AdapterControl::PoFxPowerControl(_, mut request) => {
            let mut output = request.input().to_vec();
            output.reverse();
            log(format!(
                "{name} {:x} {:?}",
                request.code().Data1,
                request.unit()
            ));
            if request.write(&output).is_err() {
                return AdapterControlStatus::Unsuccessful;
            }
        }
        AdapterControl::SystemPowerHints(_, hints) => {
            assert_eq!(
                hints,
                SystemPowerHints {
                    power: SystemPower::Low,
                    resume_latency: Duration::from_millis(250),
                }
            );
            log(name);
        }
        AdapterControl::PoFxMaxOperationalPower(_, MaxOperationalPower { limit }) => {
            log(format!("{name} {limit}"));
        }
        AdapterControl::PoFxSetPerfState(_, change) => {
            let PerfStateChange {
                component,
                succeeded,
                context,
            } = change;
            log(format!("{name} {component} {succeeded} {context}"));
        }
        AdapterControl::SerialNumber(_, asked) => {
            if !SILENT.get() {
                assert!(asked.write(b"S/N 4711").is_ok());
            }
        }
        AdapterControl::QueryFruId(_, asked) => {
            assert_eq!(asked.unit(), None);
            let too_long = [b'x'; 129];
            if asked.write(&too_long).is_err() {
                return AdapterControlStatus::Unsuccessful;
            }
        }
        AdapterControl::SetEventLogging(
            _,
            EventLogging {
                channel,
                is_enabled,
            },
        ) => {
            assert_eq!(channel, EtwChannel::Health);
            log(format!("{name} {is_enabled}"));
        }
        AdapterControl::ResetBusSynchronous(_, BusPath { path_id }) => {
            log(format!("{name} {path_id}"));
        }
    }
    AdapterControlStatus::Success
}

#[hw_unit_control(
    Usage,
    Start,
    Power,
    PoFxPowerInfo,
    PoFxPowerRequired,
    PoFxPowerActive,
    PoFxPowerSetFState,
    PoFxPowerControl,
    Remove,
    SurpriseRemoval,
    RichDescription,
    QueryBusType,
    QueryFruId
)]
fn unit_control(_: &Adapter, control: UnitControl<'_, Adapter>) -> UnitControlStatus {
    let name = format!("{control:?}");
    let of = |unit: Address, rest: String| {
        log(format!(
            "{name} {}:{}:{} {rest}",
            unit.path_id, unit.target_id, unit.lun
        ));
    };
    match control {
        UnitControl::Usage(
            _,
            UnitUsage {
                unit,
                usage,
                in_use,
            },
        ) => {
            assert_eq!(usage, UsageType::Boot);
            of(unit, in_use.to_string());
        }
        UnitControl::Start(_, unit)
        | UnitControl::Remove(_, unit)
        | UnitControl::SurpriseRemoval(_, unit) => of(unit, String::new()),
        UnitControl::Power(_, OfUnit { unit, value }) => {
            of(unit, format!("{:?} {:?}", value.action, value.state));
        }
        UnitControl::PoFxPowerInfo(
            _,
            OfUnit {
                unit,
                value: IdlePower { is_enabled },
            },
        ) => {
            of(unit, is_enabled.to_string());
        }
        UnitControl::PoFxPowerRequired(_, OfUnit { unit, value }) => {
            of(unit, value.is_required.to_string());
        }
        UnitControl::PoFxPowerActive(_, OfUnit { unit, value }) => {
            of(unit, value.is_active.to_string());
        }
        UnitControl::PoFxPowerSetFState(_, OfUnit { unit, value }) => {
            of(unit, value.f_state.to_string());
        }
        UnitControl::PoFxPowerControl(_, request) => {
            of(
                request.unit().unwrap(),
                format!("{} {}", request.input().len(), request.room()),
            );
        }
        UnitControl::RichDescription(_, asked) => {
            if let Some(unit) = asked.unit() {
                of(unit, String::new());
            } else {
                log(name);
            }
            assert!(asked.write(b"", b"A model", b"1.0").is_ok());
        }
        UnitControl::QueryBusType(_, asked) => {
            of(asked.unit(), String::new());
            asked.write(BusType::Sas);
        }
        UnitControl::QueryFruId(_, asked) => {
            of(asked.unit().unwrap(), String::new());
            assert!(asked.write(b"FRU").is_ok());
        }
    }
    UnitControlStatus::Success
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_unit_control::<unit_control>()
}

/// Runs `body` with an adapter of a machine with each seed, on which nothing may be found; the log is empty before it.
fn with_adapter(seeds: core::ops::Range<u64>, body: impl Fn(&Simulated)) {
    for seed in seeds {
        let machine = Machine::new(seed);
        let driver = machine.load(DriverEntry).unwrap();
        let options = AdapterOptions::new().without_scan();
        let adapter = machine.add_adapter(&driver, options).unwrap();
        LOG.take();
        body(&adapter);
        machine.shutdown().assert_clean();
    }
}

/// What the driver answered, and what it noted.
fn ask(adapter: &Simulated, request: AdapterRequest) -> (ControlAnswer, String) {
    LOG.take();
    let answer = adapter.control(request).unwrap().expect("it is declared");
    (answer, LOG.take().join(", "))
}

fn ask_unit(adapter: &Simulated, request: UnitRequest) -> (ControlAnswer, String) {
    LOG.take();
    let unit = miniport_sim::Address::new(1, 2, 3);
    let answer = adapter
        .control_unit(unit, request)
        .unwrap()
        .expect("it is declared");
    (answer, LOG.take().join(", "))
}

#[test]
fn every_adapter_control_type_arrives_with_its_parameter() {
    const GUID: u128 = 0x1234_5678 << 96;
    with_adapter(0..6, |adapter| {
        for (request, expected) in [
            (
                AdapterRequest::PowerSetting(GUID, vec![1, 2]),
                "PowerSettingNotification 12345678 [1, 2]",
            ),
            (
                AdapterRequest::PowerRequired(true),
                "PoFxPowerRequired true",
            ),
            (
                AdapterRequest::PowerRequired(false),
                "PoFxPowerRequired false",
            ),
            (AdapterRequest::Active(true), "PoFxPowerActive 0 true"),
            (AdapterRequest::FState(2), "PoFxPowerSetFState 0 2"),
            (
                AdapterRequest::SystemPowerHints(ffi::RaidSystemPowerLow, 250),
                "SystemPowerHints",
            ),
            (
                AdapterRequest::MaxOperationalPower(7),
                "PoFxMaxOperationalPower 7",
            ),
            (
                AdapterRequest::PerfState(true, 9),
                "PoFxSetPerfState 0 true 9",
            ),
            (
                AdapterRequest::EventLogging(ffi::StorportEtwEventHealth, true),
                "SetEventLogging true",
            ),
            (AdapterRequest::ResetBus(3), "ResetBusSynchronous 3"),
        ] {
            let (answer, log) = ask(adapter, request);
            assert!(answer.is_done, "{expected}");
            assert_eq!(log, expected);
        }
    });
}

#[test]
fn every_unit_control_type_arrives_with_its_unit_and_parameter() {
    with_adapter(0..6, |adapter| {
        for (request, expected) in [
            (
                UnitRequest::Usage(ffi::ScsiDeviceUsageTypeBoot, true),
                "Usage 1:2:3 true",
            ),
            (UnitRequest::Start, "Start 1:2:3 "),
            (
                UnitRequest::Power(ffi::StorPowerDeviceD3, ffi::StorPowerActionNone),
                "Power 1:2:3 None D3",
            ),
            (UnitRequest::IdlePower(true), "PoFxPowerInfo 1:2:3 true"),
            (
                UnitRequest::PowerRequired(true),
                "PoFxPowerRequired 1:2:3 true",
            ),
            (UnitRequest::Active(false), "PoFxPowerActive 1:2:3 false"),
            (UnitRequest::FState(1), "PoFxPowerSetFState 1:2:3 1"),
            (
                UnitRequest::PowerControl(0, vec![0; 5], 6),
                "PoFxPowerControl 1:2:3 5 6",
            ),
            (UnitRequest::SurpriseRemoval, "SurpriseRemoval 1:2:3 "),
            (UnitRequest::Remove, "Remove 1:2:3 "),
        ] {
            let (answer, log) = ask_unit(adapter, request);
            assert!(answer.is_done, "{expected}");
            assert_eq!(log, expected);
        }
    });
}

#[test]
fn answers_reach_storport() {
    with_adapter(0..6, |adapter| {
        assert_eq!(
            ask(adapter, AdapterRequest::SerialNumber).0.text(),
            "S/N 4711"
        );
        let (answer, log) = ask_unit(adapter, UnitRequest::BusType);
        assert_eq!(
            (answer.output, log.as_str()),
            (vec![0x0a, 0, 0, 0], "QueryBusType 1:2:3 ")
        );
        assert_eq!(ask_unit(adapter, UnitRequest::FruId).0.text(), "FRU");
        let (answer, log) = ask_unit(adapter, UnitRequest::RichDescription(true));
        assert_eq!(log, "RichDescription 1:2:3 ");
        assert_eq!(answer.output[0], 0);
        assert_eq!(&answer.output[17..25], b"A model\0");
        assert_eq!(&answer.output[82..86], b"1.0\0");
        let (answer, log) = ask_unit(adapter, UnitRequest::RichDescription(false));
        assert_eq!(
            (log.as_str(), &answer.output[17..25]),
            ("RichDescription", &b"A model\0"[..])
        );
    });
}

#[test]
fn an_answer_that_does_not_fit_is_not_written() {
    with_adapter(0..2, |adapter| {
        let (answer, _) = ask(adapter, AdapterRequest::FruId);
        assert!(!answer.is_done && answer.output.iter().all(|&byte| byte == 0xFF));
    });
}

#[test]
fn the_output_of_a_power_request_has_the_room_that_there_is() {
    with_adapter(0..2, |adapter| {
        let request = |room| AdapterRequest::PowerControl(0xABCD_EF01 << 96, vec![1, 2, 3], room);
        let (answer, log) = ask(adapter, request(8));
        assert_eq!(log, "PoFxPowerControl abcdef01 None");
        assert!(answer.is_done && answer.output == [3, 2, 1], "{answer:?}");
        let (answer, _) = ask(adapter, request(2));
        assert!(!answer.is_done && answer.output.is_empty(), "{answer:?}");
    });
}

#[test]
fn success_without_an_answer_is_none() {
    SILENT.set(true);
    with_adapter(0..2, |adapter| {
        let (answer, _) = ask(adapter, AdapterRequest::SerialNumber);
        assert!(!answer.is_done, "{answer:?}");
    });
}

#[test]
fn power_neither_stops_nor_restarts_where_it_is_declared() {
    with_adapter(0..6, |adapter| {
        adapter.power(PowerState::Off).unwrap();
        adapter.power(PowerState::On).unwrap();
        assert_eq!(LOG.take(), ["Power D3", "Power D0"]);
        assert!(adapter.stop().unwrap());
        adapter.restart().unwrap();
        assert_eq!(LOG.take(), ["Power D3", "Power D0"]);
        assert!(adapter.stop_device().unwrap());
        assert_eq!(LOG.take(), ["StopAdapter", "SetBootConfig"]);
    });
}

#[test]
fn a_scan_is_announced_and_a_surprise_told() {
    with_adapter(0..6, |adapter| {
        adapter.rescan().unwrap();
        assert_eq!(LOG.take(), ["PrepareForBusReScan"]);
        adapter.surprise_remove().unwrap();
        assert_eq!(LOG.take(), ["SurpriseRemoval"]);
    });
}

/// A driver that declares what Storport requires, and no more.
mod least {
    use miniport::prelude::*;

    /// Not the other driver's: its control types are others.
    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    pub(super) struct Adapter;

    #[virtual_hw_find_adapter]
    fn find(
        _cx: &mut FindAdapter<'_, Adapter>,
        _config: &mut PortConfiguration<'_>,
    ) -> Result<Found<Adapter>, FindAdapterError> {
        Ok(Found::new(Adapter, const { Limits::new(1 << 16, 17) }))
    }

    callbacks! { initialize start_io reset_bus }

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        // Nothing else is there to be named.
        match control {
            AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => {
                AdapterControlStatus::Success
            }
        }
    }

    driver_entry! {
        Driver::<Adapter>::new()
            .virtual_hw_find_adapter::<find>()
            .hw_initialize::<initialize>()
            .hw_startio::<start_io>()
            .hw_reset_bus::<reset_bus>()
            .hw_adapter_control::<control>()
    }
}

#[test]
fn what_is_not_declared_is_not_asked() {
    let machine = Machine::new(1);
    let driver = machine.load(least::DriverEntry).unwrap();
    let options = AdapterOptions::new().without_scan();
    let adapter = machine.add_adapter(&driver, options).unwrap();
    assert_eq!(adapter.control(AdapterRequest::SerialNumber), Ok(None));
    let unit = miniport_sim::Address::new(0, 0, 0);
    assert_eq!(adapter.control_unit(unit, UnitRequest::Start), Ok(None));
    // Stop and restart are the way of power then.
    adapter.power(PowerState::Off).unwrap();
    adapter.power(PowerState::On).unwrap();
    let report = machine.shutdown();
    report.assert_clean();
    assert_eq!(report.violations_of(Rule::ControlList).count(), 0);
}
