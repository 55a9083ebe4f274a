//! The driver that is tested.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, AtomicU64};

use miniport::prelude::*;

use crate::storport;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}
const WIDE: Register<Block, u64, ReadWrite> = Register::new(8);
const NARROW: Register<Block, u8, ReadWrite> = Register::new(0x3f);

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message)]
pub struct Adapter {
    registers: Mmio<Block>,
    memory: DmaMemory,
    more: DmaMemory,
    pages: DmaRange<[u32; 4]>,
    counts: ByMessage<u32, 8>,
    /// What is left for the dump path, of unit 0 and of the others.
    left: AtomicU32,
    other: AtomicU64,
}

#[hw_find_adapter]
pub fn find(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    const LIMITS: Limits = Limits::new(1 << 16, 17);
    assert_eq!(
        cx.map_registers::<Block>(config, 1).unwrap_err(),
        MapError::NoRange
    );
    assert_eq!(
        cx.map_ports::<Block>(config, 0).unwrap_err(),
        MapError::NotPorts
    );
    let registers = cx
        .map_registers(config, 0)
        .map_err(|_| FindAdapterError::BadConfig)?;
    let mut layout = DmaLayout::new();
    layout.array::<u8>(5, 1);
    let pages = layout.array(2, 4096);
    let memory = config
        .uncached_extension(cx, LIMITS, &layout)
        .map_err(|_| FindAdapterError::Error)?;
    assert_eq!(
        config.uncached_extension(cx, LIMITS, &layout).unwrap_err(),
        DmaError::AlreadyTaken
    );
    let more = cx
        .allocate_dma(&layout, PhysicalAddress::new(u64::MAX))
        .map_err(|_| FindAdapterError::Error)?;
    let limits = match config.slot_number() {
        1 => return Err(FindAdapterError::NotFound),
        2 => const { Limits::new(1 << 16, 18) },
        3 => {
            config.set_dma_addresses(DmaAddresses::Full64);
            LIMITS
        }
        4 => const { Limits::new(1 << 15, 9) },
        _ => LIMITS,
    };
    let adapter = Adapter {
        registers,
        memory,
        more,
        pages,
        counts: ByMessage::from_fn(|message| message * 10),
        left: AtomicU32::new(32),
        other: AtomicU64::new(64),
    };
    Ok(Found::with_message_interrupt::<message>(adapter, limits))
}

#[hw_initialize]
pub fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    assert_eq!(cx.message_count(), 3);
    assert_eq!(adapter.counts.get_all(cx)[7], 70);
    adapter.registers.write(WIDE, 0x1122_3344_5566_7788);
    adapter.registers.modify(NARROW, |value| value | 0x80);
    let pages = adapter.memory.array(adapter.pages);
    pages.write(1, [1, 2, 3, 4]);
    pages.physical_address().is_aligned_to(4096)
        && adapter
            .more
            .array(adapter.pages)
            .physical_address()
            .is_aligned_to(4096)
        && pages.read(0) == [0; 4]
        && pages.read_word(1, 2) == 3
}

#[hw_message_signaled_interrupt]
pub fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    match adapter.counts.get(cx, &message) {
        Some(count) => {
            *count += 1;
            true
        }
        None => false,
    }
}

thread_local! {
    static KEPT: Cell<Option<Srb<Adapter>>> = const { Cell::new(None) };
}

#[hw_startio]
pub fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    const POINTERS: DumpPointers = DumpPointers::new("hardware.sys")
        .limits(Limits::new(1 << 14, 5))
        .common_buffer(4096);
    match (srb.function(), srb.address().lun) {
        (SrbFunction::DumpPointers, 0) => {
            srb.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.left);
        }
        (SrbFunction::DumpPointers, 1) => {
            srb.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.other);
        }
        // Another adapter answers for this one.
        (SrbFunction::DumpPointers, _) => {
            // What the dump path believes is out of a driver's reach.
            assert!(srb.original_mdl(cx).is_none());
            KEPT.set(Some(srb));
        }
        (SrbFunction::Flush, 0) => {
            srb.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.left);
        }
        (SrbFunction::Flush, _) => {
            let kept = KEPT.take().expect("a request of the other adapter");
            kept.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.left);
        }
        _ => return Err(srb),
    }
    Ok(())
}

/// Counts under the lock of the message that the path says.
#[hw_reset_bus]
pub fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    let count = adapter.counts.lock(cx, path_id, |count, _| {
        storport::log(format!("inside {count}"));
        *count
    });
    count == path_id * 10
}

#[hw_interrupt]
pub fn line(_adapter: &Adapter, _cx: &mut Interrupt<'_, Adapter>) -> bool {
    false
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
pub fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

driver_entry! {
    Driver::<Adapter>::new()
        .hw_find_adapter::<find>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_interrupt::<line>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}
