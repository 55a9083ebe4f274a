//! Runtime power management: devices, components and their states (storport.h).

use super::*;

/// An F-state of a component.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_COMPONENT_IDLE_STATE {
    pub Version: ULONG,
    pub Size: ULONG,
    pub TransitionLatency: ULONGLONG,
    pub ResidencyRequirement: ULONGLONG,
    pub NominalPower: ULONG,
}
/// Pointer to [`STOR_POFX_COMPONENT_IDLE_STATE`].
pub type PSTOR_POFX_COMPONENT_IDLE_STATE = *mut STOR_POFX_COMPONENT_IDLE_STATE;

/// A component of a device, with `FStateCount` states.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_COMPONENT {
    pub Version: ULONG,
    pub Size: ULONG,
    pub FStateCount: ULONG,
    pub DeepestWakeableFState: ULONG,
    pub Id: GUID,
    pub FStates: [STOR_POFX_COMPONENT_IDLE_STATE; 1],
}
/// Pointer to [`STOR_POFX_COMPONENT`].
pub type PSTOR_POFX_COMPONENT = *mut STOR_POFX_COMPONENT;

/// [`STOR_POFX_COMPONENT`] with limits for the adapter and for dumps.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_COMPONENT_V2 {
    pub Version: ULONG,
    pub Size: ULONG,
    pub FStateCount: ULONG,
    pub DeepestWakeableFState: ULONG,
    pub Id: GUID,
    pub DeepestAdapterPowerRequiredFState: ULONG,
    pub DeepestCrashDumpReadyFState: ULONG,
    pub FStates: [STOR_POFX_COMPONENT_IDLE_STATE; 1],
}
/// Pointer to [`STOR_POFX_COMPONENT_V2`].
pub type PSTOR_POFX_COMPONENT_V2 = *mut STOR_POFX_COMPONENT_V2;

/// A device to be power-managed at run time.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_DEVICE {
    pub Version: ULONG,
    pub Size: ULONG,
    pub ComponentCount: ULONG,
    pub Flags: ULONG,
    pub Components: [STOR_POFX_COMPONENT; 1],
}
/// Pointer to [`STOR_POFX_DEVICE`].
pub type PSTOR_POFX_DEVICE = *mut STOR_POFX_DEVICE;

/// [`STOR_POFX_DEVICE`] with an idle timeout. For an adapter `UnitMinIdleTimeoutInMS` goes by `AdapterIdleTimeoutInMS`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_DEVICE_V2 {
    pub Version: ULONG,
    pub Size: ULONG,
    pub ComponentCount: ULONG,
    pub Flags: ULONG,
    pub UnitMinIdleTimeoutInMS: ULONG,
    pub Components: [STOR_POFX_COMPONENT; 1],
}
/// Pointer to [`STOR_POFX_DEVICE_V2`].
pub type PSTOR_POFX_DEVICE_V2 = *mut STOR_POFX_DEVICE_V2;

/// [`STOR_POFX_DEVICE_V2`] with the shortest power cycle.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_DEVICE_V3 {
    pub Version: ULONG,
    pub Size: ULONG,
    pub ComponentCount: ULONG,
    pub Flags: ULONG,
    pub UnitMinIdleTimeoutInMS: ULONG,
    pub MinimumPowerCyclePeriodInMS: ULONG,
    pub Components: [STOR_POFX_COMPONENT; 1],
}
/// Pointer to [`STOR_POFX_DEVICE_V3`].
pub type PSTOR_POFX_DEVICE_V3 = *mut STOR_POFX_DEVICE_V3;

/// A discrete performance state.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_PERF_STATE {
    pub Version: ULONG,
    pub Size: ULONG,
    pub Value: ULONGLONG,
    pub Context: PVOID,
}
/// Pointer to [`STOR_POFX_PERF_STATE`].
pub type PSTOR_POFX_PERF_STATE = *mut STOR_POFX_PERF_STATE;

/// The states of a set whose type is `StorPoFxPerfStateTypeDiscrete`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_DISCRETE_PERF_STATES {
    pub Count: ULONG,
    pub Offset: ULONG,
}

/// The states of a set whose type is `StorPoFxPerfStateTypeRange`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_PERF_STATE_RANGE {
    pub Minimum: ULONGLONG,
    pub Maximum: ULONGLONG,
}

/// The states of a set, by its type.
#[repr(C)]
#[derive(Clone, Copy)]
pub union STOR_POFX_PERF_STATES {
    pub Discrete: STOR_POFX_DISCRETE_PERF_STATES,
    pub Range: STOR_POFX_PERF_STATE_RANGE,
}

/// A set of performance states of a component.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct STOR_POFX_COMPONENT_PERF_SET {
    pub Version: ULONG,
    pub Size: ULONG,
    pub Flags: ULONGLONG,
    pub PStateUnit: STOR_POFX_PERF_STATE_UNIT,
    pub PStateType: STOR_POFX_PERF_STATE_TYPE,
    pub PStates: STOR_POFX_PERF_STATES,
}
/// Pointer to [`STOR_POFX_COMPONENT_PERF_SET`].
pub type PSTOR_POFX_COMPONENT_PERF_SET = *mut STOR_POFX_COMPONENT_PERF_SET;

/// The `Id` of the component of an adapter.
pub const STORPORT_POFX_ADAPTER_GUID: GUID = GUID {
    Data1: 0xdcaf_9c10,
    Data2: 0x895f,
    Data3: 0x481f,
    Data4: [0xa4, 0x92, 0xd4, 0xce, 0xd2, 0xf5, 0x56, 0x33],
};
/// The `Id` of the component of a unit.
pub const STORPORT_POFX_LUN_GUID: GUID = GUID {
    Data1: 0x585d_326b,
    Data2: 0x0b3a,
    Data3: 0x4088,
    Data4: [0x89, 0x39, 0x88, 0xb0, 0x0f, 0x69, 0x58, 0xbe],
};

/// How many F-states the component of an adapter has.
pub const STOR_POFX_ADAPTER_MAX_IDLE_STATES: usize = 8;
