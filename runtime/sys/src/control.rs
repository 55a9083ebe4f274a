//! Parameters of adapter and unit control (storport.h).

use super::*;

/// What the miniport supports: `MaxControlType` bytes follow, to be set to TRUE or left alone.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SCSI_SUPPORTED_CONTROL_TYPE_LIST {
    pub MaxControlType: ULONG,
    pub SupportedTypeList: [BOOLEAN; 0],
}
/// Pointer to [`SCSI_SUPPORTED_CONTROL_TYPE_LIST`].
pub type PSCSI_SUPPORTED_CONTROL_TYPE_LIST = *mut SCSI_SUPPORTED_CONTROL_TYPE_LIST;

/// What the power parameters begin with. For an adapter `Address` is NULL.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POWER_CONTROL_HEADER {
    pub Version: ULONG,
    pub Size: ULONG,
    pub Address: PSTOR_ADDRESS,
}
/// Pointer to [`STOR_POWER_CONTROL_HEADER`].
pub type PSTOR_POWER_CONTROL_HEADER = *mut STOR_POWER_CONTROL_HEADER;

/// Parameter of `ScsiAdapterPower`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_ADAPTER_CONTROL_POWER {
    pub Header: STOR_POWER_CONTROL_HEADER,
    pub PowerAction: STOR_POWER_ACTION,
    pub PowerState: STOR_DEVICE_POWER_STATE,
}
/// Pointer to [`STOR_ADAPTER_CONTROL_POWER`].
pub type PSTOR_ADAPTER_CONTROL_POWER = *mut STOR_ADAPTER_CONTROL_POWER;

/// Parameter of `ScsiUnitPower`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_UNIT_CONTROL_POWER {
    pub Address: PSTOR_ADDRESS,
    pub PowerAction: STOR_POWER_ACTION,
    pub PowerState: STOR_DEVICE_POWER_STATE,
}
/// Pointer to [`STOR_UNIT_CONTROL_POWER`].
pub type PSTOR_UNIT_CONTROL_POWER = *mut STOR_UNIT_CONTROL_POWER;

/// Parameter of `ScsiPowerSettingNotification`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POWER_SETTING_INFO {
    pub PowerSettingGuid: GUID,
    pub Value: PVOID,
    pub ValueLength: ULONG,
}
/// Pointer to [`STOR_POWER_SETTING_INFO`].
pub type PSTOR_POWER_SETTING_INFO = *mut STOR_POWER_SETTING_INFO;

/// Parameter of `ScsiAdapterSystemPowerHints`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_SYSTEM_POWER_HINTS {
    pub Version: ULONG,
    pub Size: ULONG,
    pub SystemPower: RAID_SYSTEM_POWER,
    pub ResumeLatencyMSec: ULONG,
}
/// Pointer to [`STOR_SYSTEM_POWER_HINTS`].
pub type PSTOR_SYSTEM_POWER_HINTS = *mut STOR_SYSTEM_POWER_HINTS;

/// Parameter of `ScsiAdapterFilterResourceRequirements`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_FILTER_RESOURCE_REQUIREMENTS {
    pub Version: ULONG,
    pub Size: ULONG,
    pub IoResourceRequirementsList: PIO_RESOURCE_REQUIREMENTS_LIST,
}
/// Pointer to [`STOR_FILTER_RESOURCE_REQUIREMENTS`].
pub type PSTOR_FILTER_RESOURCE_REQUIREMENTS = *mut STOR_FILTER_RESOURCE_REQUIREMENTS;

/// Parameter of `ScsiAdapterPoFxMaxOperationalPower`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_MAX_OPERATIONAL_POWER {
    pub Version: ULONG,
    pub Size: ULONG,
    pub Value: ULONGLONG,
}
/// Pointer to [`STOR_MAX_OPERATIONAL_POWER`].
pub type PSTOR_MAX_OPERATIONAL_POWER = *mut STOR_MAX_OPERATIONAL_POWER;

/// Parameter of `ScsiAdapterSerialNumber`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_SERIAL_NUMBER {
    pub Version: ULONG,
    pub Size: ULONG,
    pub Unicode: BOOLEAN,
    pub SerialNumber: [UCHAR; 256],
}
/// Pointer to [`STOR_SERIAL_NUMBER`].
pub type PSTOR_SERIAL_NUMBER = *mut STOR_SERIAL_NUMBER;

/// Parameter of `ScsiUnitUsage`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_UC_DEVICE_USAGE {
    pub Address: PSTOR_ADDRESS,
    pub UsageType: SCSI_UC_DEVICE_USAGE_TYPE,
    pub InUse: BOOLEAN,
}
/// Pointer to [`STOR_UC_DEVICE_USAGE`].
pub type PSTOR_UC_DEVICE_USAGE = *mut STOR_UC_DEVICE_USAGE;

/// Parameter of `ScsiUnitRichDescription`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_RICH_DEVICE_DESCRIPTION {
    pub Version: ULONG,
    pub Size: ULONG,
    pub VendorId: [CHAR; 17],
    pub ModelNumber: [CHAR; 65],
    pub FirmwareRevision: [CHAR; 17],
}
/// Pointer to [`STOR_RICH_DEVICE_DESCRIPTION`].
pub type PSTOR_RICH_DEVICE_DESCRIPTION = *mut STOR_RICH_DEVICE_DESCRIPTION;

