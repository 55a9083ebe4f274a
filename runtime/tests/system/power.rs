//! Power management, power settings, ACPI methods.

use core::time::Duration;

use miniport::control::{IdlePower, OfUnit};
use miniport::ffi::GUID;
use miniport::power::{IdleState, PoFxAdapter, PoFxUnit};
use miniport::prelude::*;
use miniport::scope;
use miniport_sim::AdapterOptions;

use crate::driver::{Acts, Adapter, NOTHING, run};

const SLEEPY: PoFxAdapter<2> = PoFxAdapter::new(
    [
        IdleState::F0,
        IdleState::new(Duration::from_millis(1), Duration::from_millis(100)).nominal_power(500),
    ],
    2,
)
.d3_cold()
.idle_timeout(2000);

const SETTING: GUID = GUID {
    Data1: 0x0b2d_69d7,
    Data2: 0xa2a1,
    Data3: 0x449c,
    Data4: [0x96, 0x80, 0xf9, 0x1c, 0x70, 0x52, 0x1c, 0x60],
};

fn hear(cx: &mut FindAdapter<'_, Adapter>) {
    static SETTINGS: [GUID; 1] = [SETTING];
    assert_eq!(cx.hear_of_power_settings(&SETTINGS), Ok(()));
}

fn register(cx: &mut PassiveInitialize<'_, Adapter>) {
    cx.register_pofx(&SLEEPY).unwrap();
    let again = cx.register_pofx(&SLEEPY).unwrap_err();
    assert_eq!(again.to_string(), "STOR_STATUS_UNSUCCESSFUL");
}

fn use_it(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: &Srb<Adapter>) {
    let first = cx.activate_component(None, Some(srb)).unwrap();
    let second = cx.activate_component(None, None).unwrap();
    assert!(first.is_active() && second.is_active());
    assert_eq!(first.idle(cx, Some(srb)), Ok(false), "the second needs it");
    assert_eq!(second.idle(cx, None), Ok(true));
    assert_eq!(
        cx.set_component_latency(None, Duration::from_millis(2)),
        Ok(())
    );
    assert_eq!(
        cx.set_component_residency(None, Duration::from_millis(5)),
        Ok(())
    );
    assert_eq!(cx.set_pofx_idle_timeout(700), Ok(()));
    let refused = cx
        .pofx_power_control(None, &SETTING, &[1], &mut [0; 4])
        .unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_UNSUCCESSFUL");
}

#[test]
fn an_adapter_is_registered_and_says_when_it_is_needed() {
    let acts = Acts {
        find: hear,
        initialize: register,
        request: use_it,
        ..NOTHING
    };
    let seen = run(AdapterOptions::new(), acts);
    for words in [
        "the driver hears of 1 power settings",
        "a device with 2 F-states",
        "StorPortPoFxSetComponentLatency: 20000 units",
        "StorPortPoFxSetComponentResidency: 50000 units",
        "the adapter is idle after 700 ms",
    ] {
        assert!(seen.says(words), "{words}: {:#?}", seen.log);
    }
}

fn use_what_is_not_registered(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: &Srb<Adapter>) {
    let text = |error: miniport::StorError| error.to_string();
    let refused = cx.activate_component(None, None).map_err(text).unwrap_err();
    assert_eq!(refused, "STOR_STATUS_INVALID_PARAMETER");
    for device in [None, Some(srb.address())] {
        let refused = cx.set_component_latency(device, Duration::ZERO);
        let refused = refused.map_err(text).unwrap_err();
        assert_eq!(refused, "STOR_STATUS_INVALID_DEVICE_REQUEST");
    }
    let refused = cx.set_pofx_idle_timeout(700).map_err(text).unwrap_err();
    assert_eq!(refused, "STOR_STATUS_UNSUCCESSFUL");
}

#[test]
fn what_is_not_registered_is_not_managed() {
    let acts = Acts {
        request: use_what_is_not_registered,
        ..NOTHING
    };
    run(AdapterOptions::new(), acts);
}

fn ask_acpi(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let mut output = [0; 4];
    assert_eq!(
        cx.invoke_acpi_method(None, *b"_SDD", &[9; 16], &mut output),
        Ok(3)
    );
    assert_eq!(output, [1, 2, 3, 0]);
    let short = cx
        .invoke_acpi_method(None, *b"_SDD", &[], &mut [0; 2])
        .unwrap_err();
    assert_eq!(short.to_string(), "STOR_STATUS_INSUFFICIENT_RESOURCES");
    let none = cx
        .invoke_acpi_method(None, *b"_GTF", &[], &mut output)
        .unwrap_err();
    assert!(none.is_not_implemented());
}

#[test]
fn an_acpi_method_answers() {
    let options = AdapterOptions::new().acpi_method(*b"_SDD", [1, 2, 3]);
    let seen = run(
        options,
        Acts {
            work: ask_acpi,
            ..NOTHING
        },
    );
    assert!(seen.says("ACPI method _SDD with 16 bytes"));
}

const DISK: PoFxUnit<2> = PoFxUnit::new(
    [
        IdleState::F0,
        IdleState::new(Duration::from_millis(5), Duration::from_secs(1)),
    ],
    1,
)
.no_d3()
.min_idle_timeout(100);

fn register_unit(cx: &mut Context<'_, Adapter, scope::PassiveControl>, info: OfUnit<IdlePower>) {
    assert!(info.value.is_enabled);
    assert_eq!(info.register_pofx(cx, &DISK), Ok(()));
    assert!(info.register_pofx(cx, &DISK).is_err(), "once");
    let needed = cx.activate_component(Some(info.unit), None).unwrap();
    assert_eq!(needed.idle(cx, None), Ok(true));
    assert!(
        cx.activate_component(None, None).is_err(),
        "the adapter is not registered"
    );
}

#[test]
fn a_unit_is_registered_where_storport_asks_for_it() {
    let acts = Acts {
        unit: register_unit,
        ..NOTHING
    };
    let seen = run(AdapterOptions::new(), acts);
    assert!(seen.says("a device with 2 F-states"), "{:#?}", seen.log);
}
