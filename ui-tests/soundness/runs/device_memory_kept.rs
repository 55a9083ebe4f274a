//! Runs, and is found out: registers and shared memory are kept in a `thread_local!` beyond their adapter, or their machine, and used.

use core::cell::RefCell;

use miniport::prelude::*;
use miniport_sim::{InterruptResources, Rule};

use crate::fixture::{self, Registers};

const REGISTER: Register<Registers, u32, ReadWrite> = Register::new(0x10);

thread_local! {
    static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

struct Kept {
    registers: Mmio<Registers>,
    memory: DmaMemory,
    more: DmaMemory,
    words: DmaRange<u64>,
}

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    const LIMITS: Limits = Limits::new(1 << 16, 17);
    let registers = cx
        .map_registers(config, 0)
        .map_err(|_| FindAdapterError::Error)?;
    let mut layout = DmaLayout::new();
    let words = layout.array(16, 8);
    let memory = config
        .uncached_extension(cx, LIMITS, &layout)
        .map_err(|_| FindAdapterError::Error)?;
    let more = cx
        .allocate_dma(&layout, PhysicalAddress::new(u64::MAX))
        .map_err(|_| FindAdapterError::Error)?;
    KEPT.with_borrow_mut(|kept| {
        kept.push(Kept {
            registers,
            memory,
            more,
            words,
        });
    });
    Ok(Found::new(Adapter, LIMITS))
}

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    for kept in KEPT.take() {
        kept.registers.write(REGISTER, 1);
        let memory = if srb.cdb()[1] == 0 {
            &kept.memory
        } else {
            &kept.more
        };
        match srb.cdb()[2] {
            0 => memory.array(kept.words).write(3, 0x0123_4567_89AB_CDEF),
            1 => memory.array(kept.words).write_word(15, 0, 1),
            2 => assert_ne!(memory.array(kept.words).read(0), 1),
            3 => assert_ne!(memory.array(kept.words).read_word(1, 0), 1),
            _ => memory.clear(),
        }
    }
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { initialize interrupt reset control entry }

fn add(machine: &miniport_sim::Machine) -> miniport_sim::Adapter {
    let driver = machine.load(DriverEntry).expect("a driver");
    let options = fixture::options().interrupts(InterruptResources::Line);
    machine
        .add_pci_adapter(&driver, fixture::Noise::new(), options)
        .expect("an adapter")
}

/// Sends a request in which the driver uses what it kept, in one of the ways.
fn use_late(adapter: &miniport_sim::Adapter, way: u8) {
    let command = [0, way % 2, way / 2, 0, 0, 0];
    let none = miniport_sim::Direction::None;
    let address = miniport_sim::Address::new(0, 0, 0);
    let answer = adapter.execute(address, &command, none, &mut []);
    assert!(answer.is_err(), "the machine has stopped");
}

#[test]
fn device_memory_kept() {
    for way in 0..10 {
        let machine = fixture::machine(1);
        add(&machine).remove();
        use_late(&add(&machine), way);
        let report = machine.shutdown();
        for rule in [Rule::RegisterAccess, Rule::SharedMemory] {
            assert_eq!(report.violations_of(rule).count(), 1, "{rule:?} {way}");
        }
    }
}

#[test]
fn device_memory_kept_beyond_its_machine() {
    for way in 0..10 {
        let first = fixture::machine(1);
        add(&first).remove();
        // Before the first machine goes, so that its memory is not this one's.
        let machine = fixture::machine(2);
        let adapter = add(&machine);
        drop(first);
        use_late(&adapter, way);
        let report = machine.shutdown();
        assert_eq!(report.violations_of(Rule::SharedMemory).count(), 1, "{way}");
    }
}
