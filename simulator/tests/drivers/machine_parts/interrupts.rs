//! Which interrupts there are, and channels that start without the lock.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{InterruptResources, Machine, Role, Rule};

use super::{FOUR, end, start, write_all};
use crate::raw::{physical, toy};

#[test]
fn without_messages_the_line_is_used() {
    for mode in ["all", "per"] {
        let machine = Machine::new(1);
        let (adapter, _) = start(&machine, mode, InterruptResources::Line, |_| None);
        write_all(&adapter, 10);
        let report = end(machine);
        report.assert_clean();
        assert!(report.calls_of(Role::HwInterrupt) > 0);
        assert_eq!(report.calls_of(Role::HwMessageSignaledInterrupt), 0);
    }
}

#[test]
fn a_shared_line_calls_for_others_too() {
    let machine = Machine::builder(1).processors(2).preemption(20).build();
    let refused = Rc::new(Cell::new(0));
    let kept = Rc::clone(&refused);
    let (adapter, _) = start(
        &machine,
        "line",
        InterruptResources::SharedLine,
        move |event| {
            let extension = event.extension();
            if event.role == Role::HwInterrupt {
                let status = unsafe {
                    let status = extension.registers.add(toy::STATUS as usize).cast();
                    StorPortReadRegisterUlong(event.device, status)
                };
                kept.set(kept.get() + u32::from(status == 0));
            }
            None
        },
    );
    write_all(&adapter, 60);
    end(machine).assert_clean();
    assert!(refused.get() > 5);
}

#[test]
fn concurrent_channels_start_without_the_lock() {
    let most = |flags: u32| {
        let most = Rc::new(Cell::new(0));
        let running = Cell::new(0);
        let kept = Rc::clone(&most);
        let machine = Machine::builder(5).processors(4).preemption(60).build();
        let (adapter, _) = start(&machine, "per", FOUR, move |event| {
            if event.role == Role::HwPassiveInitialize {
                let mut data = physical::performance(0);
                let ask = |query, data: &mut PERF_CONFIGURATION_DATA| unsafe {
                    StorPortInitializePerfOpts(event.device, query, &raw mut *data)
                };
                assert_eq!(ask(TRUE, &mut data), STOR_STATUS_SUCCESS);
                assert_eq!(data.Flags & flags, flags);
                data.Flags = flags;
                data.ConcurrentChannels = 4;
                (
                    data.FirstRedirectionMessageNumber,
                    data.LastRedirectionMessageNumber,
                ) = (0, 3);
                assert_eq!(ask(FALSE, &mut data), STOR_STATUS_SUCCESS);
            }
            if event.role == Role::HwStartIo {
                running.set(running.get() + 1);
                kept.set(kept.get().max(running.get()));
                let mut parameters: STARTIO_PERFORMANCE_PARAMETERS = unsafe { std::mem::zeroed() };
                parameters.Version = 1;
                parameters.Size = size_of_val(&parameters) as u32;
                let mut here = 0;
                unsafe {
                    let status =
                        StorPortGetStartIoPerfParams(event.device, event.srb, &raw mut parameters);
                    if flags & STOR_PERF_INTERRUPT_MESSAGE_RANGES != 0 {
                        assert_eq!(status, STOR_STATUS_SUCCESS);
                        StorPortGetCurrentProcessorIndex(event.device, &raw mut here);
                        assert_eq!(
                            (parameters.MessageNumber, parameters.ChannelNumber),
                            (here, here)
                        );
                    } else {
                        assert_ne!(status, STOR_STATUS_SUCCESS);
                    }
                    physical::submit(event.device, event.srb);
                }
                running.set(running.get() - 1);
                return Some(1);
            }
            if event.role == Role::HwMessageSignaledInterrupt
                && flags & STOR_PERF_INTERRUPT_MESSAGE_RANGES != 0
            {
                let mut here = 0;
                unsafe { StorPortGetCurrentProcessorIndex(event.device, &raw mut here) };
                assert_eq!(here, event.number);
            }
            None
        });
        write_all(&adapter, 40);
        drop(adapter);
        // The IRQL of the query of the processor in the handler is the driver's mistake, and nothing else is.
        let report = end(machine);
        assert!(
            report
                .violations
                .iter()
                .all(|found| found.rule == Rule::WrongIrql),
            "{report}"
        );
        most.get()
    };
    assert_eq!(most(STOR_PERF_DPC_REDIRECTION), 1);
    assert!(
        most(
            STOR_PERF_CONCURRENT_CHANNELS
                | STOR_PERF_DPC_REDIRECTION
                | STOR_PERF_INTERRUPT_MESSAGE_RANGES
        ) > 1
    );
}

