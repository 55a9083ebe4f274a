//! Plug and Play and power (wdm.h).

use super::super::*;

/// A power state of the system or of a device.
#[repr(C)]
#[derive(Clone, Copy)]
pub union POWER_STATE {
    pub SystemState: SYSTEM_POWER_STATE,
    pub DeviceState: DEVICE_POWER_STATE,
}
/// Pointer to [`POWER_STATE`].
pub type PPOWER_STATE = *mut POWER_STATE;

/// How often a device entered each state.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct POWER_SEQUENCE {
    pub SequenceD1: ULONG,
    pub SequenceD2: ULONG,
    pub SequenceD3: ULONG,
}
/// Pointer to [`POWER_SEQUENCE`].
pub type PPOWER_SEQUENCE = *mut POWER_SEQUENCE;

/// What a device can do. `Bits` stands for the header's bit fields.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DEVICE_CAPABILITIES {
    pub Size: USHORT,
    pub Version: USHORT,
    pub Bits: ULONG,
    pub Address: ULONG,
    pub UINumber: ULONG,
    pub DeviceState: [DEVICE_POWER_STATE; 7],
    pub SystemWake: SYSTEM_POWER_STATE,
    pub DeviceWake: DEVICE_POWER_STATE,
    pub D1Latency: ULONG,
    pub D2Latency: ULONG,
    pub D3Latency: ULONG,
}
/// Pointer to [`DEVICE_CAPABILITIES`].
pub type PDEVICE_CAPABILITIES = *mut DEVICE_CAPABILITIES;

/// Devices that another is in a relation with: `Count` objects.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DEVICE_RELATIONS {
    pub Count: ULONG,
    pub Objects: [PDEVICE_OBJECT; 1],
}
/// Pointer to [`DEVICE_RELATIONS`].
pub type PDEVICE_RELATIONS = *mut DEVICE_RELATIONS;

/// The bus that a device is on.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct PNP_BUS_INFORMATION {
    pub BusTypeGuid: GUID,
    pub LegacyBusType: INTERFACE_TYPE,
    pub BusNumber: ULONG,
}
/// Pointer to [`PNP_BUS_INFORMATION`].
pub type PPNP_BUS_INFORMATION = *mut PNP_BUS_INFORMATION;

/// What every interface of `IRP_MN_QUERY_INTERFACE` begins with.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct INTERFACE {
    pub Size: USHORT,
    pub Version: USHORT,
    pub Context: PVOID,
    pub InterfaceReference: PINTERFACE_REFERENCE,
    pub InterfaceDereference: PINTERFACE_DEREFERENCE,
}
/// Pointer to [`INTERFACE`].
pub type PINTERFACE = *mut INTERFACE;

/// The bus's routines (`GUID_BUS_INTERFACE_STANDARD`).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct BUS_INTERFACE_STANDARD {
    pub Size: USHORT,
    pub Version: USHORT,
    pub Context: PVOID,
    pub InterfaceReference: PINTERFACE_REFERENCE,
    pub InterfaceDereference: PINTERFACE_DEREFERENCE,
    pub TranslateBusAddress: PTRANSLATE_BUS_ADDRESS,
    pub GetDmaAdapter: PGET_DMA_ADAPTER,
    pub SetBusData: PGET_SET_DEVICE_DATA,
    pub GetBusData: PGET_SET_DEVICE_DATA,
}
/// Pointer to [`BUS_INTERFACE_STANDARD`].
pub type PBUS_INTERFACE_STANDARD = *mut BUS_INTERFACE_STANDARD;

/// A device interface came or went.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct DEVICE_INTERFACE_CHANGE_NOTIFICATION {
    pub Version: USHORT,
    pub Size: USHORT,
    pub Event: GUID,
    pub InterfaceClassGuid: GUID,
    pub SymbolicLinkName: PUNICODE_STRING,
}
/// Pointer to [`DEVICE_INTERFACE_CHANGE_NOTIFICATION`].
pub type PDEVICE_INTERFACE_CHANGE_NOTIFICATION = *mut DEVICE_INTERFACE_CHANGE_NOTIFICATION;

impl DEVICE_CAPABILITIES {
    pub const DeviceD1: ULONG = 1 << 0;
    pub const DeviceD2: ULONG = 1 << 1;
    pub const LockSupported: ULONG = 1 << 2;
    pub const EjectSupported: ULONG = 1 << 3;
    pub const Removable: ULONG = 1 << 4;
    pub const DockDevice: ULONG = 1 << 5;
    pub const UniqueID: ULONG = 1 << 6;
    pub const SilentInstall: ULONG = 1 << 7;
    pub const RawDeviceOK: ULONG = 1 << 8;
    pub const SurpriseRemovalOK: ULONG = 1 << 9;
    pub const WakeFromD0: ULONG = 1 << 10;
    pub const WakeFromD1: ULONG = 1 << 11;
    pub const WakeFromD2: ULONG = 1 << 12;
    pub const WakeFromD3: ULONG = 1 << 13;
    pub const HardwareDisabled: ULONG = 1 << 14;
    pub const NonDynamic: ULONG = 1 << 15;
    pub const WarmEjectSupported: ULONG = 1 << 16;
    pub const NoDisplayInUI: ULONG = 1 << 17;
    pub const WakeFromInterrupt: ULONG = 1 << 19;
    pub const SecureDevice: ULONG = 1 << 20;
    pub const ChildOfVgaEnabledBridge: ULONG = 1 << 21;
    pub const DecodeIoOnBoot: ULONG = 1 << 22;
}
