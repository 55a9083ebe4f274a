//! Runs, and is found out: registers and shared memory are kept in a `thread_local!` beyond their adapter, and used.

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
    KEPT.with_borrow(|kept| {
        for kept in kept {
            kept.registers.write(REGISTER, 1);
            for memory in [&kept.memory, &kept.more] {
                memory.array(kept.words).write(3, 0x0123_4567_89AB_CDEF);
            }
        }
    });
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { initialize interrupt reset control entry }

#[test]
#[cfg_attr(
    miniport_asan,
    ignore = "AddressSanitizer ends the process at the first late access"
)]
fn device_memory_kept() {
    let machine = fixture::machine(1);
    let driver = machine.load(DriverEntry).expect("a driver");
    let add = || {
        let options = fixture::options().interrupts(InterruptResources::Line);
        machine
            .add_pci_adapter(&driver, fixture::Noise::new(), options)
            .expect("an adapter")
    };
    add().remove();
    fixture::send(&add());
    let report = machine.shutdown();
    // Nothing is there any more that could take the memory back.
    drop(KEPT.take());
    for rule in [Rule::RegisterAccess, Rule::Overrun, Rule::Leak] {
        assert_ne!(report.violations_of(rule).count(), 0, "{rule:?}");
    }
}