/// `STOR_PERF_DPC_REDIRECTION_CURRENT_CPU` (page `_perf_configuration_data`): a DPC runs where it was issued. Without it, it may run elsewhere.
#[test]
fn dpcs_run_where_they_are_issued_if_the_driver_says_so() {
    let elsewhere = |flags: u32| {
        let elsewhere = Rc::new(Cell::new(0));
        let kept = Rc::clone(&elsewhere);
        let issued: [Cell<u32>; 4] = Default::default();
        let machine = Machine::builder(5).processors(4).preemption(60).build();
        let (adapter, _) = start(&machine, "per", FOUR, move |event| {
            let mut here = 0;
            match event.role {
                Role::HwPassiveInitialize => {
                    let mut data = physical::performance(flags);
                    let place = &raw mut data;
                    let status = unsafe { StorPortInitializePerfOpts(event.device, FALSE, place) };
                    assert_eq!(status, STOR_STATUS_SUCCESS);
                }
                Role::HwMessageSignaledInterrupt => {
                    unsafe { StorPortGetCurrentProcessorIndex(event.device, &raw mut here) };
                    issued[event.number as usize].set(here);
                }
                Role::HwDpc => {
                    unsafe { StorPortGetCurrentProcessorIndex(event.device, &raw mut here) };
                    let there = issued[event.number as usize].get();
                    kept.set(kept.get() + u32::from(here != there));
                }
                _ => {}
            }
            None
        });
        // One at a time: a message is handled before the next of its queue comes.
        for _ in 0..40 {
            write_all(&adapter, 1);
        }
        drop(adapter);
        // The query of the processor in the handler is the driver's mistake.
        let report = end(machine);
        let others = report
            .violations
            .iter()
            .filter(|found| found.rule != Rule::WrongIrql);
        assert_eq!(others.count(), 0, "{report}");
        elsewhere.get()
    };
    assert_eq!(
        elsewhere(STOR_PERF_DPC_REDIRECTION | STOR_PERF_DPC_REDIRECTION_CURRENT_CPU),
        0
    );
    assert!(elsewhere(STOR_PERF_DPC_REDIRECTION) > 0);
}

/// `STOR_PERF_ADV_CONFIG_LOCALITY` (page `_perf_configuration_data`): `MessageTargets` says which processor each message is for; without
/// the flag it is not touched.
#[test]
fn messages_have_the_targets_that_are_told() {
    let targets = |flags: u32| {
        let told = Rc::new(Cell::new([0; 4]));
        let kept = Rc::clone(&told);
        let machine = Machine::builder(1).processors(4).build();
        let (adapter, _) = start(&machine, "per", FOUR, move |event| {
            if event.role == Role::HwPassiveInitialize {
                let empty: GROUP_AFFINITY = unsafe { std::mem::zeroed() };
                let mut targets = [empty; 4];
                let mut data = physical::performance(flags);
                data.LastRedirectionMessageNumber = 3;
                data.MessageTargets = targets.as_mut_ptr();
                let place = &raw mut data;
                let status = unsafe { StorPortInitializePerfOpts(event.device, FALSE, place) };
                assert_eq!(status, STOR_STATUS_SUCCESS);
                kept.set(targets.map(|target| target.Mask));
            }
            None
        });
        drop(adapter);
        end(machine).assert_clean();
        told.get()
    };
    assert_eq!(targets(STOR_PERF_INTERRUPT_MESSAGE_RANGES), [0; 4]);
    let told = targets(STOR_PERF_INTERRUPT_MESSAGE_RANGES | STOR_PERF_ADV_CONFIG_LOCALITY);
    assert_eq!(told, [1, 2, 4, 8]);
}
