//! Runs, and is found out: find-adapter keeps what it found, and answers the next call with it, so that an adapter has the shared memory
//! of another one, which may be gone.

use core::cell::RefCell;

use miniport::prelude::*;
use miniport_sim::{InterruptResources, Rule};

use crate::fixture;

thread_local! {
    static EARLIER: RefCell<Option<Found<Adapter>>> = const { RefCell::new(None) };
}

#[derive(DeviceExtension)]
struct Adapter {
    memory: DmaMemory,
    words: DmaRange<u64>,
}

#[hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config.set_maximum_number_of_targets(1);
    let mut layout = DmaLayout::new();
    let words = layout.array(8, 8);
    let memory = cx
        .allocate_dma(&layout, PhysicalAddress::new(u64::MAX))
        .map_err(|_| FindAdapterError::Error)?;
    let limits = const { Limits::new(1 << 16, 17) };
    let found = Found::new(Adapter { memory, words }, limits);
    EARLIER
        .replace(Some(found))
        .ok_or(FindAdapterError::NotFound)
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    adapter.memory.array(adapter.words).write(7, 1);
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { initialize interrupt reset control entry }

#[test]
fn found_for_another_adapter() {
    for seed in 0..8 {
        EARLIER.take();
        let mut machine = fixture::machine(seed);
        let add =
            |machine: &_| fixture::add_physical(machine, DriverEntry, InterruptResources::Line);
        assert!(add(&machine).is_err());
        if seed % 2 == 0 {
            drop(machine);
            machine = fixture::machine(seed + 100);
        }
        let adapter = add(&machine).expect("it has found one before");
        assert_eq!(fixture::send(&adapter), None);
        let report = machine.shutdown();
        assert_eq!(report.violations_of(Rule::SharedMemory).count(), 1);
    }
}
