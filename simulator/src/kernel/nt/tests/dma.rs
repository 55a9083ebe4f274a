//! DMA.

use std::cell::Cell;
use std::mem::zeroed;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bell::{ADDRESS, FETCH, STORE};
use super::bench::{Bench, DEVICE, Plugged, place};
use crate::device::Width;
use crate::kernel::core::Kernel;
use crate::kernel::hardware::options::InterruptResources;
use crate::kernel::memory::physical::PAGE;
use crate::verifier::Rule;

const TAG: ULONG = u32::from_le_bytes(*b"Test");

fn description(version: ULONG, width: ULONG, scatter_gather: BOOLEAN) -> DEVICE_DESCRIPTION {
    let mut description: DEVICE_DESCRIPTION = unsafe { zeroed() };
    description.Version = version;
    description.Master = TRUE;
    description.ScatterGather = scatter_gather;
    description.InterfaceType = PCIBus;
    description.MaximumLength = 4 * PAGE as u32;
    description.DmaAddressWidth = width;
    description
}

/// An adapter with its table, and how many map registers it has.
#[derive(Clone, Copy)]
struct Dma {
    adapter: PDMA_ADAPTER,
    table: DMA_OPERATIONS,
    registers: u32,
}

impl Dma {
    fn get(device: &Plugged, mut description: DEVICE_DESCRIPTION) -> Self {
        let registers: PULONG = place();
        unsafe {
            let adapter = IoGetDmaAdapter(device.object, &raw mut description, registers);
            assert!(!adapter.is_null());
            Self {
                adapter,
                table: (*adapter).DmaOperations.read(),
                registers: *registers,
            }
        }
    }

    fn put(&self) {
        unsafe { self.table.PutDmaAdapter.unwrap()(self.adapter) };
    }

    fn map(&self, mdl: PMDL, base: PVOID, at: PVOID, length: usize, to: BOOLEAN) -> (u64, usize) {
        let mut length = length as u32;
        let map = self.table.MapTransfer.unwrap();
        let address = unsafe { map(self.adapter, mdl, base, at, &raw mut length, to) };
        (address.QuadPart as u64, length as usize)
    }

    fn flush(&self, mdl: PMDL, base: PVOID, at: PVOID, length: usize, to: BOOLEAN) {
        let flush = self.table.FlushAdapterBuffers.unwrap();
        unsafe { flush(self.adapter, mdl, base, at, length as u32, to) };
    }

    fn free_registers(&self, base: PVOID, count: u32) {
        unsafe { self.table.FreeMapRegisters.unwrap()(self.adapter, base, count) };
    }

    fn allocate(&self, device: PDEVICE_OBJECT, count: u32, what: &'static Channel) -> NTSTATUS {
        let allocate = self.table.AllocateAdapterChannel.unwrap();
        let context = std::ptr::from_ref(what).cast_mut().cast();
        unsafe { allocate(self.adapter, device, count, Some(control), context) }
    }
}

fn tell(device: &Plugged, register: u64, value: u64) {
    let kernel = Kernel::running();
    let width = if register == ADDRESS {
        Width::Quad
    } else {
        Width::Long
    };
    kernel.with_device(&device.function, |bell, bus| {
        bell.write(bus, 0, register, width, value)
    });
}

/// The device reads or writes memory.
fn transfer(device: &Plugged, address: u64, length: usize, to_device: bool) {
    tell(device, ADDRESS, address);
    tell(device, if to_device { FETCH } else { STORE }, length as u64);
}

/// Memory of a driver with an MDL.
fn memory(length: usize, offset: usize) -> (*mut u8, PMDL) {
    unsafe {
        let place = ExAllocatePool2(POOL_FLAG_NON_PAGED, length + offset, TAG).cast::<u8>();
        let place = place.add(offset);
        let mdl = IoAllocateMdl(place.cast(), length as u32, FALSE, FALSE, null_mut());
        MmBuildMdlForNonPagedPool(mdl);
        (place, mdl)
    }
}

