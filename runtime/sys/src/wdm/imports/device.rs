//! Device objects, their stacks, names and interfaces (wdm.h). In a simulated build the simulator defines them.

use super::super::super::*;

imports! { "ntoskrnl.exe":
    /// Makes a device object with its extension, zeroed; `DO_DEVICE_INITIALIZING` is set, and the driver clears it. IRQL `<= APC_LEVEL`.
    pub fn IoCreateDevice(
        DriverObject: PDRIVER_OBJECT,
        DeviceExtensionSize: ULONG,
        DeviceName: PUNICODE_STRING,
        DeviceType: DEVICE_TYPE,
        DeviceCharacteristics: ULONG,
        Exclusive: BOOLEAN,
        DeviceObject: *mut PDEVICE_OBJECT,
    ) -> NTSTATUS;
    /// Deletes a device object when nothing refers to it any more. IRQL `<= APC_LEVEL`.
    pub fn IoDeleteDevice(DeviceObject: PDEVICE_OBJECT);
    /// Puts a device on top of the stack of another; the result is the one below, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAttachDeviceToDeviceStack(
        SourceDevice: PDEVICE_OBJECT,
        TargetDevice: PDEVICE_OBJECT,
    ) -> PDEVICE_OBJECT;
    /// The same, but the one below is stored before a request can arrive. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAttachDeviceToDeviceStackSafe(
        SourceDevice: PDEVICE_OBJECT,
        TargetDevice: PDEVICE_OBJECT,
        AttachedToDeviceObject: *mut PDEVICE_OBJECT,
    ) -> NTSTATUS;
    /// Takes the device above `TargetDevice` off the stack; the argument is the lower one. IRQL `PASSIVE_LEVEL`.
    pub fn IoDetachDevice(TargetDevice: PDEVICE_OBJECT);
    /// The device at the top of a stack, with a reference. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoGetAttachedDeviceReference(DeviceObject: PDEVICE_OBJECT) -> PDEVICE_OBJECT;
    /// Makes a device interface, disabled; the name is freed by the caller. IRQL `PASSIVE_LEVEL`.
    pub fn IoRegisterDeviceInterface(
        PhysicalDeviceObject: PDEVICE_OBJECT,
        InterfaceClassGuid: LPCGUID,
        ReferenceString: PUNICODE_STRING,
        SymbolicLinkName: PUNICODE_STRING,
    ) -> NTSTATUS;
    /// Frees the buffer of a name that the system allocated. IRQL `PASSIVE_LEVEL`.
    pub fn RtlFreeUnicodeString(UnicodeString: PUNICODE_STRING);
    /// Enables or disables a device interface. IRQL `PASSIVE_LEVEL`.
    pub fn IoSetDeviceInterfaceState(
        SymbolicLinkName: PUNICODE_STRING,
        Enable: BOOLEAN,
    ) -> NTSTATUS;
    /// Makes a symbolic link to a device name. IRQL `PASSIVE_LEVEL`.
    pub fn IoCreateSymbolicLink(
        SymbolicLinkName: PUNICODE_STRING,
        DeviceName: PUNICODE_STRING,
    ) -> NTSTATUS;
    /// Deletes a symbolic link. IRQL `PASSIVE_LEVEL`.
    pub fn IoDeleteSymbolicLink(SymbolicLinkName: PUNICODE_STRING) -> NTSTATUS;
    /// The top of the stack of a named device; the file object is what is dereferenced afterwards. IRQL `PASSIVE_LEVEL`.
    pub fn IoGetDeviceObjectPointer(
        ObjectName: PUNICODE_STRING,
        DesiredAccess: ACCESS_MASK,
        FileObject: *mut PFILE_OBJECT,
        DeviceObject: *mut PDEVICE_OBJECT,
    ) -> NTSTATUS;
    /// Reads a property of a physical device object. IRQL `PASSIVE_LEVEL`.
    pub fn IoGetDeviceProperty(
        DeviceObject: PDEVICE_OBJECT,
        DeviceProperty: DEVICE_REGISTRY_PROPERTY,
        BufferLength: ULONG,
        PropertyBuffer: PVOID,
        ResultLength: PULONG,
    ) -> NTSTATUS;
    /// Has the PnP manager ask for the device's state. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoInvalidateDeviceState(PhysicalDeviceObject: PDEVICE_OBJECT);
    /// Has the PnP manager ask for the device's relations. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoInvalidateDeviceRelations(DeviceObject: PDEVICE_OBJECT, Type: DEVICE_RELATION_TYPE);
    /// The device gets `IRP_MJ_SHUTDOWN`. IRQL `PASSIVE_LEVEL`.
    pub fn IoRegisterShutdownNotification(DeviceObject: PDEVICE_OBJECT) -> NTSTATUS;
    /// It no longer does. IRQL `PASSIVE_LEVEL`.
    pub fn IoUnregisterShutdownNotification(DeviceObject: PDEVICE_OBJECT);
    /// Registers a device with WMI. IRQL `PASSIVE_LEVEL`.
    pub fn IoWMIRegistrationControl(DeviceObject: PDEVICE_OBJECT, Action: ULONG) -> NTSTATUS;
    /// Memory for a driver object, freed with it. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAllocateDriverObjectExtension(
        DriverObject: PDRIVER_OBJECT,
        ClientIdentificationAddress: PVOID,
        DriverObjectExtensionSize: ULONG,
        DriverObjectExtension: *mut PVOID,
    ) -> NTSTATUS;
    /// That memory, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoGetDriverObjectExtension(
        DriverObject: PDRIVER_OBJECT,
        ClientIdentificationAddress: PVOID,
    ) -> PVOID;
    /// Makes an entry of the error log, or NULL. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoAllocateErrorLogEntry(IoObject: PVOID, EntrySize: UCHAR) -> PVOID;
    /// Writes it; it is the system's then. IRQL `<= DISPATCH_LEVEL`.
    pub fn IoWriteErrorLogEntry(ElEntry: PVOID);
    /// The object of a handle, with a reference. IRQL `PASSIVE_LEVEL`.
    pub fn ObReferenceObjectByHandle(
        Handle: HANDLE,
        DesiredAccess: ACCESS_MASK,
        ObjectType: POBJECT_TYPE,
        AccessMode: KPROCESSOR_MODE,
        Object: *mut PVOID,
        HandleInformation: POBJECT_HANDLE_INFORMATION,
    ) -> NTSTATUS;
    /// Takes a reference of an object. IRQL `<= DISPATCH_LEVEL`.
    pub fn ObfReferenceObject(Object: PVOID) -> LONG_PTR;
    /// Gives it back. IRQL `<= DISPATCH_LEVEL`.
    pub fn ObfDereferenceObject(Object: PVOID) -> LONG_PTR;
}
