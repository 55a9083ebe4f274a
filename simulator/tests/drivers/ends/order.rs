//! What is called, in which order.

use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{
    AdapterOptions, InterruptResources, LoadError, Machine, PowerState, Role, Rule, SrbForm,
};

use super::{Call, Calls, REMOVE, STOP, note_pnp, take_start};
use crate::machine_parts;
use crate::raw::{misdeed, physical, pnp, toy};

/// What a physical driver hears, but for its start and its interrupts.
fn hear(calls: &Calls) -> impl Fn(&physical::Event) -> Option<u32> + 'static {
    let calls = Rc::clone(calls);
    move |event| {
        match event.role {
            Role::HwAdapterControl if event.number != 0 => {
                calls.borrow_mut().push(Call::Control(event.number as i32));
            }
            Role::HwFindAdapter | Role::HwInitialize | Role::HwInterrupt => {
                calls.borrow_mut().push(Call::Role(event.role));
            }
            _ => {}
        }
        None
    }
}

/// Without the interrupts, of which there are some.
fn without_interrupts(calls: &Calls) -> Vec<Call> {
    let mut calls = calls.borrow().clone();
    calls.retain(|&call| call != Call::Role(Role::HwInterrupt));
    calls
}

#[test]
fn a_physical_adapter_is_told_then_stopped_and_nobody_frees_it() {
    let [mut after_pnp, mut after_stop, mut built] = [0; 3];
    for seed in 0..60 {
        let machine = Machine::builder(seed).processors(2).preemption(20).build();
        let calls = note_pnp();
        let shared = InterruptResources::SharedLine;
        let (adapter, _) = machine_parts::start(&machine, "line", shared, hear(&calls));
        machine_parts::write_all(&adapter, 4);
        calls
            .borrow_mut()
            .retain(|call| matches!(call, Call::Pnp(_)));
        take_start(&calls);
        adapter.remove();
        assert_eq!(without_interrupts(&calls), [REMOVE, STOP], "seed {seed}");
        // The neighbours go on interrupting.
        let calls = calls.take();
        let at = |what| calls.iter().position(|&call| call == what).unwrap();
        let (pnp, stop) = (at(REMOVE), at(STOP));
        after_pnp += u32::from(stop - pnp > 1);
        after_stop += u32::from(calls.len() - stop > 1);
        let report = machine_parts::end(machine);
        report.assert_clean();
        built += pnp::BUILT.take();
    }
    assert!(after_pnp > 5 && after_stop > 1, "{after_pnp} {after_stop}");
    // Three requests in each of the 60 runs, with BuildIo before StartIo or without.
    assert!((60..120).contains(&built), "{built}");
    pnp::HOOK.set(None);
}

#[test]
fn a_virtual_adapter_is_told_stopped_and_freed() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let machine = Machine::new(1);
        let calls = note_pnp();
        let kept = Rc::clone(&calls);
        let options = AdapterOptions::from("blocks=256").srb_form(form);
        let adapter = misdeed::start(&machine, options, move |event| {
            if matches!(
                event.role,
                Role::HwAdapterControl | Role::HwFreeAdapterResources
            ) {
                kept.borrow_mut().push(Call::Role(event.role));
            }
            event.proceed()
        })
        .unwrap();
        // The question about the supported types.
        calls.borrow_mut().remove(0);
        take_start(&calls);
        adapter.remove();
        let freed = [Role::HwAdapterControl, Role::HwFreeAdapterResources].map(Call::Role);
        assert_eq!(calls.take(), [REMOVE, freed[0], freed[1]]);
        machine.shutdown().assert_clean();
    }
    pnp::HOOK.set(None);
}

#[test]
fn a_stop_for_other_resources_finds_the_adapter_again() {
    for seed in 0..20 {
        let machine = Machine::new(seed);
        let calls = note_pnp();
        let line = InterruptResources::Line;
        let (adapter, _) = machine_parts::start(&machine, "line", line, hear(&calls));
        calls
            .borrow_mut()
            .retain(|call| matches!(call, Call::Pnp(_)));
        take_start(&calls);
        adapter.rebalance().unwrap();
        let found = without_interrupts(&calls);
        let again = [Role::HwFindAdapter, Role::HwInitialize].map(Call::Role);
        assert_eq!(
            found[..4],
            [Call::Pnp(StorStopDevice), STOP, again[0], again[1]]
        );
        calls
            .borrow_mut()
            .retain(|call| matches!(call, Call::Pnp(_)));
        calls.borrow_mut().remove(0);
        take_start(&calls);
        machine_parts::write_all(&adapter, 4);
        // Stopped, then removed: it is not stopped again.
        assert!(adapter.stop_device().unwrap());
        calls.take();
        adapter.remove();
        assert_eq!(without_interrupts(&calls), [REMOVE]);
        machine_parts::end(machine).assert_clean();
    }
    pnp::HOOK.set(None);
}

