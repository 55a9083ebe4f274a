//! Memory descriptor lists and DMA (wdm.h).

use super::super::*;

/// A memory descriptor list. The page frame numbers follow it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct MDL {
    pub Next: *mut MDL,
    pub Size: CSHORT,
    pub MdlFlags: CSHORT,
    pub Process: *mut EPROCESS,
    pub MappedSystemVa: PVOID,
    pub StartVa: PVOID,
    pub ByteCount: ULONG,
    pub ByteOffset: ULONG,
}
/// Pointer to [`MDL`].
pub type PMDL = *mut MDL;

/// A part of a buffer that is contiguous for the device.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SCATTER_GATHER_ELEMENT {
    pub Address: LARGE_INTEGER,
    pub Length: ULONG,
    pub Reserved: ULONG_PTR,
}
/// Pointer to [`SCATTER_GATHER_ELEMENT`].
pub type PSCATTER_GATHER_ELEMENT = *mut SCATTER_GATHER_ELEMENT;

/// A buffer as the device sees it: `NumberOfElements` elements follow.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SCATTER_GATHER_LIST {
    pub NumberOfElements: ULONG,
    pub Reserved: ULONG_PTR,
    pub Elements: [SCATTER_GATHER_ELEMENT; 0],
}
/// Pointer to [`SCATTER_GATHER_LIST`].
pub type PSCATTER_GATHER_LIST = *mut SCATTER_GATHER_LIST;

/// What a device can do by DMA.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DEVICE_DESCRIPTION {
    pub Version: ULONG,
    pub Master: BOOLEAN,
    pub ScatterGather: BOOLEAN,
    pub DemandMode: BOOLEAN,
    pub AutoInitialize: BOOLEAN,
    pub Dma32BitAddresses: BOOLEAN,
    pub IgnoreCount: BOOLEAN,
    pub Reserved1: BOOLEAN,
    pub Dma64BitAddresses: BOOLEAN,
    pub BusNumber: ULONG,
    pub DmaChannel: ULONG,
    pub InterfaceType: INTERFACE_TYPE,
    pub DmaWidth: DMA_WIDTH,
    pub DmaSpeed: DMA_SPEED,
    pub MaximumLength: ULONG,
    pub DmaPort: ULONG,
    pub DmaAddressWidth: ULONG,
    pub DmaControllerInstance: ULONG,
    pub DmaRequestLine: ULONG,
    pub DeviceAddress: LARGE_INTEGER,
}
/// Pointer to [`DEVICE_DESCRIPTION`].
pub type PDEVICE_DESCRIPTION = *mut DEVICE_DESCRIPTION;

/// The DMA adapter of a device, with its operations.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DMA_ADAPTER {
    pub Version: USHORT,
    pub Size: USHORT,
    pub DmaOperations: PDMA_OPERATIONS,
}
/// Pointer to [`DMA_ADAPTER`].
pub type PDMA_ADAPTER = *mut DMA_ADAPTER;

/// What a DMA adapter can do.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DMA_ADAPTER_INFO_V1 {
    pub ReadDmaCounterAvailable: ULONG,
    pub ScatterGatherLimit: ULONG,
    pub DmaAddressWidth: ULONG,
    pub Flags: ULONG,
    pub MinimumTransferUnit: ULONG,
}
/// Pointer to [`DMA_ADAPTER_INFO_V1`].
pub type PDMA_ADAPTER_INFO_V1 = *mut DMA_ADAPTER_INFO_V1;

/// What [`DMA_OPERATIONS`] `GetDmaAdapterInfo` fills in.
#[repr(C, align(8))]
#[derive(Clone, Copy, Debug)]
pub struct DMA_ADAPTER_INFO {
    pub Version: ULONG,
    pub Padding0: [UCHAR; 4],
    pub V1: DMA_ADAPTER_INFO_V1,
    pub Padding1: [UCHAR; 60],
}
/// Pointer to [`DMA_ADAPTER_INFO`].
pub type PDMA_ADAPTER_INFO = *mut DMA_ADAPTER_INFO;

/// What a transfer needs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DMA_TRANSFER_INFO_V1 {
    pub MapRegisterCount: ULONG,
    pub ScatterGatherElementCount: ULONG,
    pub ScatterGatherListSize: ULONG,
}
/// Pointer to [`DMA_TRANSFER_INFO_V1`].
pub type PDMA_TRANSFER_INFO_V1 = *mut DMA_TRANSFER_INFO_V1;

/// What [`DMA_OPERATIONS`] `GetDmaTransferInfo` fills in.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DMA_TRANSFER_INFO {
    pub Version: ULONG,
    pub V1: DMA_TRANSFER_INFO_V1,
    pub Padding0: [UCHAR; 4],
}
/// Pointer to [`DMA_TRANSFER_INFO`].
pub type PDMA_TRANSFER_INFO = *mut DMA_TRANSFER_INFO;
