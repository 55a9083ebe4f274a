//! Enumerations of adapter and unit control and of power management (storport.h).

/// What `HwStorAdapterControl` is asked for.
pub type SCSI_ADAPTER_CONTROL_TYPE = i32;
pub const ScsiQuerySupportedControlTypes: SCSI_ADAPTER_CONTROL_TYPE = 0;
pub const ScsiStopAdapter: SCSI_ADAPTER_CONTROL_TYPE = 1;
pub const ScsiRestartAdapter: SCSI_ADAPTER_CONTROL_TYPE = 2;
pub const ScsiSetBootConfig: SCSI_ADAPTER_CONTROL_TYPE = 3;
pub const ScsiSetRunningConfig: SCSI_ADAPTER_CONTROL_TYPE = 4;
pub const ScsiPowerSettingNotification: SCSI_ADAPTER_CONTROL_TYPE = 5;
pub const ScsiAdapterPower: SCSI_ADAPTER_CONTROL_TYPE = 6;
pub const ScsiAdapterPoFxPowerRequired: SCSI_ADAPTER_CONTROL_TYPE = 7;
pub const ScsiAdapterPoFxPowerActive: SCSI_ADAPTER_CONTROL_TYPE = 8;
pub const ScsiAdapterPoFxPowerSetFState: SCSI_ADAPTER_CONTROL_TYPE = 9;
pub const ScsiAdapterPoFxPowerControl: SCSI_ADAPTER_CONTROL_TYPE = 10;
pub const ScsiAdapterPrepareForBusReScan: SCSI_ADAPTER_CONTROL_TYPE = 11;
pub const ScsiAdapterSystemPowerHints: SCSI_ADAPTER_CONTROL_TYPE = 12;
pub const ScsiAdapterFilterResourceRequirements: SCSI_ADAPTER_CONTROL_TYPE = 13;
pub const ScsiAdapterPoFxMaxOperationalPower: SCSI_ADAPTER_CONTROL_TYPE = 14;
pub const ScsiAdapterPoFxSetPerfState: SCSI_ADAPTER_CONTROL_TYPE = 15;
pub const ScsiAdapterSurpriseRemoval: SCSI_ADAPTER_CONTROL_TYPE = 16;
pub const ScsiAdapterSerialNumber: SCSI_ADAPTER_CONTROL_TYPE = 17;
pub const ScsiAdapterCryptoOperation: SCSI_ADAPTER_CONTROL_TYPE = 18;
pub const ScsiAdapterQueryFruId: SCSI_ADAPTER_CONTROL_TYPE = 19;
pub const ScsiAdapterSetEventLogging: SCSI_ADAPTER_CONTROL_TYPE = 20;
pub const ScsiAdapterReportInternalData: SCSI_ADAPTER_CONTROL_TYPE = 21;
pub const ScsiAdapterResetBusSynchronous: SCSI_ADAPTER_CONTROL_TYPE = 22;
pub const ScsiAdapterPostHwInitialize: SCSI_ADAPTER_CONTROL_TYPE = 23;
pub const ScsiAdapterPrepareEarlyDumpData: SCSI_ADAPTER_CONTROL_TYPE = 24;
pub const ScsiAdapterRestoreEarlyDumpData: SCSI_ADAPTER_CONTROL_TYPE = 25;
pub const ScsiAdapterKsrPowerDown: SCSI_ADAPTER_CONTROL_TYPE = 26;
pub const ScsiAdapterPreparePLDR: SCSI_ADAPTER_CONTROL_TYPE = 27;
pub const ScsiNvmeofAdapterOperation: SCSI_ADAPTER_CONTROL_TYPE = 28;
/// That of Windows 11, version 24H2: each header has its own.
pub const ScsiAdapterControlMax: SCSI_ADAPTER_CONTROL_TYPE = 29;
pub const MakeAdapterControlTypeSizeOfUlong: SCSI_ADAPTER_CONTROL_TYPE = -1;

/// The result of `HwStorAdapterControl`.
pub type SCSI_ADAPTER_CONTROL_STATUS = i32;
pub const ScsiAdapterControlSuccess: SCSI_ADAPTER_CONTROL_STATUS = 0;
pub const ScsiAdapterControlUnsuccessful: SCSI_ADAPTER_CONTROL_STATUS = 1;
/// Since Windows Server 2022; what Storport does with it is not documented, nor for the next.
pub const ScsiAdapterControlRetryNeeded: SCSI_ADAPTER_CONTROL_STATUS = 2;
pub const ScsiAdapterControlBufferTooSmall: SCSI_ADAPTER_CONTROL_STATUS = 3;