#[test]
fn an_adapter_that_is_pulled_out_is_told_and_still_stopped() {
    for seed in 0..20 {
        let machine = Machine::new(seed);
        let calls = note_pnp();
        let line = InterruptResources::Line;
        let (adapter, _) = machine_parts::start(&machine, "line", line, hear(&calls));
        calls.take();
        adapter.surprise_remove().unwrap();
        assert_eq!(without_interrupts(&calls), [Call::Pnp(StorSurpriseRemoval)]);
        adapter.remove();
        assert_eq!(without_interrupts(&calls)[1..], [REMOVE, STOP]);
        machine_parts::end(machine).assert_clean();
    }
    pnp::HOOK.set(None);
}

#[test]
fn power_is_no_stop_where_a_control_type_says_that_it_goes() {
    const POWER: Call = Call::Control(ScsiAdapterPower);
    for seed in 0..20 {
        let machine = Machine::new(seed);
        let calls = note_pnp();
        let line = InterruptResources::Line;
        let (adapter, _) = machine_parts::start(&machine, "line", line, hear(&calls));
        calls.take();
        assert!(adapter.stop().unwrap());
        adapter.restart().unwrap();
        adapter.power(PowerState::Off).unwrap();
        adapter.power(PowerState::On).unwrap();
        assert_eq!(without_interrupts(&calls), [POWER; 4]);
        machine_parts::write_all(&adapter, 4);
        calls.take();
        // Plug and play stops it, also where it has no power.
        adapter.power(PowerState::Off).unwrap();
        adapter.remove();
        assert_eq!(without_interrupts(&calls), [POWER, REMOVE, STOP]);
        machine_parts::end(machine).assert_clean();
    }
    pnp::HOOK.set(None);
}

#[test]
fn a_start_that_fails_may_be_followed_by_the_removal() {
    for failing in [Role::VirtualHwFindAdapter, Role::HwInitialize] {
        let mut told = 0;
        for seed in 0..40 {
            let machine = Machine::new(seed);
            let calls = note_pnp();
            // 0 is SP_RETURN_NOT_FOUND, and FALSE.
            let hook = misdeed::but(failing, 0);
            let error = misdeed::start(&machine, AdapterOptions::new(), hook);
            error.unwrap_err();
            let calls = calls.take();
            assert!(calls.is_empty() || calls == [REMOVE]);
            told += calls.len();
            machine.shutdown().assert_clean();
        }
        assert!((5..35).contains(&told), "{told}");
    }
    pnp::HOOK.set(None);
}

#[test]
fn a_failed_lower_stack_removes_an_adapter_that_was_never_found() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let machine = Machine::new(1);
        let calls = note_pnp();
        let options = AdapterOptions::new().srb_form(form).lower_stack_fails();
        let started = misdeed::start(&machine, options, |event| {
            panic!("{} is called", event.role)
        });
        assert_eq!(started.unwrap_err(), LoadError::LowerStack);
        assert_eq!(calls.take(), [REMOVE]);
        machine.shutdown().assert_clean();
    }
    pnp::HOOK.set(None);
}

#[test]
fn what_a_physical_miniport_frees_in_a_virtual_ones_callback_is_never_freed() {
    unsafe extern "system" fn free(_: PVOID) {
        panic!("it is called");
    }
    physical::CHANGE.set(Some(Rc::new(|data| {
        data.HwFreeAdapterResources = Some(free);
    })));
    let machine = Machine::new(1);
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = toy::Toy::new(1 << 20);
    let adapter = machine.add_pci_adapter(&driver, device, "line").unwrap();
    adapter.remove();
    let report = machine.shutdown();
    assert_eq!(report.violations.len(), 1, "{report}");
    assert_eq!(report.violations_of(Rule::BadConfiguration).count(), 1);
    physical::CHANGE.set(None);
}
