//! Enumerations of wdm.h: Plug and Play, power, the registry. C enumerations are `int`.

/// A power state of the system.
pub type SYSTEM_POWER_STATE = i32;
pub const PowerSystemUnspecified: SYSTEM_POWER_STATE = 0;
pub const PowerSystemWorking: SYSTEM_POWER_STATE = 1;
pub const PowerSystemSleeping1: SYSTEM_POWER_STATE = 2;
pub const PowerSystemSleeping2: SYSTEM_POWER_STATE = 3;
pub const PowerSystemSleeping3: SYSTEM_POWER_STATE = 4;
pub const PowerSystemHibernate: SYSTEM_POWER_STATE = 5;
pub const PowerSystemShutdown: SYSTEM_POWER_STATE = 6;
pub const PowerSystemMaximum: SYSTEM_POWER_STATE = 7;

/// A power state of a device.
pub type DEVICE_POWER_STATE = i32;
pub const PowerDeviceUnspecified: DEVICE_POWER_STATE = 0;
pub const PowerDeviceD0: DEVICE_POWER_STATE = 1;
pub const PowerDeviceD1: DEVICE_POWER_STATE = 2;
pub const PowerDeviceD2: DEVICE_POWER_STATE = 3;
pub const PowerDeviceD3: DEVICE_POWER_STATE = 4;
pub const PowerDeviceMaximum: DEVICE_POWER_STATE = 5;

/// Whose power state it is.
pub type POWER_STATE_TYPE = i32;
pub const SystemPowerState: POWER_STATE_TYPE = 0;
pub const DevicePowerState: POWER_STATE_TYPE = 1;

/// What the system does when its power state changes.
pub type POWER_ACTION = i32;
pub const PowerActionNone: POWER_ACTION = 0;
pub const PowerActionReserved: POWER_ACTION = 1;
pub const PowerActionSleep: POWER_ACTION = 2;
pub const PowerActionHibernate: POWER_ACTION = 3;
pub const PowerActionShutdown: POWER_ACTION = 4;
pub const PowerActionShutdownReset: POWER_ACTION = 5;
pub const PowerActionShutdownOff: POWER_ACTION = 6;
pub const PowerActionWarmEject: POWER_ACTION = 7;
pub const PowerActionDisplayOff: POWER_ACTION = 8;

/// How devices are related.
pub type DEVICE_RELATION_TYPE = i32;
pub const BusRelations: DEVICE_RELATION_TYPE = 0;
pub const EjectionRelations: DEVICE_RELATION_TYPE = 1;
pub const PowerRelations: DEVICE_RELATION_TYPE = 2;
pub const RemovalRelations: DEVICE_RELATION_TYPE = 3;
pub const TargetDeviceRelation: DEVICE_RELATION_TYPE = 4;
pub const SingleBusRelations: DEVICE_RELATION_TYPE = 5;
pub const TransportRelations: DEVICE_RELATION_TYPE = 6;

/// Which ID of a device.
pub type BUS_QUERY_ID_TYPE = i32;
pub const BusQueryDeviceID: BUS_QUERY_ID_TYPE = 0;
pub const BusQueryHardwareIDs: BUS_QUERY_ID_TYPE = 1;
pub const BusQueryCompatibleIDs: BUS_QUERY_ID_TYPE = 2;
pub const BusQueryInstanceID: BUS_QUERY_ID_TYPE = 3;
pub const BusQueryDeviceSerialNumber: BUS_QUERY_ID_TYPE = 4;
pub const BusQueryContainerID: BUS_QUERY_ID_TYPE = 5;

/// Which text of a device.
pub type DEVICE_TEXT_TYPE = i32;
pub const DeviceTextDescription: DEVICE_TEXT_TYPE = 0;
pub const DeviceTextLocationInformation: DEVICE_TEXT_TYPE = 1;

/// What a device is used for.
pub type DEVICE_USAGE_NOTIFICATION_TYPE = i32;
pub const DeviceUsageTypeUndefined: DEVICE_USAGE_NOTIFICATION_TYPE = 0;
pub const DeviceUsageTypePaging: DEVICE_USAGE_NOTIFICATION_TYPE = 1;
pub const DeviceUsageTypeHibernation: DEVICE_USAGE_NOTIFICATION_TYPE = 2;
pub const DeviceUsageTypeDumpFile: DEVICE_USAGE_NOTIFICATION_TYPE = 3;
pub const DeviceUsageTypeBoot: DEVICE_USAGE_NOTIFICATION_TYPE = 4;
pub const DeviceUsageTypePostDisplay: DEVICE_USAGE_NOTIFICATION_TYPE = 5;
pub const DeviceUsageTypeGuestAssigned: DEVICE_USAGE_NOTIFICATION_TYPE = 6;

