//! The types of the routines that a miniport gives to Storport (storport.h). Each name is a role type of the WDK.

use super::*;

/// `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE`: handles one message of message-signaled interrupts; IRQL `DIRQL`.
pub type HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE =
    unsafe extern "system" fn(HwDeviceExtension: PVOID, MessageId: ULONG) -> BOOLEAN;
/// [`HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE`], or NULL.
pub type PHW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE = Option<HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE>;
/// `sp_DRIVER_INITIALIZE`: `DriverEntry` of a miniport; IRQL `PASSIVE_LEVEL`.
pub type sp_DRIVER_INITIALIZE =
    unsafe extern "system" fn(DriverObject: PVOID, RegistryPath: PVOID) -> ULONG;
/// [`sp_DRIVER_INITIALIZE`], or NULL.
pub type Psp_DRIVER_INITIALIZE = Option<sp_DRIVER_INITIALIZE>;
/// `HW_INITIALIZE`: initialises the adapter; IRQL `DIRQL`, `PASSIVE_LEVEL` for a virtual miniport.
pub type HW_INITIALIZE = unsafe extern "system" fn(DeviceExtension: PVOID) -> BOOLEAN;
/// [`HW_INITIALIZE`], or NULL.
pub type PHW_INITIALIZE = Option<HW_INITIALIZE>;
/// `HW_BUILDIO`: prepares a request without locks; IRQL `DISPATCH_LEVEL`.
pub type HW_BUILDIO =
    unsafe extern "system" fn(DeviceExtension: PVOID, Srb: PSCSI_REQUEST_BLOCK) -> BOOLEAN;
/// [`HW_BUILDIO`], or NULL.
pub type PHW_BUILDIO = Option<HW_BUILDIO>;
/// `HW_STARTIO`: starts a request; IRQL `DISPATCH_LEVEL`, `<= DISPATCH_LEVEL` for a virtual miniport.
pub type HW_STARTIO =
    unsafe extern "system" fn(DeviceExtension: PVOID, Srb: PSCSI_REQUEST_BLOCK) -> BOOLEAN;
/// [`HW_STARTIO`], or NULL.
pub type PHW_STARTIO = Option<HW_STARTIO>;
/// `HW_INTERRUPT`: handles a line interrupt (or all messages); IRQL `DIRQL`.
pub type HW_INTERRUPT = unsafe extern "system" fn(DeviceExtension: PVOID) -> BOOLEAN;
/// [`HW_INTERRUPT`], or NULL.
pub type PHW_INTERRUPT = Option<HW_INTERRUPT>;
/// `HW_TIMER`: the timer of the adapter ran out; IRQL `DISPATCH_LEVEL`.
pub type HW_TIMER = unsafe extern "system" fn(DeviceExtension: PVOID);
/// [`HW_TIMER`], or NULL.
pub type PHW_TIMER = Option<HW_TIMER>;
/// `HW_TIMER_EX`: a timer of `StorPortRequestTimer` ran out; IRQL `DISPATCH_LEVEL`.
pub type HW_TIMER_EX = unsafe extern "system" fn(DeviceExtension: PVOID, Context: PVOID);
/// [`HW_TIMER_EX`], or NULL.
pub type PHW_TIMER_EX = Option<HW_TIMER_EX>;
/// `HW_DMA_STARTED`: never called by Storport.
pub type HW_DMA_STARTED = unsafe extern "system" fn(DeviceExtension: PVOID);
/// [`HW_DMA_STARTED`], or NULL.
pub type PHW_DMA_STARTED = Option<HW_DMA_STARTED>;
/// `HW_FIND_ADAPTER`: finds and configures an adapter; IRQL `PASSIVE_LEVEL`.
pub type HW_FIND_ADAPTER = unsafe extern "system" fn(
    DeviceExtension: PVOID,
    HwContext: PVOID,
    BusInformation: PVOID,
    ArgumentString: PCHAR,
    ConfigInfo: PPORT_CONFIGURATION_INFORMATION,
    Reserved3: PBOOLEAN,
) -> ULONG;
/// [`HW_FIND_ADAPTER`], or NULL.
pub type PHW_FIND_ADAPTER = Option<HW_FIND_ADAPTER>;
/// `HW_RESET_BUS`: resets a bus; IRQL `DISPATCH_LEVEL`.
pub type HW_RESET_BUS = unsafe extern "system" fn(DeviceExtension: PVOID, PathId: ULONG) -> BOOLEAN;
/// [`HW_RESET_BUS`], or NULL.
pub type PHW_RESET_BUS = Option<HW_RESET_BUS>;
/// `HW_ADAPTER_STATE`: never called by Storport.
pub type HW_ADAPTER_STATE = unsafe extern "system" fn(
    DeviceExtension: PVOID,
    Context: PVOID,
    SaveState: BOOLEAN,
) -> BOOLEAN;
/// [`HW_ADAPTER_STATE`], or NULL.
pub type PHW_ADAPTER_STATE = Option<HW_ADAPTER_STATE>;
/// `HW_ADAPTER_CONTROL`: controls the adapter; IRQL by control type.
pub type HW_ADAPTER_CONTROL = unsafe extern "system" fn(
    DeviceExtension: PVOID,
    ControlType: SCSI_ADAPTER_CONTROL_TYPE,
    Parameters: PVOID,
) -> SCSI_ADAPTER_CONTROL_STATUS;
/// [`HW_ADAPTER_CONTROL`], or NULL.
pub type PHW_ADAPTER_CONTROL = Option<HW_ADAPTER_CONTROL>;
/// `HW_PASSIVE_INITIALIZE_ROUTINE`: the part of initialisation at PASSIVE_LEVEL; IRQL `PASSIVE_LEVEL`.
pub type HW_PASSIVE_INITIALIZE_ROUTINE =
    unsafe extern "system" fn(DeviceExtension: PVOID) -> BOOLEAN;
