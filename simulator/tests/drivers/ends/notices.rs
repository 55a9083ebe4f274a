//! Requests by which Storport tells of plug and play, of power and of caches, beside the control types.

use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{Adapter, AdapterOptions, Machine, PowerState, Role, SrbForm};

use super::{Call, Calls, REMOVE, STOP, note_pnp};
use crate::raw::misdeed::{self, Event};
use crate::raw::pnp;

const FLUSH: Call = Call::Srb(SRB_FUNCTION_FLUSH);
const SHUTDOWN: Call = Call::Srb(SRB_FUNCTION_SHUTDOWN);
const UNIT_DOWN: Call = Call::Power(StorPowerDeviceD3, false);
const UNIT_UP: Call = Call::Power(StorPowerDeviceD0, false);
const DOWN: Call = Call::Power(StorPowerDeviceD3, true);
const UP: Call = Call::Power(StorPowerDeviceD0, true);
const RESTART: Call = Call::Control(ScsiRestartAdapter);

/// What a request says beside commands.
unsafe fn notice(srb: PSCSI_REQUEST_BLOCK) -> Option<Call> {
    unsafe {
        match (*srb).Function {
            SRB_FUNCTION_EXECUTE_SCSI => None,
            SRB_FUNCTION_PNP => Some(Call::UnitPnp(
                (*srb.cast::<SCSI_PNP_REQUEST_BLOCK>()).PnPAction,
            )),
            SRB_FUNCTION_POWER => {
                let power = srb.cast::<SCSI_POWER_REQUEST_BLOCK>();
                let adapter = (*power).SrbPowerFlags & SRB_POWER_FLAGS_ADAPTER_REQUEST != 0;
                Some(Call::Power((*power).DevicePowerState, adapter))
            }
            function => Some(Call::Srb(function)),
        }
    }
}

/// Starts a virtual miniport with one unit that says whether it caches data.
fn start(machine: &Machine, caches: bool) -> (Adapter, Calls) {
    let calls = note_pnp();
    let kept = Rc::clone(&calls);
    let options = AdapterOptions::from("blocks=256").srb_form(SrbForm::Scsi);
    let change = |data: &mut HW_INITIALIZATION_DATA| data.HwAdapterControl = Some(control);
    CALLS.set(Some(Rc::clone(&calls)));
    let hook = move |event: &Event<'_>| {
        if event.role == Role::HwStartIo {
            let told = unsafe { notice(event.srb) };
            kept.borrow_mut().extend(told);
        }
        if !event.config.is_null() {
            unsafe { (*event.config).CachesData = caches.into() };
        }
        event.proceed()
    };
    let adapter = misdeed::start_with(machine, options, change, hook).unwrap();
    (adapter, calls)
}

thread_local! {
    static CALLS: std::cell::RefCell<Option<Calls>> = const { std::cell::RefCell::new(None) };
}

unsafe extern "system" fn control(device: PVOID, control: i32, parameters: PVOID) -> i32 {
    if control != ScsiQuerySupportedControlTypes {
        CALLS.with_borrow(|calls| {
            let calls = calls.as_ref().unwrap();
            calls.borrow_mut().push(Call::Control(control));
        });
    }
    unsafe { crate::raw::ramdisk::adapter_control(device, control, parameters) }
}

/// On many seeds, a machine whose driver caches data.
fn each(body: impl Fn(Machine, Adapter, &Calls)) {
    for seed in 0..30 {
        let machine = Machine::new(seed);
        let (adapter, calls) = start(&machine, true);
        body(machine, adapter, &calls);
    }
    pnp::HOOK.set(None);
}

#[test]
fn a_driver_without_control_types_for_power_hears_of_it_by_requests() {
    let mut seen = [0; 3];
    let counts = std::cell::RefCell::new(&mut seen);
    each(|machine, adapter, calls| {
        calls.take();
        adapter.power(PowerState::Off).unwrap();
        assert_eq!(calls.take(), [FLUSH, UNIT_DOWN, DOWN, STOP]);
        adapter.power(PowerState::On).unwrap();
        // The request may come before the restart, after it, or not at all.
        let ways = [
            &[UP, RESTART, UNIT_UP][..],
            &[RESTART, UP, UNIT_UP],
            &[RESTART, UNIT_UP],
        ];
        let calls = calls.take();
        let way = ways.iter().position(|way| *way == calls);
        counts.borrow_mut()[way.unwrap_or_else(|| panic!("{calls:?}"))] += 1;
        machine.shutdown().assert_clean();
    });
    assert!(seen.iter().all(|&count| count > 2), "{seen:?}");
}

#[test]
fn caches_are_flushed_before_a_stop_and_when_the_system_ends() {
    each(|machine, adapter, calls| {
        calls.take();
        assert!(adapter.stop_device().unwrap());
        let stop = Call::Pnp(StorStopDevice);
        assert_eq!(calls.take(), [FLUSH, stop, STOP]);
        machine.shutdown().assert_clean();
        assert_eq!(calls.take(), [REMOVE]);
    });
    each(|machine, _, calls| {
        calls.take();
        machine.shutdown().assert_clean();
        let calls = calls.take();
        let ends = calls.iter().take_while(|&&call| call == SHUTDOWN).count();
        assert!(ends != 0, "{calls:?}");
        let unit = Call::UnitPnp(StorRemoveDevice);
        assert_eq!(calls[ends..], [FLUSH, unit, REMOVE, STOP]);
    });
}

#[test]
fn a_driver_that_caches_nothing_may_be_asked_to_flush() {
    let mut asked = 0;
    for seed in 0..30 {
        let machine = Machine::new(seed);
        let (_, calls) = start(&machine, false);
        calls.take();
        machine.shutdown().assert_clean();
        let calls = calls.take();
        let comes = calls.contains(&SHUTDOWN);
        assert_eq!(comes, calls.contains(&FLUSH), "{calls:?}");
        asked += u32::from(comes);
    }
    assert!((5..25).contains(&asked), "{asked}");
    pnp::HOOK.set(None);
}

#[test]
fn a_unit_is_told_what_becomes_of_it() {
    each(|machine, adapter, calls| {
        let of_unit = |calls: Vec<Call>| {
            let mut calls = calls;
            calls.retain(|call| matches!(call, Call::UnitPnp(_)));
            calls
        };
        let [query, begin, surprise, removed] = [
            StorQueryCapabilities,
            StorStartDevice,
            StorSurpriseRemoval,
            StorRemoveDevice,
        ]
        .map(Call::UnitPnp);
        assert_eq!(of_unit(calls.take()), [query, begin]);
        adapter.rescan().unwrap();
        assert_eq!(of_unit(calls.take()), [], "it is started once");
        adapter.surprise_remove().unwrap();
        adapter.remove();
        assert_eq!(of_unit(calls.take()), [surprise, removed]);
        machine.shutdown().assert_clean();
    });
}
