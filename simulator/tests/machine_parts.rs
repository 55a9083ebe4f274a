//! What a physical miniport asks of the machine: performance options, memory for the device, configuration space, time,
//! and what happens when the device goes away.
#![allow(
    missing_docs,
    non_upper_case_globals,
    clippy::pedantic,
    clippy::undocumented_unsafe_blocks,
    reason = "the driver is written as in C"
)]

#[path = "raw/physical.rs"]
#[allow(dead_code)]
mod physical;
#[path = "raw/toy.rs"]
#[allow(dead_code)]
mod toy;

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{
    Adapter, AdapterOptions, InterruptResources, IoError, Machine, Report, Role, Rule,
};
use physical::{Event, HOOK};
use toy::{State, Toy};

fn start(
    machine: &Machine,
    mode: &str,
    interrupts: InterruptResources,
    hook: impl Fn(&Event) -> Option<u32> + 'static,
) -> (Adapter, Rc<RefCell<State>>) {
    HOOK.set(Some(Rc::new(hook)));
    let driver = machine.load(physical::entry).unwrap();
    let (device, state) = Toy::new(1 << 20);
    let options = AdapterOptions::from(mode).interrupts(interrupts).timeout(3);
    let adapter = machine.add_pci_adapter(&driver, device, options).unwrap();
    (adapter, state)
}

fn write_all(adapter: &Adapter, count: u64) {
    let disk = &adapter.disks()[0];
    let pending: Vec<_> = (0..count)
        .map(|index| disk.submit_write(index % 200 * 8, &[1; 4096]).unwrap())
        .collect();
    for pending in pending {
        assert!(pending.wait().unwrap().0.is_success());
    }
}

fn end(machine: Machine) -> Report {
    let report = machine.shutdown();
    HOOK.set(None);
    report
}

const FOUR: InterruptResources = InterruptResources::Messages(4);

