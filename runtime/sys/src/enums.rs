//! Enumerations of storport.h and srb.h. C enumerations are `int`.

/// Whether StartIo and the interrupt share a lock.
pub type STOR_SYNCHRONIZATION_MODEL = i32;
pub const StorSynchronizeHalfDuplex: STOR_SYNCHRONIZATION_MODEL = 0;
pub const StorSynchronizeFullDuplex: STOR_SYNCHRONIZATION_MODEL = 1;

/// Whether messages share a lock.
pub type INTERRUPT_SYNCHRONIZATION_MODE = i32;
pub const InterruptSupportNone: INTERRUPT_SYNCHRONIZATION_MODE = 0;
pub const InterruptSynchronizeAll: INTERRUPT_SYNCHRONIZATION_MODE = 1;
pub const InterruptSynchronizePerMessage: INTERRUPT_SYNCHRONIZATION_MODE = 2;

/// The spin locks of Storport.
pub type STOR_SPINLOCK = i32;
pub const DpcLock: STOR_SPINLOCK = 1;
pub const StartIoLock: STOR_SPINLOCK = 2;
pub const InterruptLock: STOR_SPINLOCK = 3;
pub const ThreadedDpcLock: STOR_SPINLOCK = 4;
pub const DpcLevelLock: STOR_SPINLOCK = 5;

/// The importance of a DPC.
pub type STOR_IMPORTANCE = i32;
pub const StorLowImportance: STOR_IMPORTANCE = 0;
pub const StorMediumImportance: STOR_IMPORTANCE = 1;
pub const StorHighImportance: STOR_IMPORTANCE = 2;
pub const StorMediumHighImportance: STOR_IMPORTANCE = 3;

/// The priority of an I/O.
pub type STOR_IO_PRIORITY_HINT = i32;
pub const StorIoPriorityVeryLow: STOR_IO_PRIORITY_HINT = 0;
pub const StorIoPriorityLow: STOR_IO_PRIORITY_HINT = 1;
pub const StorIoPriorityNormal: STOR_IO_PRIORITY_HINT = 2;
pub const StorIoPriorityHigh: STOR_IO_PRIORITY_HINT = 3;
pub const StorIoPriorityCritical: STOR_IO_PRIORITY_HINT = 4;
pub const StorIoMaxPriorityTypes: STOR_IO_PRIORITY_HINT = 5;
pub const StorIoMaxPriorityValue: STOR_IO_PRIORITY_HINT = 65535;

/// The result of building a scatter/gather list.
pub type GETSGSTATUS = i32;
pub const SG_ALLOCATED: GETSGSTATUS = 0;
pub const SG_BUFFER_TOO_SMALL: GETSGSTATUS = 1;

/// The type of extended request data.
pub type SRBEXDATATYPE = i32;
pub const SrbExDataTypeUnknown: SRBEXDATATYPE = 0;
pub const SrbExDataTypeBidirectional: SRBEXDATATYPE = 1;
pub const SrbExDataTypeScsiCdb16: SRBEXDATATYPE = 64;
pub const SrbExDataTypeScsiCdb32: SRBEXDATATYPE = 65;
pub const SrbExDataTypeScsiCdbVar: SRBEXDATATYPE = 66;
pub const SrbExDataTypeWmi: SRBEXDATATYPE = 96;
pub const SrbExDataTypePower: SRBEXDATATYPE = 97;
pub const SrbExDataTypePnP: SRBEXDATATYPE = 98;
pub const SrbExDataTypeIoInfo: SRBEXDATATYPE = 128;
pub const SrbExDataTypeMSReservedStart: SRBEXDATATYPE = 0xf000_0000_u32.cast_signed();
pub const SrbExDataTypeReserved: SRBEXDATATYPE = -1;

/// What a PnP request asks for.
pub type STOR_PNP_ACTION = i32;
pub const StorStartDevice: STOR_PNP_ACTION = 0;
pub const StorRemoveDevice: STOR_PNP_ACTION = 2;
pub const StorStopDevice: STOR_PNP_ACTION = 4;
pub const StorQueryCapabilities: STOR_PNP_ACTION = 9;
pub const StorQueryResourceRequirements: STOR_PNP_ACTION = 11;
pub const StorFilterResourceRequirements: STOR_PNP_ACTION = 13;
pub const StorSurpriseRemoval: STOR_PNP_ACTION = 23;

