//! The table of a DMA adapter's routines. Slots for what is not simulated are NULL, as those behind `Size` would be.

use miniport::ffi;

use super::{adapter, buffer, channel, list, transfer};

/// Routines that are called through the table: rows as of exported routines, each a function with the name of its slot.
macro_rules! operations {
    ($($name:ident($($parameter:ident: $type:ty),* $(,)?) -> $result:ty, $levels:ident => $body:expr, else $other:expr;)*) => {$(
        #[allow(non_snake_case, reason = "the name of the slot")]
        extern "C" fn $name($($parameter: $type),*) -> $result {
            static ROUTINE: crate::kernel::routine::Routine = crate::kernel::routine::Routine::new(
                concat!("DMA_OPERATIONS.", stringify!($name)),
                crate::kernel::routine::$levels,
            );
            match crate::kernel::nt::call::Call::enter(&ROUTINE) {
                Some(call) => call.run($body),
                None => $other,
            }
        }
        crate::kernel::abi::win64! { $name($($parameter: $type),*) }
    )*};
}

operations! {
    PutDmaAdapter(dma: ffi::PDMA_ADAPTER) -> (), UP_TO_DISPATCH => |call| adapter::put(call, dma), else ();
    GetDmaAlignment(dma: ffi::PDMA_ADAPTER) -> ffi::ULONG, PASSIVE => |call| adapter::alignment(call, dma), else 1;
    GetDmaAdapterInfo(dma: ffi::PDMA_ADAPTER, info: ffi::PDMA_ADAPTER_INFO) -> ffi::NTSTATUS, UP_TO_DISPATCH
        => |call| adapter::info(call, dma, info), else ffi::STATUS_UNSUCCESSFUL;
    AllocateCommonBuffer(
        dma: ffi::PDMA_ADAPTER, length: ffi::ULONG, logical: ffi::PPHYSICAL_ADDRESS, _cached: ffi::BOOLEAN
    ) -> ffi::PVOID, PASSIVE
        => |call| buffer::allocate(call, dma, length, logical, None), else std::ptr::null_mut();
    AllocateCommonBufferEx(
        dma: ffi::PDMA_ADAPTER, highest: ffi::PPHYSICAL_ADDRESS, length: ffi::ULONG, logical: ffi::PPHYSICAL_ADDRESS,
        _cached: ffi::BOOLEAN, _node: ffi::NODE_REQUIREMENT
    ) -> ffi::PVOID, PASSIVE
        => |call| buffer::allocate(call, dma, length, logical, Some(highest)), else std::ptr::null_mut();
    FreeCommonBuffer(
        dma: ffi::PDMA_ADAPTER, length: ffi::ULONG, logical: ffi::PHYSICAL_ADDRESS, address: ffi::PVOID,
        _cached: ffi::BOOLEAN
    ) -> (), PASSIVE => |call| buffer::free(call, dma, length, logical.QuadPart, address as usize), else ();
    AllocateAdapterChannel(
        dma: ffi::PDMA_ADAPTER, device: ffi::PDEVICE_OBJECT, registers: ffi::ULONG, routine: ffi::PDRIVER_CONTROL,
        context: ffi::PVOID
    ) -> ffi::NTSTATUS, DISPATCH => |call| channel::allocate(call, dma, device, registers, routine, context),
        else ffi::STATUS_INSUFFICIENT_RESOURCES;
    FreeAdapterChannel(dma: ffi::PDMA_ADAPTER) -> (), DISPATCH => |call| channel::free(call, dma), else ();
    FreeMapRegisters(dma: ffi::PDMA_ADAPTER, base: ffi::PVOID, count: ffi::ULONG) -> (), DISPATCH
        => |call| channel::free_registers(call, dma, base as usize, count), else ();
    MapTransfer(
        dma: ffi::PDMA_ADAPTER, mdl: ffi::PMDL, base: ffi::PVOID, address: ffi::PVOID, length: ffi::PULONG,
        to_device: ffi::BOOLEAN
    ) -> ffi::PHYSICAL_ADDRESS, UP_TO_DISPATCH
        => |call| transfer::map(call, dma, mdl, base as usize, address as usize, length, to_device != 0),
        else ffi::PHYSICAL_ADDRESS { QuadPart: 0 };
    FlushAdapterBuffers(
        dma: ffi::PDMA_ADAPTER, mdl: ffi::PMDL, base: ffi::PVOID, address: ffi::PVOID, length: ffi::ULONG,
        to_device: ffi::BOOLEAN
    ) -> ffi::BOOLEAN, UP_TO_DISPATCH
        => |call| transfer::flush(call, dma, mdl, base as usize, (address as usize, length as usize), to_device != 0),
        else ffi::FALSE;
    GetScatterGatherList(
        dma: ffi::PDMA_ADAPTER, device: ffi::PDEVICE_OBJECT, mdl: ffi::PMDL, address: ffi::PVOID, length: ffi::ULONG,
        routine: ffi::PDRIVER_LIST_CONTROL, context: ffi::PVOID, to_device: ffi::BOOLEAN
    ) -> ffi::NTSTATUS, DISPATCH
        => |call| list::get(call, dma, device, (mdl, address as usize, length as usize), routine, context, to_device != 0),
        else ffi::STATUS_INSUFFICIENT_RESOURCES;
    PutScatterGatherList(dma: ffi::PDMA_ADAPTER, list: ffi::PSCATTER_GATHER_LIST, to_device: ffi::BOOLEAN) -> (), DISPATCH
        => |call| list::put(call, dma, list as usize, to_device != 0), else ();
}