/// What a routine for a channel does.
struct Channel {
    action: IO_ALLOCATION_ACTION,
    base: Cell<PVOID>,
    irp: Cell<PIRP>,
    calls: Cell<u32>,
}

fn channel(action: IO_ALLOCATION_ACTION) -> &'static Channel {
    Box::leak(Box::new(Channel {
        action,
        base: Cell::new(null_mut()),
        irp: Cell::new(null_mut()),
        calls: Cell::new(0),
    }))
}

unsafe extern "C" fn control(
    _: *mut DEVICE_OBJECT,
    irp: *mut IRP,
    base: PVOID,
    context: PVOID,
) -> IO_ALLOCATION_ACTION {
    let channel = unsafe { &*context.cast::<Channel>() };
    unsafe { assert_eq!(KeGetCurrentIrql(), DISPATCH_LEVEL) };
    channel.base.set(base);
    channel.irp.set(irp);
    channel.calls.set(channel.calls.get() + 1);
    channel.action
}

fn device_object() -> PDEVICE_OBJECT {
    let device: PDEVICE_OBJECT = place();
    unsafe { (*device).CurrentIrp = 0x70 as PIRP };
    device
}

/// Runs a piece of a driver with a device on a bus; over several seeds, which map data in several ways.
fn each_seed(work: impl Fn(&Plugged) + Clone + 'static) {
    for seed in 0..40 {
        let bench = Bench::racing(seed);
        let device = bench.plug(0, InterruptResources::None);
        let work = work.clone();
        bench.run(move || work(&device));
        bench.report().assert_clean();
        assert_eq!(bench.kernel.left_of(DEVICE), []);
        assert_eq!(bench.kernel.pool.leaks_of(DEVICE).len(), 0);
    }
}

#[test]
fn a_common_buffer_lies_where_the_device_reaches() {
    each_seed(|device| unsafe {
        for (version, width, limit) in [
            (DEVICE_DESCRIPTION_VERSION3, 28, 1u64 << 28),
            (DEVICE_DESCRIPTION_VERSION3, 64, u64::MAX),
            (DEVICE_DESCRIPTION_VERSION2, 0, 1 << 24),
        ] {
            let dma = Dma::get(device, description(version, width, FALSE));
            let logical: PPHYSICAL_ADDRESS = place();
            let allocate = dma.table.AllocateCommonBuffer.unwrap();
            let buffer = allocate(dma.adapter, 8192, logical, TRUE).cast::<u8>();
            assert!(!buffer.is_null());
            assert_eq!(buffer as usize % PAGE, 0);
            let address = (*logical).QuadPart as u64;
            assert!(address + 8192 <= limit);
            buffer.write_bytes(0x5A, 8192);
            transfer(device, address, 8192, true);
            assert!(device.data.borrow().iter().all(|byte| *byte == 0x5A));
            device.data.borrow_mut().fill(0x33);
            transfer(device, address, 8192, false);
            assert_eq!(buffer.add(8191).read(), 0x33);
            let free = dma.table.FreeCommonBuffer.unwrap();
            free(dma.adapter, 8192, *logical, buffer.cast(), TRUE);
            assert_eq!(dma.table.GetDmaAlignment.unwrap()(dma.adapter), 1);
            dma.put();
        }
    });
}

#[test]
fn an_adapter_says_what_it_can_and_takes_a_limit() {
    each_seed(|device| unsafe {
        let dma = Dma::get(device, description(DEVICE_DESCRIPTION_VERSION3, 40, TRUE));
        assert_eq!((*dma.adapter).Version, 1);
        assert_eq!(dma.table.Size as usize, size_of::<DMA_OPERATIONS>());
        assert!((1..=5).contains(&dma.registers));
        let info: PDMA_ADAPTER_INFO = place();
        (*info).Version = 1;
        let status = dma.table.GetDmaAdapterInfo.unwrap()(dma.adapter, info);
        assert_eq!((status, (*info).V1.DmaAddressWidth), (STATUS_SUCCESS, 40));
        let (logical, highest) = (place(), place::<PHYSICAL_ADDRESS>());
        (*highest).QuadPart = 0x0FFF_FFFF;
        let allocate = dma.table.AllocateCommonBufferEx.unwrap();
        let buffer = allocate(dma.adapter, highest, 100, logical, TRUE, MM_ANY_NODE_OK);
        assert!((*logical).QuadPart <= 0x0FFF_FFFF);
        dma.table.FreeCommonBuffer.unwrap()(dma.adapter, 100, *logical, buffer, TRUE);
        dma.put();
        let two = Dma::get(device, description(DEVICE_DESCRIPTION_VERSION2, 0, TRUE));
        assert!(two.table.AllocateCommonBufferEx.is_none());
        assert!((two.table.Size as usize) < size_of::<DMA_OPERATIONS>());
        two.put();
        let mut newer = description(4, 64, TRUE);
        assert!(IoGetDmaAdapter(device.object, &raw mut newer, place()).is_null());
    });
}

