//! The types of the routines that a WDM driver gives to the kernel (wdm.h). Each name is a role type of the WDK.

use super::super::*;

/// `DRIVER_INITIALIZE`: the type of `DriverEntry`; IRQL `PASSIVE_LEVEL`.
pub type DRIVER_INITIALIZE = unsafe extern "C" fn(
    DriverObject: *mut DRIVER_OBJECT,
    RegistryPath: PUNICODE_STRING,
) -> NTSTATUS;
/// [`DRIVER_INITIALIZE`], or NULL.
pub type PDRIVER_INITIALIZE = Option<DRIVER_INITIALIZE>;
/// `DRIVER_ADD_DEVICE`: makes a device object for a physical device and attaches it; IRQL `PASSIVE_LEVEL`.
pub type DRIVER_ADD_DEVICE = unsafe extern "C" fn(
    DriverObject: *mut DRIVER_OBJECT,
    PhysicalDeviceObject: *mut DEVICE_OBJECT,
) -> NTSTATUS;
/// [`DRIVER_ADD_DEVICE`], or NULL.
pub type PDRIVER_ADD_DEVICE = Option<DRIVER_ADD_DEVICE>;
/// `DRIVER_UNLOAD`: the last call before the driver's image goes away; IRQL `PASSIVE_LEVEL`.
pub type DRIVER_UNLOAD = unsafe extern "C" fn(DriverObject: *mut DRIVER_OBJECT);
/// [`DRIVER_UNLOAD`], or NULL.
pub type PDRIVER_UNLOAD = Option<DRIVER_UNLOAD>;
/// `DRIVER_DISPATCH`: handles the IRPs of one major function; IRQL `<= DISPATCH_LEVEL`, by major function.
pub type DRIVER_DISPATCH =
    unsafe extern "C" fn(DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP) -> NTSTATUS;
/// [`DRIVER_DISPATCH`], or NULL.
pub type PDRIVER_DISPATCH = Option<DRIVER_DISPATCH>;
/// `DRIVER_STARTIO`: processes the next IRP of a device queue; IRQL `DISPATCH_LEVEL`.
pub type DRIVER_STARTIO = unsafe extern "C" fn(DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP);
/// [`DRIVER_STARTIO`], or NULL.
pub type PDRIVER_STARTIO = Option<DRIVER_STARTIO>;
/// `DRIVER_CANCEL`: an IRP was cancelled; called with the cancel spin lock, which it releases; IRQL `DISPATCH_LEVEL`.
pub type DRIVER_CANCEL = unsafe extern "C" fn(DeviceObject: *mut DEVICE_OBJECT, Irp: *mut IRP);
/// [`DRIVER_CANCEL`], or NULL.
pub type PDRIVER_CANCEL = Option<DRIVER_CANCEL>;
/// `DRIVER_CONTROL`: a DMA channel was allocated; IRQL `DISPATCH_LEVEL`.
pub type DRIVER_CONTROL = unsafe extern "C" fn(
    DeviceObject: *mut DEVICE_OBJECT,
    Irp: *mut IRP,
    MapRegisterBase: PVOID,
    Context: PVOID,
) -> IO_ALLOCATION_ACTION;
/// [`DRIVER_CONTROL`], or NULL.
pub type PDRIVER_CONTROL = Option<DRIVER_CONTROL>;
/// `DRIVER_LIST_CONTROL`: a scatter/gather list was made; IRQL `DISPATCH_LEVEL`.
pub type DRIVER_LIST_CONTROL = unsafe extern "C" fn(
    DeviceObject: *mut DEVICE_OBJECT,
    Irp: *mut IRP,
    ScatterGather: PSCATTER_GATHER_LIST,
    Context: PVOID,
);
/// [`DRIVER_LIST_CONTROL`], or NULL.
pub type PDRIVER_LIST_CONTROL = Option<DRIVER_LIST_CONTROL>;
/// `KSERVICE_ROUTINE`: handles a line interrupt, with the interrupt spin lock; IRQL `DIRQL`.
pub type KSERVICE_ROUTINE =
    unsafe extern "C" fn(Interrupt: *mut KINTERRUPT, ServiceContext: PVOID) -> BOOLEAN;