/// A device power state.
pub type STOR_DEVICE_POWER_STATE = i32;
pub const StorPowerDeviceUnspecified: STOR_DEVICE_POWER_STATE = 0;
pub const StorPowerDeviceD0: STOR_DEVICE_POWER_STATE = 1;
pub const StorPowerDeviceD1: STOR_DEVICE_POWER_STATE = 2;
pub const StorPowerDeviceD2: STOR_DEVICE_POWER_STATE = 3;
pub const StorPowerDeviceD3: STOR_DEVICE_POWER_STATE = 4;
pub const StorPowerDeviceMaximum: STOR_DEVICE_POWER_STATE = 5;

/// What the system does when a power state changes.
pub type STOR_POWER_ACTION = i32;
pub const StorPowerActionNone: STOR_POWER_ACTION = 0;
pub const StorPowerActionReserved: STOR_POWER_ACTION = 1;
pub const StorPowerActionSleep: STOR_POWER_ACTION = 2;
pub const StorPowerActionHibernate: STOR_POWER_ACTION = 3;
pub const StorPowerActionShutdown: STOR_POWER_ACTION = 4;
pub const StorPowerActionShutdownReset: STOR_POWER_ACTION = 5;
pub const StorPowerActionShutdownOff: STOR_POWER_ACTION = 6;
pub const StorPowerActionWarmEject: STOR_POWER_ACTION = 7;

/// What an event belongs to.
pub type STOR_EVENT_ASSOCIATION_ENUM = i32;
pub const StorEventAdapterAssociation: STOR_EVENT_ASSOCIATION_ENUM = 0;
pub const StorEventLunAssociation: STOR_EVENT_ASSOCIATION_ENUM = 1;
pub const StorEventTargetAssociation: STOR_EVENT_ASSOCIATION_ENUM = 2;
pub const StorEventInvalidAssociation: STOR_EVENT_ASSOCIATION_ENUM = 3;

/// What `StorPortQueryConfiguration` asks for.
pub type STORPORT_QUERY_CONFIGURATION_TYPE = i32;
pub const StorportQueryConfigurationD3: STORPORT_QUERY_CONFIGURATION_TYPE = 0;
pub const StorportQueryConfigurationMax: STORPORT_QUERY_CONFIGURATION_TYPE = 1;

/// How `StorPortHardwareReset` resets a device.
pub type STOR_DEVICE_RESET_TYPE = i32;
pub const StorFunctionLevelReset: STOR_DEVICE_RESET_TYPE = 0;
pub const StorPlatformLevelReset: STOR_DEVICE_RESET_TYPE = 1;
pub const StorBusSpecificReset: STOR_DEVICE_RESET_TYPE = 2;

/// What a live dump has.
pub type STORPORT_CAPTURE_LIVEDUMP_TYPE = i32;
pub const StorportCaptureLiveDumpTypeUndefined: STORPORT_CAPTURE_LIVEDUMP_TYPE = 0;
pub const StorportCaptureLiveDumpTypeMini: STORPORT_CAPTURE_LIVEDUMP_TYPE = 1;
pub const StorportCaptureLiveDumpTypeFull: STORPORT_CAPTURE_LIVEDUMP_TYPE = 2;

/// What a live dump is taken for.
pub type STORPORT_LIVEDUMP_ISSUE_TYPE = i32;
pub const StorportLivedumpIssueTypeUndefined: STORPORT_LIVEDUMP_ISSUE_TYPE = 0;
pub const StorportLivedumpIssueTypeDevicePanic: STORPORT_LIVEDUMP_ISSUE_TYPE = 1;

/// What a driver adds to a live dump.
pub type STORPORT_LIVEDUMP_DATA_TYPE = i32;
pub const StorportLivedumpDataTypeUndefined: STORPORT_LIVEDUMP_DATA_TYPE = 0;
pub const StorportLivedumpDataTypeDeviceTelemetryLog: STORPORT_LIVEDUMP_DATA_TYPE = 1;