/// Moves data through a channel, in as many parts as the map registers allow.
fn move_by_channel(device: &Plugged, scatter_gather: BOOLEAN, width: ULONG, to_device: bool) {
    let length = 3 * PAGE;
    let dma = Dma::get(
        device,
        description(DEVICE_DESCRIPTION_VERSION3, width, scatter_gather),
    );
    let (buffer, mdl) = memory(length, 500);
    let object = device_object();
    let to = BOOLEAN::from(to_device);
    let bytes = |index: usize| (index % 251) as u8;
    let mut moved = 0;
    unsafe {
        for index in 0..length {
            buffer
                .add(index)
                .write(if to_device { bytes(index) } else { 0xEE });
        }
        let irql = KfRaiseIrql(DISPATCH_LEVEL);
        while moved < length {
            // What so many map registers cover from here on.
            let from = buffer.add(moved);
            let room = dma.registers as usize * PAGE - from as usize % PAGE;
            let part = room.min(length - moved);
            let count = (from as usize % PAGE + part).div_ceil(PAGE) as u32;
            let keeps = channel(DeallocateObjectKeepRegisters);
            assert_eq!(dma.allocate(object, count, keeps), STATUS_SUCCESS);
            assert_eq!((keeps.calls.get(), keeps.irp.get() as usize), (1, 0x70));
            let base = keeps.base.get();
            let mut done = 0;
            while done < part {
                let at = from.add(done);
                let (address, mapped) = dma.map(mdl, base, at.cast(), part - done, to);
                assert!(mapped == part - done || scatter_gather == TRUE);
                assert!(u128::from(address) + mapped as u128 <= 1 << width);
                if to_device {
                    transfer(device, address, mapped, true);
                    let seen = device.data.borrow();
                    let right = |(index, byte): (usize, &u8)| *byte == bytes(moved + done + index);
                    assert!(seen.iter().enumerate().all(right));
                } else {
                    let data = (0..mapped).map(|index| bytes(moved + done + index));
                    *device.data.borrow_mut() = data.collect();
                    transfer(device, address, mapped, false);
                }
                done += mapped;
            }
            dma.flush(mdl, base, from.cast(), part, to);
            dma.free_registers(base, count);
            moved += part;
        }
        KeLowerIrql(irql);
        for index in 0..length {
            assert_eq!(buffer.add(index).read(), bytes(index));
        }
        IoFreeMdl(mdl);
        ExFreePoolWithTag(buffer.sub(500).cast(), TAG);
    }
    dma.put();
}

#[test]
fn data_goes_through_a_channel_in_parts_whatever_the_device_reaches() {
    each_seed(|device| {
        for to_device in [true, false] {
            for width in [28, 64] {
                move_by_channel(device, TRUE, width, to_device);
                move_by_channel(device, FALSE, width, to_device);
            }
        }
    });
}

/// What the routine for a list does.
struct Lists {
    device: Plugged,
    list: Cell<PSCATTER_GATHER_LIST>,
    to_device: bool,
    length: Cell<usize>,
}