/// [`KSERVICE_ROUTINE`], or NULL.
pub type PKSERVICE_ROUTINE = Option<KSERVICE_ROUTINE>;
/// `KMESSAGE_SERVICE_ROUTINE`: handles a message of message-signaled interrupts, with the interrupt spin lock; IRQL `DIRQL`.
pub type KMESSAGE_SERVICE_ROUTINE = unsafe extern "C" fn(
    Interrupt: *mut KINTERRUPT,
    ServiceContext: PVOID,
    MessageID: ULONG,
) -> BOOLEAN;
/// [`KMESSAGE_SERVICE_ROUTINE`], or NULL.
pub type PKMESSAGE_SERVICE_ROUTINE = Option<KMESSAGE_SERVICE_ROUTINE>;
/// `KSYNCHRONIZE_ROUTINE`: runs with the interrupt spin lock; IRQL `DIRQL`.
pub type KSYNCHRONIZE_ROUTINE = unsafe extern "C" fn(SynchronizeContext: PVOID) -> BOOLEAN;
/// [`KSYNCHRONIZE_ROUTINE`], or NULL.
pub type PKSYNCHRONIZE_ROUTINE = Option<KSYNCHRONIZE_ROUTINE>;
/// `KDEFERRED_ROUTINE`: runs a deferred procedure call; IRQL `DISPATCH_LEVEL`.
pub type KDEFERRED_ROUTINE = unsafe extern "C" fn(
    Dpc: *mut KDPC,
    DeferredContext: PVOID,
    SystemArgument1: PVOID,
    SystemArgument2: PVOID,
);
/// [`KDEFERRED_ROUTINE`], or NULL.
pub type PKDEFERRED_ROUTINE = Option<KDEFERRED_ROUTINE>;
/// `IO_DPC_ROUTINE`: a `DpcForIsr`: finishes what the interrupt service routine began; IRQL `DISPATCH_LEVEL`.
pub type IO_DPC_ROUTINE = unsafe extern "C" fn(
    Dpc: PKDPC,
    DeviceObject: *mut DEVICE_OBJECT,
    Irp: *mut IRP,
    Context: PVOID,
);
/// [`IO_DPC_ROUTINE`], or NULL.
pub type PIO_DPC_ROUTINE = Option<IO_DPC_ROUTINE>;
/// `IO_WORKITEM_ROUTINE`: runs a work item; IRQL `PASSIVE_LEVEL`.
pub type IO_WORKITEM_ROUTINE = unsafe extern "C" fn(DeviceObject: PDEVICE_OBJECT, Context: PVOID);
/// [`IO_WORKITEM_ROUTINE`], or NULL.
pub type PIO_WORKITEM_ROUTINE = Option<IO_WORKITEM_ROUTINE>;
/// `IO_WORKITEM_ROUTINE_EX`: runs a work item, and gets it; IRQL `PASSIVE_LEVEL`.
pub type IO_WORKITEM_ROUTINE_EX =
    unsafe extern "C" fn(IoObject: PVOID, Context: PVOID, IoWorkItem: PIO_WORKITEM);
/// [`IO_WORKITEM_ROUTINE_EX`], or NULL.
pub type PIO_WORKITEM_ROUTINE_EX = Option<IO_WORKITEM_ROUTINE_EX>;
/// `IO_TIMER_ROUTINE`: called once a second while the timer of a device is started; IRQL `DISPATCH_LEVEL`.
pub type IO_TIMER_ROUTINE = unsafe extern "C" fn(DeviceObject: *mut DEVICE_OBJECT, Context: PVOID);
/// [`IO_TIMER_ROUTINE`], or NULL.
pub type PIO_TIMER_ROUTINE = Option<IO_TIMER_ROUTINE>;
/// `IO_COMPLETION_ROUTINE`: an IRP that was sent down comes back; IRQL `<= DISPATCH_LEVEL`.
pub type IO_COMPLETION_ROUTINE =
    unsafe extern "C" fn(DeviceObject: PDEVICE_OBJECT, Irp: PIRP, Context: PVOID) -> NTSTATUS;
