//! Hardware resources that are asked for (wdm.h).

use super::super::*;

/// A resource that is asked for; `Type` says which arm of `u` it is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_DESCRIPTOR {
    pub Option: UCHAR,
    pub Type: UCHAR,
    pub ShareDisposition: UCHAR,
    pub Spare1: UCHAR,
    pub Flags: USHORT,
    pub Spare2: USHORT,
    pub u: IO_RESOURCE_DESCRIPTOR_u,
}
/// Pointer to [`IO_RESOURCE_DESCRIPTOR`].
pub type PIO_RESOURCE_DESCRIPTOR = *mut IO_RESOURCE_DESCRIPTOR;

/// The resource of an [`IO_RESOURCE_DESCRIPTOR`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union IO_RESOURCE_DESCRIPTOR_u {
    pub Port: IO_RESOURCE_DESCRIPTOR_u_Port,
    pub Memory: IO_RESOURCE_DESCRIPTOR_u_Memory,
    pub Interrupt: IO_RESOURCE_DESCRIPTOR_u_Interrupt,
    pub Dma: IO_RESOURCE_DESCRIPTOR_u_Dma,
    pub Generic: IO_RESOURCE_DESCRIPTOR_u_Generic,
    pub DevicePrivate: IO_RESOURCE_DESCRIPTOR_u_DevicePrivate,
    pub BusNumber: IO_RESOURCE_DESCRIPTOR_u_BusNumber,
    pub Memory40: IO_RESOURCE_DESCRIPTOR_u_Memory40,
    pub Memory48: IO_RESOURCE_DESCRIPTOR_u_Memory48,
    pub Memory64: IO_RESOURCE_DESCRIPTOR_u_Memory64,
}

/// `Port` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Port {
    pub Length: ULONG,
    pub Alignment: ULONG,
    pub MinimumAddress: LARGE_INTEGER,
    pub MaximumAddress: LARGE_INTEGER,
}

/// `Memory` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Memory {
    pub Length: ULONG,
    pub Alignment: ULONG,
    pub MinimumAddress: LARGE_INTEGER,
    pub MaximumAddress: LARGE_INTEGER,
}

/// `Interrupt` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Interrupt {
    pub MinimumVector: ULONG,
    pub MaximumVector: ULONG,
    pub AffinityPolicy: IRQ_DEVICE_POLICY,
    pub PriorityPolicy: IRQ_PRIORITY,
    pub TargetedProcessors: KAFFINITY,
}

/// `Dma` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Dma {
    pub MinimumChannel: ULONG,
    pub MaximumChannel: ULONG,
}

/// `Generic` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Generic {
    pub Length: ULONG,
    pub Alignment: ULONG,
    pub MinimumAddress: LARGE_INTEGER,
    pub MaximumAddress: LARGE_INTEGER,
}

/// `DevicePrivate` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_RESOURCE_DESCRIPTOR_u_DevicePrivate {
    pub Data: [ULONG; 3],
}

/// `BusNumber` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct IO_RESOURCE_DESCRIPTOR_u_BusNumber {
    pub Length: ULONG,
    pub MinBusNumber: ULONG,
    pub MaxBusNumber: ULONG,
    pub Reserved: ULONG,
}

/// `Memory40` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Memory40 {
    pub Length40: ULONG,
    pub Alignment40: ULONG,
    pub MinimumAddress: LARGE_INTEGER,
    pub MaximumAddress: LARGE_INTEGER,
}

/// `Memory48` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Memory48 {
    pub Length48: ULONG,
    pub Alignment48: ULONG,
    pub MinimumAddress: LARGE_INTEGER,
    pub MaximumAddress: LARGE_INTEGER,
}

/// `Memory64` of [`IO_RESOURCE_DESCRIPTOR_u`].
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_DESCRIPTOR_u_Memory64 {
    pub Length64: ULONG,
    pub Alignment64: ULONG,
    pub MinimumAddress: LARGE_INTEGER,
    pub MaximumAddress: LARGE_INTEGER,
}

/// Resources that are asked for together: `Count` descriptors.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_LIST {
    pub Version: USHORT,
    pub Revision: USHORT,
    pub Count: ULONG,
    pub Descriptors: [IO_RESOURCE_DESCRIPTOR; 1],
}
/// Pointer to [`IO_RESOURCE_LIST`].
pub type PIO_RESOURCE_LIST = *mut IO_RESOURCE_LIST;

/// What a device asks for: `AlternativeLists` lists, each `Count` descriptors long.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct IO_RESOURCE_REQUIREMENTS_LIST {
    pub ListSize: ULONG,
    pub InterfaceType: INTERFACE_TYPE,
    pub BusNumber: ULONG,
    pub SlotNumber: ULONG,
    pub Reserved: [ULONG; 3],
    pub AlternativeLists: ULONG,
    pub List: [IO_RESOURCE_LIST; 1],
}
/// Pointer to [`IO_RESOURCE_REQUIREMENTS_LIST`].
pub type PIO_RESOURCE_REQUIREMENTS_LIST = *mut IO_RESOURCE_REQUIREMENTS_LIST;