unsafe extern "C" fn list_control(
    _: *mut DEVICE_OBJECT,
    irp: *mut IRP,
    list: PSCATTER_GATHER_LIST,
    context: PVOID,
) {
    let lists = unsafe { &*context.cast::<Lists>() };
    assert_eq!(irp as usize, 0x70);
    lists.list.set(list);
    let mut total = 0;
    let first = unsafe { (&raw const (*list).Elements).cast::<SCATTER_GATHER_ELEMENT>() };
    for index in 0..unsafe { (*list).NumberOfElements } {
        let element = unsafe { first.add(index as usize).read() };
        let (address, length) = (element.Address.QuadPart as u64, element.Length as usize);
        assert!(address + length as u64 <= 1 << 28);
        if !lists.to_device {
            *lists.device.data.borrow_mut() = vec![0x77; length];
        }
        transfer(&lists.device, address, length, lists.to_device);
        if lists.to_device {
            assert!(lists.device.data.borrow().iter().all(|byte| *byte == 0x66));
        }
        total += length;
    }
    lists.length.set(total);
}

fn get_list(dma: &Dma, mdl: PMDL, at: *mut u8, length: usize, lists: &'static Lists) -> NTSTATUS {
    let get = dma.table.GetScatterGatherList.unwrap();
    let context = std::ptr::from_ref(lists).cast_mut().cast();
    let to = BOOLEAN::from(lists.to_device);
    unsafe {
        get(
            dma.adapter,
            device_object(),
            mdl,
            at.cast(),
            length as u32,
            Some(list_control),
            context,
            to,
        )
    }
}

#[test]
fn a_list_covers_what_was_asked_for_and_comes_back_flushed() {
    each_seed(|device| unsafe {
        let dma = Dma::get(device, description(DEVICE_DESCRIPTION_VERSION3, 28, TRUE));
        for to_device in [true, false] {
            let lists: &Lists = Box::leak(Box::new(Lists {
                device: device.clone(),
                list: Cell::new(null_mut()),
                to_device,
                length: Cell::new(0),
            }));
            // Two MDLs: the end of one, and all of the other.
            let (buffer, mdl) = memory(PAGE, 4000);
            let (other, second) = memory(300, 0);
            (*mdl).Next = second;
            buffer.write_bytes(0x66, PAGE);
            other.write_bytes(0x66, 300);
            let irql = KfRaiseIrql(DISPATCH_LEVEL);
            let length = PAGE - 10 + 300;
            let status = get_list(&dma, mdl, buffer.add(10), length, lists);
            let needed = 3;
            if dma.registers < needed {
                assert_eq!(status, STATUS_INSUFFICIENT_RESOURCES);
            } else {
                assert_eq!(status, STATUS_SUCCESS);
                while lists.list.get().is_null() {
                    KeLowerIrql(irql);
                    let mut time = LARGE_INTEGER { QuadPart: -1000 };
                    KeDelayExecutionThread(KernelMode, FALSE, &raw mut time);
                    KfRaiseIrql(DISPATCH_LEVEL);
                }
                assert_eq!(lists.length.get(), length);
                let put = dma.table.PutScatterGatherList.unwrap();
                put(dma.adapter, lists.list.get(), BOOLEAN::from(to_device));
                let now = if to_device { 0x66 } else { 0x77 };
                assert_eq!((buffer.add(9).read(), buffer.add(10).read()), (0x66, now));
                assert_eq!(other.add(299).read(), now);
            }
            let status = get_list(&dma, mdl, buffer, PAGE + 301, lists);
            assert_eq!(status, STATUS_BUFFER_TOO_SMALL);
            KeLowerIrql(irql);
            for (place, mdl) in [(buffer.sub(4000), mdl), (other, second)] {
                IoFreeMdl(mdl);
                ExFreePoolWithTag(place.cast(), TAG);
            }
        }
        dma.put();
    });
}