/// [`IO_COMPLETION_ROUTINE`], or NULL.
pub type PIO_COMPLETION_ROUTINE = Option<IO_COMPLETION_ROUTINE>;
/// `EXT_CALLBACK`: a timer of [`ExAllocateTimer`] ran out; IRQL `DISPATCH_LEVEL`.
pub type EXT_CALLBACK = unsafe extern "C" fn(Timer: PEX_TIMER, Context: PVOID);
/// [`EXT_CALLBACK`], or NULL.
pub type PEXT_CALLBACK = Option<EXT_CALLBACK>;
/// `EXT_DELETE_CALLBACK`: a timer was deleted: no callback comes after it; IRQL `DISPATCH_LEVEL`.
pub type EXT_DELETE_CALLBACK = unsafe extern "C" fn(Context: PVOID);
/// [`EXT_DELETE_CALLBACK`], or NULL.
pub type PEXT_DELETE_CALLBACK = Option<EXT_DELETE_CALLBACK>;
/// `REQUEST_POWER_COMPLETE`: a power IRP of [`PoRequestPowerIrp`] was completed; IRQL `<= DISPATCH_LEVEL`.
pub type REQUEST_POWER_COMPLETE = unsafe extern "C" fn(
    DeviceObject: PDEVICE_OBJECT,
    MinorFunction: UCHAR,
    PowerState: POWER_STATE,
    Context: PVOID,
    IoStatus: PIO_STATUS_BLOCK,
);
/// [`REQUEST_POWER_COMPLETE`], or NULL.
pub type PREQUEST_POWER_COMPLETE = Option<REQUEST_POWER_COMPLETE>;
/// `KSTART_ROUTINE`: the body of a system thread; IRQL `PASSIVE_LEVEL`.
pub type KSTART_ROUTINE = unsafe extern "C" fn(StartContext: PVOID);
/// [`KSTART_ROUTINE`], or NULL.
pub type PKSTART_ROUTINE = Option<KSTART_ROUTINE>;
/// `IO_CSQ_INSERT_IRP`: puts an IRP into a cancel-safe queue; IRQL as [`IO_CSQ_ACQUIRE_LOCK`] left it.
pub type IO_CSQ_INSERT_IRP = unsafe extern "C" fn(Csq: *mut IO_CSQ, Irp: PIRP);
/// [`IO_CSQ_INSERT_IRP`], or NULL.
pub type PIO_CSQ_INSERT_IRP = Option<IO_CSQ_INSERT_IRP>;
/// `IO_CSQ_INSERT_IRP_EX`: puts an IRP into a cancel-safe queue, or refuses; IRQL as [`IO_CSQ_ACQUIRE_LOCK`] left it.
pub type IO_CSQ_INSERT_IRP_EX =
    unsafe extern "C" fn(Csq: *mut IO_CSQ, Irp: PIRP, InsertContext: PVOID) -> NTSTATUS;
/// [`IO_CSQ_INSERT_IRP_EX`], or NULL.
pub type PIO_CSQ_INSERT_IRP_EX = Option<IO_CSQ_INSERT_IRP_EX>;
/// `IO_CSQ_REMOVE_IRP`: takes an IRP out of a cancel-safe queue; IRQL as [`IO_CSQ_ACQUIRE_LOCK`] left it.
pub type IO_CSQ_REMOVE_IRP = unsafe extern "C" fn(Csq: PIO_CSQ, Irp: PIRP);
/// [`IO_CSQ_REMOVE_IRP`], or NULL.
pub type PIO_CSQ_REMOVE_IRP = Option<IO_CSQ_REMOVE_IRP>;
/// `IO_CSQ_PEEK_NEXT_IRP`: the next IRP behind `Irp` that matches, or NULL; IRQL as [`IO_CSQ_ACQUIRE_LOCK`] left it.
pub type IO_CSQ_PEEK_NEXT_IRP =
    unsafe extern "C" fn(Csq: PIO_CSQ, Irp: PIRP, PeekContext: PVOID) -> PIRP;