/// Parameter of `ScsiUnitRichDescription`, with the unit.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_RICH_DEVICE_DESCRIPTION_V2 {
    pub Version: ULONG,
    pub Size: ULONG,
    pub VendorId: [CHAR; 17],
    pub ModelNumber: [CHAR; 65],
    pub FirmwareRevision: [CHAR; 17],
    pub Address: PSTOR_ADDRESS,
}
/// Pointer to [`STOR_RICH_DEVICE_DESCRIPTION_V2`].
pub type PSTOR_RICH_DEVICE_DESCRIPTION_V2 = *mut STOR_RICH_DEVICE_DESCRIPTION_V2;

/// Parameter of `ScsiUnitPoFxPowerInfo`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_UNIT_POWER_INFO {
    pub Header: STOR_POWER_CONTROL_HEADER,
    pub IdlePowerEnabled: BOOLEAN,
}
/// Pointer to [`STOR_POFX_UNIT_POWER_INFO`].
pub type PSTOR_POFX_UNIT_POWER_INFO = *mut STOR_POFX_UNIT_POWER_INFO;

/// Parameter of `Scsi{Adapter,Unit}PoFxPowerRequired`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_POWER_REQUIRED_CONTEXT {
    pub Header: STOR_POWER_CONTROL_HEADER,
    pub PowerRequired: BOOLEAN,
}
/// Pointer to [`STOR_POFX_POWER_REQUIRED_CONTEXT`].
pub type PSTOR_POFX_POWER_REQUIRED_CONTEXT = *mut STOR_POFX_POWER_REQUIRED_CONTEXT;

/// Parameter of `Scsi{Adapter,Unit}PoFxPowerActive`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_ACTIVE_CONTEXT {
    pub Header: STOR_POWER_CONTROL_HEADER,
    pub ComponentIndex: ULONG,
    pub Active: BOOLEAN,
}
/// Pointer to [`STOR_POFX_ACTIVE_CONTEXT`].
pub type PSTOR_POFX_ACTIVE_CONTEXT = *mut STOR_POFX_ACTIVE_CONTEXT;

/// Parameter of `Scsi{Adapter,Unit}PoFxPowerSetFState`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_FSTATE_CONTEXT {
    pub Header: STOR_POWER_CONTROL_HEADER,
    pub ComponentIndex: ULONG,
    pub FState: ULONG,
}
/// Pointer to [`STOR_POFX_FSTATE_CONTEXT`].
pub type PSTOR_POFX_FSTATE_CONTEXT = *mut STOR_POFX_FSTATE_CONTEXT;

/// Parameter of `ScsiAdapterPoFxSetPerfState`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_PERF_STATE_CONTEXT {
    pub Version: ULONG,
    pub Size: ULONG,
    pub ComponentIndex: ULONG,
    pub Succeeded: BOOLEAN,
    pub Context: PVOID,
}
/// Pointer to [`STOR_POFX_PERF_STATE_CONTEXT`].
pub type PSTOR_POFX_PERF_STATE_CONTEXT = *mut STOR_POFX_PERF_STATE_CONTEXT;

/// Parameter of `Scsi{Adapter,Unit}PoFxPowerControl`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_POFX_POWER_CONTROL {
    pub Header: STOR_POWER_CONTROL_HEADER,
    pub PowerControlCode: *const GUID,
    pub InBufferSize: SIZE_T,
    pub OutBufferSize: SIZE_T,
    pub InBuffer: PVOID,
    pub OutBuffer: PVOID,
    pub BytesReturned: PSIZE_T,
}
/// Pointer to [`STOR_POFX_POWER_CONTROL`].
pub type PSTOR_POFX_POWER_CONTROL = *mut STOR_POFX_POWER_CONTROL;

/// Parameter of `Scsi{Adapter,Unit}QueryFruId`. For an adapter `Address` is not documented.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_FRU_ID_DESCRIPTION {
    pub Version: ULONG,
    pub Size: ULONG,
    pub Address: PSTOR_ADDRESS,
    pub FruId: [UCHAR; 129],
}
/// Pointer to [`STOR_FRU_ID_DESCRIPTION`].
pub type PSTOR_FRU_ID_DESCRIPTION = *mut STOR_FRU_ID_DESCRIPTION;

/// Parameter of `ScsiAdapterSetEventLogging`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_SET_EVENT_LOGGING {
    pub Channel: STORPORT_ETW_EVENT_CHANNEL,
    pub Enabled: BOOLEAN,
}
/// Pointer to [`STOR_SET_EVENT_LOGGING`].
pub type PSTOR_SET_EVENT_LOGGING = *mut STOR_SET_EVENT_LOGGING;

/// Parameter of `ScsiAdapterResetBusSynchronous`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_RESET_BUS_SYNCHRONOUS_PARAMETER {
    pub Version: ULONG,
    pub Size: ULONG,
    pub PathId: ULONG,
    pub Reserved: ULONG,
}
/// Pointer to [`STOR_RESET_BUS_SYNCHRONOUS_PARAMETER`].
pub type PSTOR_RESET_BUS_SYNCHRONOUS_PARAMETER = *mut STOR_RESET_BUS_SYNCHRONOUS_PARAMETER;

/// Parameter of `ScsiUnitQueryBusType`. `BusType` is a [`STORAGE_BUS_TYPE`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct STOR_UNIT_CONTROL_QUERY_BUS_TYPE {
    pub Address: PSTOR_ADDRESS,
    pub BusType: ULONG,
}
/// Pointer to [`STOR_UNIT_CONTROL_QUERY_BUS_TYPE`].
pub type PSTOR_UNIT_CONTROL_QUERY_BUS_TYPE = *mut STOR_UNIT_CONTROL_QUERY_BUS_TYPE;