/// A property of a device, for [`IoGetDeviceProperty`](super::super::IoGetDeviceProperty).
pub type DEVICE_REGISTRY_PROPERTY = i32;
pub const DevicePropertyDeviceDescription: DEVICE_REGISTRY_PROPERTY = 0;
pub const DevicePropertyHardwareID: DEVICE_REGISTRY_PROPERTY = 1;
pub const DevicePropertyCompatibleIDs: DEVICE_REGISTRY_PROPERTY = 2;
pub const DevicePropertyBootConfiguration: DEVICE_REGISTRY_PROPERTY = 3;
pub const DevicePropertyBootConfigurationTranslated: DEVICE_REGISTRY_PROPERTY = 4;
pub const DevicePropertyClassName: DEVICE_REGISTRY_PROPERTY = 5;
pub const DevicePropertyClassGuid: DEVICE_REGISTRY_PROPERTY = 6;
pub const DevicePropertyDriverKeyName: DEVICE_REGISTRY_PROPERTY = 7;
pub const DevicePropertyManufacturer: DEVICE_REGISTRY_PROPERTY = 8;
pub const DevicePropertyFriendlyName: DEVICE_REGISTRY_PROPERTY = 9;
pub const DevicePropertyLocationInformation: DEVICE_REGISTRY_PROPERTY = 10;
pub const DevicePropertyPhysicalDeviceObjectName: DEVICE_REGISTRY_PROPERTY = 11;
pub const DevicePropertyBusTypeGuid: DEVICE_REGISTRY_PROPERTY = 12;
pub const DevicePropertyLegacyBusType: DEVICE_REGISTRY_PROPERTY = 13;
pub const DevicePropertyBusNumber: DEVICE_REGISTRY_PROPERTY = 14;
pub const DevicePropertyEnumeratorName: DEVICE_REGISTRY_PROPERTY = 15;
pub const DevicePropertyAddress: DEVICE_REGISTRY_PROPERTY = 16;
pub const DevicePropertyUINumber: DEVICE_REGISTRY_PROPERTY = 17;
pub const DevicePropertyInstallState: DEVICE_REGISTRY_PROPERTY = 18;
pub const DevicePropertyRemovalPolicy: DEVICE_REGISTRY_PROPERTY = 19;
pub const DevicePropertyResourceRequirements: DEVICE_REGISTRY_PROPERTY = 20;
pub const DevicePropertyAllocatedResources: DEVICE_REGISTRY_PROPERTY = 21;
pub const DevicePropertyContainerID: DEVICE_REGISTRY_PROPERTY = 22;

/// What is asked of a registry value.
pub type KEY_VALUE_INFORMATION_CLASS = i32;
pub const KeyValueBasicInformation: KEY_VALUE_INFORMATION_CLASS = 0;
pub const KeyValueFullInformation: KEY_VALUE_INFORMATION_CLASS = 1;
pub const KeyValuePartialInformation: KEY_VALUE_INFORMATION_CLASS = 2;
pub const KeyValueFullInformationAlign64: KEY_VALUE_INFORMATION_CLASS = 3;
pub const KeyValuePartialInformationAlign64: KEY_VALUE_INFORMATION_CLASS = 4;
pub const KeyValueLayerInformation: KEY_VALUE_INFORMATION_CLASS = 5;
pub const MaxKeyValueInfoClass: KEY_VALUE_INFORMATION_CLASS = 6;

/// Which processors an interrupt goes to.
pub type IRQ_DEVICE_POLICY = i32;
pub const IrqPolicyMachineDefault: IRQ_DEVICE_POLICY = 0;
pub const IrqPolicyAllCloseProcessors: IRQ_DEVICE_POLICY = 1;
pub const IrqPolicyOneCloseProcessor: IRQ_DEVICE_POLICY = 2;
pub const IrqPolicyAllProcessorsInMachine: IRQ_DEVICE_POLICY = 3;
pub const IrqPolicySpecifiedProcessors: IRQ_DEVICE_POLICY = 4;
pub const IrqPolicySpreadMessagesAcrossAllProcessors: IRQ_DEVICE_POLICY = 5;
pub const IrqPolicyAllProcessorsInMachineWhenSteered: IRQ_DEVICE_POLICY = 6;

/// The priority of an interrupt.
pub type IRQ_PRIORITY = i32;
pub const IrqPriorityUndefined: IRQ_PRIORITY = 0;
pub const IrqPriorityLow: IRQ_PRIORITY = 1;
pub const IrqPriorityNormal: IRQ_PRIORITY = 2;
pub const IrqPriorityHigh: IRQ_PRIORITY = 3;