/// [`IO_CSQ_PEEK_NEXT_IRP`], or NULL.
pub type PIO_CSQ_PEEK_NEXT_IRP = Option<IO_CSQ_PEEK_NEXT_IRP>;
/// `IO_CSQ_ACQUIRE_LOCK`: acquires the lock of a cancel-safe queue; IRQL `<= DISPATCH_LEVEL`.
pub type IO_CSQ_ACQUIRE_LOCK = unsafe extern "C" fn(Csq: PIO_CSQ, Irql: PKIRQL);
/// [`IO_CSQ_ACQUIRE_LOCK`], or NULL.
pub type PIO_CSQ_ACQUIRE_LOCK = Option<IO_CSQ_ACQUIRE_LOCK>;
/// `IO_CSQ_RELEASE_LOCK`: releases it; IRQL as [`IO_CSQ_ACQUIRE_LOCK`] left it.
pub type IO_CSQ_RELEASE_LOCK = unsafe extern "C" fn(Csq: PIO_CSQ, Irql: KIRQL);
/// [`IO_CSQ_RELEASE_LOCK`], or NULL.
pub type PIO_CSQ_RELEASE_LOCK = Option<IO_CSQ_RELEASE_LOCK>;
/// `IO_CSQ_COMPLETE_CANCELED_IRP`: completes an IRP that was cancelled; IRQL `<= DISPATCH_LEVEL`.
pub type IO_CSQ_COMPLETE_CANCELED_IRP = unsafe extern "C" fn(Csq: PIO_CSQ, Irp: PIRP);
/// [`IO_CSQ_COMPLETE_CANCELED_IRP`], or NULL.
pub type PIO_CSQ_COMPLETE_CANCELED_IRP = Option<IO_CSQ_COMPLETE_CANCELED_IRP>;
/// `IO_APC_ROUTINE`: the APC of a request of user mode.
pub type IO_APC_ROUTINE =
    unsafe extern "C" fn(ApcContext: PVOID, IoStatusBlock: PIO_STATUS_BLOCK, Reserved: ULONG);
/// [`IO_APC_ROUTINE`], or NULL.
pub type PIO_APC_ROUTINE = Option<IO_APC_ROUTINE>;
/// `INTERFACE_REFERENCE`: takes a reference of an interface.
pub type INTERFACE_REFERENCE = unsafe extern "C" fn(Context: PVOID);
/// [`INTERFACE_REFERENCE`], or NULL.
pub type PINTERFACE_REFERENCE = Option<INTERFACE_REFERENCE>;
/// `INTERFACE_DEREFERENCE`: gives it back.
pub type INTERFACE_DEREFERENCE = unsafe extern "C" fn(Context: PVOID);
/// [`INTERFACE_DEREFERENCE`], or NULL.
pub type PINTERFACE_DEREFERENCE = Option<INTERFACE_DEREFERENCE>;
/// `TRANSLATE_BUS_ADDRESS`: the address of a bus as the processor sees it.
pub type TRANSLATE_BUS_ADDRESS = unsafe extern "C" fn(
    Context: PVOID,
    BusAddress: PHYSICAL_ADDRESS,
    Length: ULONG,
    AddressSpace: PULONG,
    TranslatedAddress: PPHYSICAL_ADDRESS,
) -> BOOLEAN;
/// [`TRANSLATE_BUS_ADDRESS`], or NULL.
pub type PTRANSLATE_BUS_ADDRESS = Option<TRANSLATE_BUS_ADDRESS>;
/// `GET_DMA_ADAPTER`: the DMA adapter of a device.
pub type GET_DMA_ADAPTER = unsafe extern "C" fn(
    Context: PVOID,
    DeviceDescriptor: PDEVICE_DESCRIPTION,
    NumberOfMapRegisters: PULONG,
) -> PDMA_ADAPTER;
/// [`GET_DMA_ADAPTER`], or NULL.
pub type PGET_DMA_ADAPTER = Option<GET_DMA_ADAPTER>;
/// `GET_SET_DEVICE_DATA`: reads or writes configuration space.
pub type GET_SET_DEVICE_DATA = unsafe extern "C" fn(
    Context: PVOID,
    DataType: ULONG,
    Buffer: PVOID,
    Offset: ULONG,
    Length: ULONG,
) -> ULONG;
/// [`GET_SET_DEVICE_DATA`], or NULL.
pub type PGET_SET_DEVICE_DATA = Option<GET_SET_DEVICE_DATA>;
/// `DMA_COMPLETION_ROUTINE`: a transfer of a system DMA controller ended.
pub type DMA_COMPLETION_ROUTINE = unsafe extern "C" fn(
    DmaAdapter: PDMA_ADAPTER,
    DeviceObject: PDEVICE_OBJECT,
    CompletionContext: PVOID,
    Status: DMA_COMPLETION_STATUS,
);
/// [`DMA_COMPLETION_ROUTINE`], or NULL.
pub type PDMA_COMPLETION_ROUTINE = Option<DMA_COMPLETION_ROUTINE>;