/// What `HwStorUnitControl` is asked for.
pub type SCSI_UNIT_CONTROL_TYPE = i32;
pub const ScsiQuerySupportedUnitControlTypes: SCSI_UNIT_CONTROL_TYPE = 0;
pub const ScsiUnitUsage: SCSI_UNIT_CONTROL_TYPE = 1;
pub const ScsiUnitStart: SCSI_UNIT_CONTROL_TYPE = 2;
pub const ScsiUnitPower: SCSI_UNIT_CONTROL_TYPE = 3;
pub const ScsiUnitPoFxPowerInfo: SCSI_UNIT_CONTROL_TYPE = 4;
pub const ScsiUnitPoFxPowerRequired: SCSI_UNIT_CONTROL_TYPE = 5;
pub const ScsiUnitPoFxPowerActive: SCSI_UNIT_CONTROL_TYPE = 6;
pub const ScsiUnitPoFxPowerSetFState: SCSI_UNIT_CONTROL_TYPE = 7;
pub const ScsiUnitPoFxPowerControl: SCSI_UNIT_CONTROL_TYPE = 8;
pub const ScsiUnitRemove: SCSI_UNIT_CONTROL_TYPE = 9;
pub const ScsiUnitSurpriseRemoval: SCSI_UNIT_CONTROL_TYPE = 10;
pub const ScsiUnitRichDescription: SCSI_UNIT_CONTROL_TYPE = 11;
pub const ScsiUnitQueryBusType: SCSI_UNIT_CONTROL_TYPE = 12;
pub const ScsiUnitQueryFruId: SCSI_UNIT_CONTROL_TYPE = 13;
pub const ScsiUnitReportInternalData: SCSI_UNIT_CONTROL_TYPE = 14;
pub const ScsiUnitKsrPowerDown: SCSI_UNIT_CONTROL_TYPE = 15;
/// In no page and no header of Microsoft's that is public.
pub const ScsiUnitNvmeIceInformation: SCSI_UNIT_CONTROL_TYPE = 16;
/// That of Windows 11, version 24H2: each header has its own.
pub const ScsiUnitControlMax: SCSI_UNIT_CONTROL_TYPE = 17;
pub const MakeUnitControlTypeSizeOfUlong: SCSI_UNIT_CONTROL_TYPE = -1;

/// The result of `HwStorUnitControl`.
pub type SCSI_UNIT_CONTROL_STATUS = i32;
pub const ScsiUnitControlSuccess: SCSI_UNIT_CONTROL_STATUS = 0;
pub const ScsiUnitControlUnsuccessful: SCSI_UNIT_CONTROL_STATUS = 1;

/// What a unit is used for.
pub type SCSI_UC_DEVICE_USAGE_TYPE = i32;
pub const ScsiDeviceUsageTypeUndefined: SCSI_UC_DEVICE_USAGE_TYPE = 0;
pub const ScsiDeviceUsageTypePaging: SCSI_UC_DEVICE_USAGE_TYPE = 1;
pub const ScsiDeviceUsageTypeHibernation: SCSI_UC_DEVICE_USAGE_TYPE = 2;
pub const ScsiDeviceUsageTypeDumpFile: SCSI_UC_DEVICE_USAGE_TYPE = 3;
pub const ScsiDeviceUsageTypeBoot: SCSI_UC_DEVICE_USAGE_TYPE = 4;

/// A hint on the power of the system.
pub type RAID_SYSTEM_POWER = i32;
pub const RaidSystemPowerUnknown: RAID_SYSTEM_POWER = 0;
pub const RaidSystemPowerLowest: RAID_SYSTEM_POWER = 1;
pub const RaidSystemPowerLow: RAID_SYSTEM_POWER = 2;
pub const RaidSystemPowerMedium: RAID_SYSTEM_POWER = 3;
pub const RaidSystemPowerHigh: RAID_SYSTEM_POWER = 4;

/// The unit of performance states.
pub type STOR_POFX_PERF_STATE_UNIT = i32;
pub const StorPoFxPerfStateUnitOther: STOR_POFX_PERF_STATE_UNIT = 0;
pub const StorPoFxPerfStateUnitFrequency: STOR_POFX_PERF_STATE_UNIT = 1;
pub const StorPoFxPerfStateUnitBandwidth: STOR_POFX_PERF_STATE_UNIT = 2;
pub const StorPoFxPerfStateUnitMilliwatts: STOR_POFX_PERF_STATE_UNIT = 3;
pub const StorPoFxPerfStateUnitMaximum: STOR_POFX_PERF_STATE_UNIT = 4;

/// The type of a set of performance states.
pub type STOR_POFX_PERF_STATE_TYPE = i32;
pub const StorPoFxPerfStateTypeDiscrete: STOR_POFX_PERF_STATE_TYPE = 0;
pub const StorPoFxPerfStateTypeRange: STOR_POFX_PERF_STATE_TYPE = 1;
pub const StorPoFxPerfStateTypeMaximum: STOR_POFX_PERF_STATE_TYPE = 2;

/// A control type, or another feature, that Storport serves only for drivers which ask for it (`StorPortSetFeatureList`).
pub type STORPORT_FEATURE_TYPE = i32;
pub const StorportFeatureBusTypeUnitControl: STORPORT_FEATURE_TYPE = 0;
pub const StorportFeatureFruIdUnitControl: STORPORT_FEATURE_TYPE = 1;
pub const StorportFeatureFruIdAdapterControl: STORPORT_FEATURE_TYPE = 2;
pub const StorportFeatureSetEventLoggingAdapterControl: STORPORT_FEATURE_TYPE = 3;
pub const StorportFeatureReportInternalDataUnitControl: STORPORT_FEATURE_TYPE = 4;
pub const StorportFeatureReportInternalDataAdapterControl: STORPORT_FEATURE_TYPE = 5;
pub const StorportFeatureResetBusSynchronous: STORPORT_FEATURE_TYPE = 6;
pub const StorportFeaturePostHwInitialize: STORPORT_FEATURE_TYPE = 7;
pub const StorportFeaturePrepareEarlyDumpData: STORPORT_FEATURE_TYPE = 8;
pub const StorportFeatureRestoreEarlyDumpData: STORPORT_FEATURE_TYPE = 9;
/// That of Windows 11, version 22H2.
pub const StorportFeatureMax: STORPORT_FEATURE_TYPE = 10;

// Versions of the parameters.
pub const STOR_RICH_DEVICE_DESCRIPTION_STRUCTURE_VERSION: u32 = 1;
pub const STOR_RICH_DEVICE_DESCRIPTION_STRUCTURE_VERSION_V2: u32 = 2;
pub const STOR_FRU_ID_DESCRIPTION_STRUCTURE_VERSION_1: u32 = 1;