#[test]
fn requests_wait_for_the_channel_and_for_map_registers() {
    each_seed(|device| unsafe {
        let dma = Dma::get(device, description(DEVICE_DESCRIPTION_VERSION3, 64, TRUE));
        let irql = KfRaiseIrql(DISPATCH_LEVEL);
        let keeps = channel(KeepObject);
        assert_eq!(dma.allocate(device_object(), 1, keeps), STATUS_SUCCESS);
        let (second, third) = (
            channel(DeallocateObjectKeepRegisters),
            channel(DeallocateObject),
        );
        dma.allocate(device_object(), dma.registers, second);
        dma.allocate(device_object(), 1, third);
        assert_eq!((keeps.calls.get(), second.calls.get()), (1, 0));
        dma.table.FreeAdapterChannel.unwrap()(dma.adapter);
        assert_eq!((second.calls.get(), third.calls.get()), (1, 0));
        dma.free_registers(second.base.get(), dma.registers);
        assert_eq!(third.calls.get(), 1);
        KeLowerIrql(irql);
        dma.put();
    });
}

/// The rules that a piece of a driver breaks at `DISPATCH_LEVEL`: with an adapter, memory with an MDL, and a channel.
fn broken_with(deed: impl FnOnce(&Plugged, &Dma, (*mut u8, PMDL), PVOID) + 'static) -> Vec<Rule> {
    let bench = Bench::new();
    let device = bench.plug(0, InterruptResources::None);
    bench.run(move || unsafe {
        let dma = Dma::get(&device, description(DEVICE_DESCRIPTION_VERSION3, 28, TRUE));
        let irql = KfRaiseIrql(DISPATCH_LEVEL);
        let keeps = channel(DeallocateObjectKeepRegisters);
        dma.allocate(device_object(), 1, keeps);
        deed(&device, &dma, memory(100, 0), keeps.base.get());
        KeLowerIrql(irql);
    });
    bench.broken()
}

#[test]
fn misuse_of_dma_is_reported() {
    type Deed = fn(&Plugged, &Dma, (*mut u8, PMDL), PVOID);
    let deeds: [(Deed, &[Rule]); 15] = [
        // Everything is left.
        (|_, dma, _, _| dma.put(), &[Rule::DmaOrder]),
        (
            |_, dma, _, base| {
                dma.free_registers(base, 1);
                dma.put();
                dma.put();
            },
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, (at, mdl), base| {
                dma.map(mdl, base, at.cast(), 100, TRUE);
                dma.free_registers(base, 1);
            },
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, (at, mdl), base| {
                dma.map(mdl, base, at.cast(), 100, TRUE);
                dma.map(mdl, base, at.cast(), 100, TRUE);
            },
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, (at, mdl), base| dma.flush(mdl, base, at.cast(), 100, TRUE),
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, (at, mdl), base| {
                dma.map(mdl, base, at.cast(), 100, TRUE);
                dma.flush(mdl, base, at.cast(), 100, FALSE);
            },
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, (at, mdl), base| {
                dma.map(mdl, base, at.wrapping_add(1).cast(), 100, TRUE);
                dma.map(mdl, base, at.cast(), 0, TRUE);
            },
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, (at, mdl), _| {
                dma.map(mdl, null_mut(), at.cast(), 100, TRUE);
            },
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, (at, _), base| unsafe {
                // The pages are neither built nor locked.
                let mdl = IoAllocateMdl(at.cast(), 100, FALSE, FALSE, null_mut());
                dma.map(mdl, base, at.cast(), 100, TRUE);
            },
            &[Rule::MdlState],
        ),
        (
            |_, dma, _, base| dma.free_registers(base, 2),
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, _, base| {
                dma.free_registers(base, 1);
                dma.free_registers(base, 1);
            },
            &[Rule::DmaOrder],
        ),
        (
            |_, dma, _, _| {
                let wanted = dma.registers + 1;
                let status = dma.allocate(device_object(), wanted, channel(DeallocateObject));
                assert_eq!(status, STATUS_INSUFFICIENT_RESOURCES);
            },
            &[Rule::DmaOrder],
        ),
        (
            |device, dma, (at, mdl), base| {
                // The transfer is over: the device has no business there.
                let (address, length) = dma.map(mdl, base, at.cast(), 100, TRUE);
                dma.flush(mdl, base, at.cast(), length, TRUE);
                transfer(device, address, length, true);
            },
            &[Rule::DeviceMemory],
        ),
        (
            |device, dma, (at, mdl), base| {
                // The device writes what it was given to read.
                let (address, length) = dma.map(mdl, base, at.cast(), 100, TRUE);
                *device.data.borrow_mut() = vec![0; length];
                transfer(device, address, length, false);
            },
            &[Rule::DeviceMemory],
        ),
        (
            |_, dma, _, _| unsafe {
                dma.table.PutScatterGatherList.unwrap()(dma.adapter, place(), TRUE);
                dma.table.FreeAdapterChannel.unwrap()(dma.adapter);
                dma.table.GetDmaAlignment.unwrap()(dma.adapter);
            },
            &[Rule::DmaOrder, Rule::DmaOrder, Rule::WrongIrql],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        assert_eq!(broken_with(deed), rules, "deed {number}");
    }
}

#[test]
fn a_device_reaches_nothing_when_its_transfer_is_over_whichever_way_it_went() {
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        let device = bench.plug(0, InterruptResources::None);
        bench.run(move || unsafe {
            let dma = Dma::get(&device, description(DEVICE_DESCRIPTION_VERSION3, 64, TRUE));
            let irql = KfRaiseIrql(DISPATCH_LEVEL);
            let keeps = channel(DeallocateObjectKeepRegisters);
            dma.allocate(device_object(), 1, keeps);
            let (base, (at, mdl)) = (keeps.base.get(), memory(100, 0));
            let (address, length) = dma.map(mdl, base, at.cast(), 100, TRUE);
            transfer(&device, address, length, true);
            assert_eq!(device.data.borrow().len(), 100);
            dma.flush(mdl, base, at.cast(), length, TRUE);
            transfer(&device, address, length, true);
            KeLowerIrql(irql);
        });
        assert_eq!(bench.broken(), [Rule::DeviceMemory]);
    }
}

