//! Contiguous memory, and memory that the device has for itself.

use miniport::hardware::{HostMemoryBuffer, HostMemoryRequest};
use miniport::prelude::*;
use miniport::{SrbStatus, ffi};
use miniport_sim::Machine;

use crate::drivers::{options, poke, real, start_real};

/// What the driver with the device keeps for a test.
#[derive(Default, ExtensionPart)]
pub struct Kept {
    pub memory: Option<DmaMemory>,
    pub host: Option<HostMemoryBuffer<3>>,
}

const REACH: u64 = 1 << 30;

#[test]
fn contiguous_memory_is_aligned_within_reach_and_freed_with_the_adapter() {
    for seed in 0..20 {
        real::FIND.set(Some(|cx, _| {
            let mut layout = DmaLayout::new();
            layout.array::<u8>(3, 1);
            let pages = layout.array::<[u32; 4]>(600, 4096);
            let memory = cx
                .allocate_contiguous(&layout, PhysicalAddress::new(REACH - 1))
                .map_err(|_| FindAdapterError::Error)?;
            let array = memory.array(pages);
            assert_eq!(array.read(599), [0; 4], "it is all zero");
            array.write(599, [1, 2, 3, 4]);
            assert_eq!(array.read(599), [1, 2, 3, 4]);
            assert!(array.physical_address().is_aligned_to(4096));
            assert!(memory.physical_address().get() + memory.len() as u64 <= REACH);
            Ok(Kept {
                memory: Some(memory),
                host: None,
            })
        }));
        real::start(|adapter, cx, srb| {
            let memory = adapter.kept.memory.as_ref().expect("it is kept");
            assert!(memory.physical_address().is_aligned_to(4096));
            srb.complete(cx, SrbStatus::Success);
        });
        let machine = Machine::new(seed);
        let adapter = start_real(&machine, options()).unwrap();
        poke(&adapter);
        adapter.remove();
        machine.shutdown().assert_clean();
    }
}

#[test]
fn contiguous_memory_is_freed_where_find_adapter_fails() {
    real::FIND.set(Some(|cx, _| {
        let mut layout = DmaLayout::new();
        layout.array::<u64>(512, 8);
        let _memory = cx
            .allocate_contiguous(&layout, PhysicalAddress::new(u64::MAX))
            .map_err(|_| FindAdapterError::Error)?;
        let nothing = cx.allocate_contiguous(&DmaLayout::new(), PhysicalAddress::new(u64::MAX));
        assert_eq!(nothing.unwrap_err(), DmaError::Size);
        let nowhere = cx.allocate_contiguous(&layout, PhysicalAddress::new(100));
        assert_eq!(
            nowhere.unwrap_err(),
            DmaError::Refused(ffi::STOR_STATUS_INSUFFICIENT_RESOURCES)
        );
        Err(FindAdapterError::NotFound)
    }));
    let machine = Machine::new(1);
    start_real(&machine, options()).unwrap_err();
    machine.shutdown().assert_clean();
}

const WANTED: HostMemoryRequest = HostMemoryRequest {
    minimum_bytes: 3 * 4096,
    preferred_bytes: 10 * 4096,
    utilization_bytes: 0,
    alignment_bytes: 4096,
    lowest: PhysicalAddress::new(0),
    highest: PhysicalAddress::new(REACH - 1),
};

#[test]
fn a_host_memory_buffer_has_what_was_asked_for_or_there_is_none() {
    let (mut given, mut refused, mut in_pieces) = (0, 0, 0);
    for seed in 0..60 {
        real::FIND.set(Some(|cx, _| {
            let host = match cx.allocate_host_memory_buffer(&WANTED) {
                Ok(host) => Some(host),
                Err(error) => {
                    assert_eq!(error.code(), ffi::STOR_STATUS_INSUFFICIENT_RESOURCES);
                    None
                }
            };
            Ok(Kept { memory: None, host })
        }));
        let pieces = std::rc::Rc::new(std::cell::Cell::new(0));
        let counts = std::rc::Rc::clone(&pieces);
        real::start(move |adapter, cx, srb| {
            if let Some(host) = &adapter.kept.host {
                counts.set(host.ranges().len());
                assert!((3 * 4096..=10 * 4096).contains(&host.bytes()));
                for range in host.ranges() {
                    assert!(range.start.is_aligned_to(4096));
                    assert!(range.start.get() + range.length as u64 <= REACH);
                }
            }
            srb.complete(cx, SrbStatus::Success);
        });
        let machine = Machine::new(seed);
        let adapter = start_real(&machine, options()).unwrap();
        poke(&adapter);
        match pieces.get() {
            0 => refused += 1,
            1 => given += 1,
            2 | 3 => in_pieces += 1,
            more => panic!("{more} ranges"),
        }
        adapter.remove();
        machine.shutdown().assert_clean();
    }
    assert!(
        given > 0 && refused > 0 && in_pieces > 0,
        "{given} {refused} {in_pieces}"
    );
}
