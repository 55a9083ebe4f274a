//! Hardware resources that were assigned (wdm.h).

use super::super::*;

/// A resource that was assigned; `Type` says which arm of `u` it is.
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR {
    pub Type: UCHAR,
    pub ShareDisposition: UCHAR,
    pub Flags: USHORT,
    pub u: CM_PARTIAL_RESOURCE_DESCRIPTOR_u,
}
/// Pointer to [`CM_PARTIAL_RESOURCE_DESCRIPTOR`].
pub type PCM_PARTIAL_RESOURCE_DESCRIPTOR = *mut CM_PARTIAL_RESOURCE_DESCRIPTOR;

/// The resource of a [`CM_PARTIAL_RESOURCE_DESCRIPTOR`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub union CM_PARTIAL_RESOURCE_DESCRIPTOR_u {
    pub Generic: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Generic,
    pub Port: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Port,
    pub Interrupt: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Interrupt,
    pub MessageInterrupt: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt,
    pub Memory: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory,
    pub Dma: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Dma,
    pub DevicePrivate: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_DevicePrivate,
    pub BusNumber: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_BusNumber,
    pub Memory40: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory40,
    pub Memory48: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory48,
    pub Memory64: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory64,
}

/// `Generic` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Generic {
    pub Start: LARGE_INTEGER,
    pub Length: ULONG,
}

/// `Port` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Port {
    pub Start: LARGE_INTEGER,
    pub Length: ULONG,
}

/// `Interrupt` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy, Debug)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Interrupt {
    pub Level: ULONG,
    pub Vector: ULONG,
    pub Affinity: KAFFINITY,
}

/// `MessageInterrupt` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub union CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt {
    pub Raw: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt_Raw,
    pub Translated: CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt_Translated,
}

/// `Memory` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory {
    pub Start: LARGE_INTEGER,
    pub Length: ULONG,
}

/// `Dma` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy, Debug)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Dma {
    pub Channel: ULONG,
    pub Port: ULONG,
    pub Reserved1: ULONG,
}

/// `DevicePrivate` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy, Debug)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_DevicePrivate {
    pub Data: [ULONG; 3],
}

/// `BusNumber` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy, Debug)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_BusNumber {
    pub Start: ULONG,
    pub Length: ULONG,
    pub Reserved: ULONG,
}

/// `Memory40` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory40 {
    pub Start: LARGE_INTEGER,
    pub Length40: ULONG,
}

/// `Memory48` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory48 {
    pub Start: LARGE_INTEGER,
    pub Length48: ULONG,
}

/// `Memory64` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u`].
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_Memory64 {
    pub Start: LARGE_INTEGER,
    pub Length64: ULONG,
}

/// `Raw` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt`].
#[repr(C, packed(4))]
#[derive(Clone, Copy, Debug)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt_Raw {
    pub Reserved: USHORT,
    pub MessageCount: USHORT,
    pub Vector: ULONG,
    pub Affinity: KAFFINITY,
}

/// `Translated` of [`CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt`].
#[repr(C, packed(4))]
#[derive(Clone, Copy, Debug)]
pub struct CM_PARTIAL_RESOURCE_DESCRIPTOR_u_MessageInterrupt_Translated {
    pub Level: ULONG,
    pub Vector: ULONG,
    pub Affinity: KAFFINITY,
}

/// The resources of one bus: `Count` descriptors.
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_PARTIAL_RESOURCE_LIST {
    pub Version: USHORT,
    pub Revision: USHORT,
    pub Count: ULONG,
    pub PartialDescriptors: [CM_PARTIAL_RESOURCE_DESCRIPTOR; 1],
}
/// Pointer to [`CM_PARTIAL_RESOURCE_LIST`].
pub type PCM_PARTIAL_RESOURCE_LIST = *mut CM_PARTIAL_RESOURCE_LIST;

/// A bus and the resources on it.
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_FULL_RESOURCE_DESCRIPTOR {
    pub InterfaceType: INTERFACE_TYPE,
    pub BusNumber: ULONG,
    pub PartialResourceList: CM_PARTIAL_RESOURCE_LIST,
}
/// Pointer to [`CM_FULL_RESOURCE_DESCRIPTOR`].
pub type PCM_FULL_RESOURCE_DESCRIPTOR = *mut CM_FULL_RESOURCE_DESCRIPTOR;

/// What `IRP_MN_START_DEVICE` assigns: `Count` lists.
#[repr(C, packed(4))]
#[derive(Clone, Copy)]
pub struct CM_RESOURCE_LIST {
    pub Count: ULONG,
    pub List: [CM_FULL_RESOURCE_DESCRIPTOR; 1],
}
/// Pointer to [`CM_RESOURCE_LIST`].
pub type PCM_RESOURCE_LIST = *mut CM_RESOURCE_LIST;