/// The slots of a version: those of version 1 and 2 end before those of version 3. An image calls them in its own convention.
const fn table(size: usize, version_3: bool, for_image: bool) -> ffi::DMA_OPERATIONS {
    // SAFETY: the first field is an integer, the others are function pointers that may be NULL.
    let mut table: ffi::DMA_OPERATIONS = unsafe { std::mem::zeroed() };
    #[allow(clippy::cast_possible_truncation, reason = "some hundred bytes")]
    {
        table.Size = size as u32;
    }
    macro_rules! slots {
        ($($name:ident)*) => {$(
            table.$name = Some($name);
            #[cfg(images)]
            #[allow(clippy::missing_transmute_annotations, reason = "the slot says its type")]
            if for_image {
                // SAFETY: the form for images of the routine of this slot, which images call only; it is not NULL.
                table.$name = unsafe { std::mem::transmute::<*const (), _>($name::WIN64) };
            }
        )*};
    }
    slots! {
        PutDmaAdapter AllocateCommonBuffer FreeCommonBuffer AllocateAdapterChannel FlushAdapterBuffers FreeAdapterChannel FreeMapRegisters
        MapTransfer GetDmaAlignment GetScatterGatherList PutScatterGatherList
    }
    if version_3 {
        slots! { GetDmaAdapterInfo AllocateCommonBufferEx }
    }
    let _ = for_image;
    table
}

/// The tables of versions 1, 2 and 3.
const fn tables(for_image: bool) -> [ffi::DMA_OPERATIONS; 3] {
    use std::mem::offset_of;
    let first = offset_of!(ffi::DMA_OPERATIONS, CalculateScatterGatherList);
    let second = offset_of!(ffi::DMA_OPERATIONS, GetDmaAdapterInfo);
    [
        table(first, false, for_image),
        table(second, false, for_image),
        table(size_of::<ffi::DMA_OPERATIONS>(), true, for_image),
    ]
}

static TABLES: [[ffi::DMA_OPERATIONS; 3]; 2] = [tables(false), tables(true)];

/// The table for a version of a device description.
pub(super) fn table_of(version: u32, for_image: bool) -> ffi::PDMA_OPERATIONS {
    let index = match version {
        ffi::DEVICE_DESCRIPTION_VERSION2 => 1,
        ffi::DEVICE_DESCRIPTION_VERSION3 => 2,
        _ => 0,
    };
    (&raw const TABLES[usize::from(for_image)][index]).cast_mut()
}
