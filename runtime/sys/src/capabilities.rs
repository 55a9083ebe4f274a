//! What a unit is capable of (storport.h). Bit fields are one integer here, with a constant for each bit.

use super::*;

/// What a unit can do, as `StorQueryCapabilities` reports it. `Bits` stands for the header's bit fields.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct STOR_DEVICE_CAPABILITIES {
    pub Version: USHORT,
    pub Bits: ULONG,
}

/// What a unit can do, with `STOR_FEATURE_FULL_PNP_DEVICE_CAPABILITIES`. `Bits` stands for the header's bit fields.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct STOR_DEVICE_CAPABILITIES_EX {
    pub Version: USHORT,
    pub Size: USHORT,
    pub Bits: ULONG,
    pub Address: ULONG,
    pub UINumber: ULONG,
    pub Reserved1: [ULONG; 2],
}

/// Attributes of a unit, for `StorPortSetUnitAttributes`. `Bits` stands for the header's bit fields.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct STOR_UNIT_ATTRIBUTES {
    pub Bits: ULONG,
}

impl STOR_DEVICE_CAPABILITIES {
    pub const DeviceD1: ULONG = 1 << 0;
    pub const DeviceD2: ULONG = 1 << 1;
    pub const LockSupported: ULONG = 1 << 2;
    pub const EjectSupported: ULONG = 1 << 3;
    pub const Removable: ULONG = 1 << 4;
    pub const DockDevice: ULONG = 1 << 5;
    pub const UniqueID: ULONG = 1 << 6;
    pub const SilentInstall: ULONG = 1 << 7;
    pub const SurpriseRemovalOK: ULONG = 1 << 8;
    pub const NoDisplayInUI: ULONG = 1 << 9;
}

impl STOR_DEVICE_CAPABILITIES_EX {
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
    pub const NoDisplayInUI: ULONG = 1 << 10;
    pub const DefaultWriteCacheEnabled: ULONG = 1 << 11;
}

impl STOR_UNIT_ATTRIBUTES {
    pub const DeviceAttentionSupported: ULONG = 1 << 0;
    pub const AsyncNotificationSupported: ULONG = 1 << 1;
    pub const D3ColdNotSupported: ULONG = 1 << 2;
    /// Since Windows 11.
    pub const BypassIOSupported: ULONG = 1 << 3;
}

/// Pointer to [`STOR_DEVICE_CAPABILITIES`].
pub type PSTOR_DEVICE_CAPABILITIES = *mut STOR_DEVICE_CAPABILITIES;
/// Pointer to [`STOR_DEVICE_CAPABILITIES_EX`].
pub type PSTOR_DEVICE_CAPABILITIES_EX = *mut STOR_DEVICE_CAPABILITIES_EX;
/// Pointer to [`STOR_UNIT_ATTRIBUTES`].
pub type PSTOR_UNIT_ATTRIBUTES = *mut STOR_UNIT_ATTRIBUTES;