#[test]
fn a_common_buffer_is_freed_as_it_was_allocated() {
    let bench = Bench::new();
    let device = bench.plug(0, InterruptResources::None);
    let kernel = Rc::clone(&bench.kernel);
    bench.run(move || unsafe {
        let dma = Dma::get(&device, description(DEVICE_DESCRIPTION_VERSION3, 28, TRUE));
        let logical: PPHYSICAL_ADDRESS = place();
        let buffer = dma.table.AllocateCommonBuffer.unwrap()(dma.adapter, 100, logical, TRUE);
        let free = dma.table.FreeCommonBuffer.unwrap();
        free(dma.adapter, 200, *logical, buffer, TRUE);
        free(dma.adapter, 100, *logical, buffer, TRUE);
        // The device remembers.
        transfer(&device, (*logical).QuadPart as u64, 10, true);
        let _ = kernel;
    });
    let rules = [Rule::DmaOrder, Rule::DmaOrder, Rule::DeviceMemory];
    assert_eq!(bench.broken(), rules);
}

#[test]
fn a_driver_that_does_not_flush_sees_old_data_on_some_seed() {
    let stale = |seed| {
        let bench = Bench::racing(seed);
        let device = bench.plug(0, InterruptResources::None);
        let seen = Rc::new(Cell::new(0));
        let out = Rc::clone(&seen);
        bench.run(move || unsafe {
            let dma = Dma::get(&device, description(DEVICE_DESCRIPTION_VERSION3, 64, TRUE));
            let irql = KfRaiseIrql(DISPATCH_LEVEL);
            let keeps = channel(DeallocateObjectKeepRegisters);
            dma.allocate(device_object(), 1, keeps);
            let (at, mdl) = memory(100, 0);
            let (address, _) = dma.map(mdl, keeps.base.get(), at.cast(), 100, FALSE);
            *device.data.borrow_mut() = vec![9; 100];
            transfer(&device, address, 100, false);
            out.set(at.read());
            dma.flush(mdl, keeps.base.get(), at.cast(), 100, FALSE);
            assert_eq!(at.read(), 9);
            KeLowerIrql(irql);
        });
        seen.get() != 9
    };
    let stale = (0..40).filter(|seed| stale(*seed)).count();
    assert!((1..39).contains(&stale), "{stale}");
}