#[test]
fn without_messages_the_line_is_used() {
    for mode in ["all", "per"] {
        let machine = Machine::new(1);
        let (adapter, _) = start(&machine, mode, InterruptResources::Line, |_| None);
        write_all(&adapter, 10);
        let report = end(machine);
        report.assert_clean();
        assert!(report.calls_of(Role::Interrupt) > 0);
        assert_eq!(report.calls_of(Role::MessageInterrupt), 0);
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
            if event.role == Role::Interrupt {
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
            if event.role == Role::PassiveInitialize {
                let mut data: PERF_CONFIGURATION_DATA = unsafe { std::mem::zeroed() };
                data.Version = STOR_PERF_VERSION_5;
                data.Size = size_of_val(&data) as u32;
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
            if event.role == Role::StartIo {
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
            if event.role == Role::MessageInterrupt
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

#[test]
fn memory_for_the_device_lies_where_it_was_asked_for() {
    let machine = Machine::new(1);
    let (_adapter, _) = start(&machine, "all", FOUR, |event| {
        if event.role == Role::PassiveInitialize {
            for (high, boundary) in [(0xFFFF_FFFF, 0), (i64::MAX, 0x1_0000), (0x7FF_FFFF, 0)] {
                let at = |value| PHYSICAL_ADDRESS { QuadPart: value };
                let (mut base, mut physical) = (null_mut(), at(0));
                unsafe {
                    let status = StorPortAllocateDmaMemory(
                        event.device,
                        0x1_0000,
                        at(0x10_0000),
                        at(high),
                        at(boundary),
                        MmCached,
                        MM_ANY_NODE_OK,
                        &raw mut base,
                        &raw mut physical,
                    );
                    assert_eq!(status, STOR_STATUS_SUCCESS);
                    let mut length = 0;
                    let same =
                        StorPortGetPhysicalAddress(event.device, null_mut(), base, &raw mut length);
                    assert_eq!((same.QuadPart, length), (physical.QuadPart, 0x1_0000));
                    assert!(physical.QuadPart + 0xFFFF <= high);
                    assert!(boundary == 0 || physical.QuadPart % boundary == 0);
                    assert_eq!(
                        StorPortFreeDmaMemory(event.device, base, 0x1_0000, MmCached, physical),
                        STOR_STATUS_SUCCESS
                    );
                }
            }
        }
        None
    });
    end(machine).assert_clean();
}

#[test]
fn configuration_space_is_read_and_written() {
    let machine = Machine::new(1);
    let (_adapter, _) = start(&machine, "all", FOUR, |event| unsafe {
        if event.role == Role::FindAdapter {
            let (bus, slot) = (
                (*event.config).SystemIoBusNumber,
                (*event.config).SlotNumber,
            );
            let kind = PCIConfiguration as u32;
            let mut bytes = [0u8; 256];
            let read = |slot, bytes: &mut [u8; 256]| {
                StorPortGetBusData(
                    event.device,
                    kind,
                    bus,
                    slot,
                    bytes.as_mut_ptr().cast(),
                    256,
                )
            };
            assert_eq!(read(slot, &mut bytes), 256);
            let bar = u64::from_le_bytes(bytes[0x10..0x18].try_into().unwrap()) & !0xF;
            let range = *(*event.config).AccessRanges;
            assert_eq!(bar, range.RangeStart.QuadPart as u64);
            let mut line = [0x77u8];
            assert_eq!(
                StorPortSetBusDataByOffset(
                    event.device,
                    kind,
                    bus,
                    slot,
                    line.as_mut_ptr().cast(),
                    0x3C,
                    1
                ),
                1
            );
            read(slot, &mut bytes);
            assert_eq!(bytes[0x3C], 0x77);
            assert_eq!(read(slot + 1, &mut bytes), 2);
            assert_eq!(bytes[..2], [0xFF, 0xFF]);
        }
        None
    });
    end(machine).assert_clean();
}

#[test]
fn a_stall_lets_the_device_work() {
    let machine = Machine::new(1);
    start(&machine, "line", InterruptResources::None, |event| {
        if event.role == Role::PassiveInitialize {
            unsafe {
                let extension = event.extension();
                // A command without data, in the memory of the last ring: zeros are one.
                let command = extension.rings.add(3 * 64);
                let mut length = 0;
                let address = StorPortGetPhysicalAddress(
                    event.device,
                    null_mut(),
                    command.cast(),
                    &raw mut length,
                );
                let status = extension.registers.add(toy::STATUS as usize).cast();
                physical::ring(event.device, 0, address.QuadPart as u64);
                assert_eq!(StorPortReadRegisterUlong(event.device, status), 0);
                StorPortStallExecution(10);
                assert_eq!(StorPortReadRegisterUlong(event.device, status), 1);
                StorPortWriteRegisterUlong(event.device, status, 1);
            }
        }
        None
    });
    end(machine).assert_clean();
}

#[test]
fn a_driver_without_restart_is_found_again() {
    let found = Rc::new(Cell::new(0));
    let kept = Rc::clone(&found);
    let machine = Machine::new(1);
    let (adapter, _) = start(&machine, "all", FOUR, move |event| match event.role {
        Role::AdapterControl => Some(0),
        Role::FindAdapter => {
            kept.set(kept.get() + 1);
            None
        }
        _ => None,
    });
    write_all(&adapter, 4);
    adapter.stop().unwrap();
    adapter.restart().unwrap();
    assert_eq!(found.get(), 2);
    write_all(&adapter, 4);
    let report = end(machine);
    // The driver asks for passive initialisation every time, which it must not.
    assert!(
        report
            .violations
            .iter()
            .all(|found| found.rule == Rule::WrongCallback || found.rule == Rule::BadParameter),
        "{report}"
    );
}

#[test]
fn a_device_that_is_pulled_out_answers_with_ones() {
    for seed in 0..10 {
        let machine = Machine::builder(seed).processors(2).preemption(30).build();
        let ones = Rc::new(Cell::new(false));
        let kept = Rc::clone(&ones);
        let (adapter, state) = start(&machine, "all", FOUR, move |event| {
            let extension = event.extension();
            match event.role {
                Role::StartIo => unsafe {
                    let id = StorPortReadRegisterUlong(event.device, extension.registers.cast());
                    if id == u32::MAX {
                        kept.set(true);
                        (*event.srb).SrbStatus = SRB_STATUS_NO_DEVICE;
                        notify_request_complete(event.device, event.srb);
                        return Some(1);
                    }
                    None
                },
                // What the device does not answer any more.
                Role::ResetBus => unsafe {
                    StorPortCompleteRequest(event.device, 0, 0xFF, 0xFF, SRB_STATUS_NO_DEVICE);
                    None
                },
                _ => None,
            }
        });
        let disk = &adapter.disks()[0];
        let pending: Vec<_> = (0..50)
            .map(|index| disk.submit_write(index * 8, &[1; 4096]).unwrap())
            .collect();
        machine.advance(Duration::from_micros(20 + seed * 3));
        adapter.unplug();
        machine.advance(Duration::from_micros(20));
        let commands = state.borrow().commands;
        match adapter.surprise_remove() {
            Ok(()) | Err(IoError::NotStarted) => {}
            Err(error) => panic!("{error}"),
        }
        adapter.remove();
        assert_eq!(state.borrow().commands, commands);
        for pending in pending {
            let (completion, _) = pending.wait().unwrap();
            assert!(completion.is_success() || completion.srb_status == SRB_STATUS_NO_DEVICE);
        }
        end(machine).assert_clean();
    }
}