/// [`HW_PASSIVE_INITIALIZE_ROUTINE`], or NULL.
pub type PHW_PASSIVE_INITIALIZE_ROUTINE = Option<HW_PASSIVE_INITIALIZE_ROUTINE>;
/// `HW_DPC_ROUTINE`: runs a DPC of `StorPortIssueDpc`; IRQL `DISPATCH_LEVEL`.
pub type HW_DPC_ROUTINE = unsafe extern "system" fn(
    Dpc: PSTOR_DPC,
    HwDeviceExtension: PVOID,
    SystemArgument1: PVOID,
    SystemArgument2: PVOID,
);
/// [`HW_DPC_ROUTINE`], or NULL.
pub type PHW_DPC_ROUTINE = Option<HW_DPC_ROUTINE>;
/// `HW_WORKITEM`: runs a work item of `StorPortQueueWorkItem`; IRQL `PASSIVE_LEVEL`.
pub type HW_WORKITEM =
    unsafe extern "system" fn(HwDeviceExtension: PVOID, Context: PVOID, Worker: PVOID);
/// [`HW_WORKITEM`], or NULL.
pub type PHW_WORKITEM = Option<HW_WORKITEM>;
/// `HW_STATE_CHANGE`: a change reported by `StorPortStateChangeDetected` was handled; IRQL `DISPATCH_LEVEL`.
pub type HW_STATE_CHANGE = unsafe extern "system" fn(
    HwDeviceExtension: PVOID,
    Context: PVOID,
    AddressType: SHORT,
    Address: PVOID,
    Status: ULONG,
);
/// [`HW_STATE_CHANGE`], or NULL.
pub type PHW_STATE_CHANGE = Option<HW_STATE_CHANGE>;
/// `HW_TRACING_ENABLED`: tracing was turned on or off; IRQL `PASSIVE_LEVEL`.
pub type HW_TRACING_ENABLED = unsafe extern "system" fn(HwDeviceExtension: PVOID, Enabled: BOOLEAN);
/// [`HW_TRACING_ENABLED`], or NULL.
pub type PHW_TRACING_ENABLED = Option<HW_TRACING_ENABLED>;
/// `HW_UNIT_CONTROL`: controls a unit; IRQL by control type.
pub type HW_UNIT_CONTROL = unsafe extern "system" fn(
    DeviceExtension: PVOID,
    ControlType: SCSI_UNIT_CONTROL_TYPE,
    Parameters: PVOID,
) -> SCSI_UNIT_CONTROL_STATUS;
/// [`HW_UNIT_CONTROL`], or NULL.
pub type PHW_UNIT_CONTROL = Option<HW_UNIT_CONTROL>;
/// `HW_FREE_ADAPTER_RESOURCES`: frees what the adapter holds (virtual miniports); IRQL `PASSIVE_LEVEL`.
pub type HW_FREE_ADAPTER_RESOURCES = unsafe extern "system" fn(DeviceExtension: PVOID);
/// [`HW_FREE_ADAPTER_RESOURCES`], or NULL.
pub type PHW_FREE_ADAPTER_RESOURCES = Option<HW_FREE_ADAPTER_RESOURCES>;
/// `HW_PROCESS_SERVICE_REQUEST`: handles a service IRP (virtual miniports); IRQL `<= DISPATCH_LEVEL`.
pub type HW_PROCESS_SERVICE_REQUEST = unsafe extern "system" fn(DeviceExtension: PVOID, Irp: PVOID);
/// [`HW_PROCESS_SERVICE_REQUEST`], or NULL.
pub type PHW_PROCESS_SERVICE_REQUEST = Option<HW_PROCESS_SERVICE_REQUEST>;
/// `HW_COMPLETE_SERVICE_IRP`: completes the service IRPs that are pending (virtual miniports); IRQL `<= DISPATCH_LEVEL`.
pub type HW_COMPLETE_SERVICE_IRP = unsafe extern "system" fn(DeviceExtension: PVOID);
/// [`HW_COMPLETE_SERVICE_IRP`], or NULL.
pub type PHW_COMPLETE_SERVICE_IRP = Option<HW_COMPLETE_SERVICE_IRP>;
/// `HW_INITIALIZE_TRACING`: starts tracing; IRQL `PASSIVE_LEVEL`.
pub type HW_INITIALIZE_TRACING = unsafe extern "system" fn(Arg1: PVOID, Arg2: PVOID);
/// [`HW_INITIALIZE_TRACING`], or NULL.
pub type PHW_INITIALIZE_TRACING = Option<HW_INITIALIZE_TRACING>;
/// `HW_CLEANUP_TRACING`: ends tracing; IRQL `PASSIVE_LEVEL`.
pub type HW_CLEANUP_TRACING = unsafe extern "system" fn(Arg1: PVOID);
/// [`HW_CLEANUP_TRACING`], or NULL.
pub type PHW_CLEANUP_TRACING = Option<HW_CLEANUP_TRACING>;
/// `HW_REGISTRY_NOTIFICATION_ROUTINE`: a value below the driver's `Parameters\Device` key has changed; its page has no IRQL.
pub type HW_REGISTRY_NOTIFICATION_ROUTINE = unsafe extern "system" fn(HwDeviceExtension: PVOID);
/// [`HW_REGISTRY_NOTIFICATION_ROUTINE`], or NULL.
pub type PHW_REGISTRY_NOTIFICATION_ROUTINE = Option<HW_REGISTRY_NOTIFICATION_ROUTINE>;
/// `VIRTUAL_HW_FIND_ADAPTER`: finds and configures an adapter of a virtual miniport; IRQL `PASSIVE_LEVEL`.
pub type VIRTUAL_HW_FIND_ADAPTER = unsafe extern "system" fn(
    DeviceExtension: PVOID,
    HwContext: PVOID,
    BusInformation: PVOID,
    LowerDevice: PVOID,
    ArgumentString: PCHAR,
    ConfigInfo: PPORT_CONFIGURATION_INFORMATION,
    Again: PBOOLEAN,
) -> ULONG;
/// [`VIRTUAL_HW_FIND_ADAPTER`], or NULL.
pub type PVIRTUAL_HW_FIND_ADAPTER = Option<VIRTUAL_HW_FIND_ADAPTER>;

/// `STOR_SYNCHRONIZED_ACCESS`: runs with the interrupt lock held, for `StorPortSynchronizeAccess`.
pub type STOR_SYNCHRONIZED_ACCESS =
    unsafe extern "system" fn(HwDeviceExtension: PVOID, Context: PVOID) -> BOOLEAN;
/// [`STOR_SYNCHRONIZED_ACCESS`], or NULL.
pub type PSTOR_SYNCHRONIZED_ACCESS = Option<STOR_SYNCHRONIZED_ACCESS>;
/// `POST_SCATTER_GATHER_EXECUTE`: receives the list of `StorPortBuildScatterGatherList`.
pub type POST_SCATTER_GATHER_EXECUTE = unsafe extern "system" fn(
    DeviceObject: *mut PVOID,
    Irp: *mut PVOID,
    ScatterGather: PSTOR_SCATTER_GATHER_LIST,
    Context: PVOID,
);
/// [`POST_SCATTER_GATHER_EXECUTE`], or NULL.
pub type PPOST_SCATTER_GATHER_EXECUTE = Option<POST_SCATTER_GATHER_EXECUTE>;
