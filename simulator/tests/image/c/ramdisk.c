/* A RAM disk of 1 MiB, a virtual miniport in C. With the argument string "twice" it completes every request twice, which is wrong, with "far" it
   writes where no memory is, with "stop" it stops the system, with "fast" by an instruction, and with "race" it keeps where a request begins in a variable that all processors
   share, between whose write and read it calls nothing. With "hidden" the disk is there only after a service request of two bytes. A service request of eight
   is the address of a buffer, which it fills. With "refuse" it fails its start. It hooks plug and play, of which it says what it sees, and power. Compiled with
   HOOK it does something else in that hook. */
#include "storport.h"

#define BLOCK 512u
#define BLOCKS 2048u
#define TAG 0x6B736944
#define OWN_CONTROL 0x222000u

typedef struct {
  PUCHAR Memory;
  BOOLEAN Twice;
  BOOLEAN Race;
  BOOLEAN Hidden;
  volatile ULONG First;
} EXTENSION;

static ULONG Big32(const UCHAR *bytes) {
  return (ULONG)bytes[0] << 24 | (ULONG)bytes[1] << 16 | (ULONG)bytes[2] << 8 | bytes[3];
}

static void PutBig32(UCHAR *bytes, ULONG value) {
  bytes[0] = (UCHAR)(value >> 24);
  bytes[1] = (UCHAR)(value >> 16);
  bytes[2] = (UCHAR)(value >> 8);
  bytes[3] = (UCHAR)value;
}

static BOOLEAN Has(const char *text, const char *word) {
  while (*word != 0 && *text == *word) {
    text++;
    word++;
  }
  return *word == 0;
}

static UCHAR Fail(PSCSI_REQUEST_BLOCK srb, UCHAR code) {
  UCHAR *sense = srb->SenseInfoBuffer;
  srb->DataTransferLength = 0;
  srb->ScsiStatus = 2;
  if (sense == NULL || srb->SenseInfoBufferLength < 18)
    return SRB_STATUS_ERROR;
  RtlZeroMemory(sense, 18);
  sense[0] = 0x70;
  sense[2] = 5;
  sense[7] = 10;
  sense[12] = code;
  return SRB_STATUS_ERROR | SRB_STATUS_AUTOSENSE_VALID;
}

static UCHAR Reply(PSCSI_REQUEST_BLOCK srb, const UCHAR *data, ULONG length, ULONG room) {
  if (length > room)
    length = room;
  if (length > srb->DataTransferLength)
    length = srb->DataTransferLength;
  RtlCopyMemory(srb->DataBuffer, data, length);
  srb->DataTransferLength = length;
  return SRB_STATUS_SUCCESS;
}

static UCHAR Transfer(EXTENSION *extension, PSCSI_REQUEST_BLOCK srb, ULONG first, ULONG count, BOOLEAN write) {
  ULONG length = count * BLOCK;
  PUCHAR place;
  if (extension->Race)
    extension->First = first;
  if (first > BLOCKS || count > BLOCKS - first)
    return Fail(srb, 0x21);
  if (length > srb->DataTransferLength)
    return Fail(srb, 0x24);
  if (extension->Race)
    first = extension->First;
  place = extension->Memory + (SIZE_T)first * BLOCK;
  if (write)
    RtlCopyMemory(place, srb->DataBuffer, length);
  else
    RtlCopyMemory(srb->DataBuffer, place, length);
  srb->DataTransferLength = length;
  return SRB_STATUS_SUCCESS;
}

static UCHAR Inquiry(PSCSI_REQUEST_BLOCK srb, const UCHAR *cdb) {
  static const UCHAR pages[] = {0, 0, 0, 3, 0x00, 0x80, 0x83};
  static const UCHAR serial[] = {0, 0x80, 0, 4, 'C', '0', '0', '1'};
  static const UCHAR name[] = {0, 0x83, 0, 16, 2, 1, 0, 12, 'C', ' ', ' ', ' ', ' ', ' ', ' ', ' ', 'C', '0', '0', '1'};
  static const UCHAR standard[] = "\0\0\6\2\37\0\0\2C       RAM disk in C   1.00";
  ULONG room = (ULONG)cdb[3] << 8 | cdb[4];
  if ((cdb[1] & 1) == 0)
    return cdb[2] == 0 ? Reply(srb, standard, 36, room) : Fail(srb, 0x24);
  switch (cdb[2]) {
  case 0x00: return Reply(srb, pages, sizeof pages, room);
  case 0x80: return Reply(srb, serial, sizeof serial, room);
  case 0x83: return Reply(srb, name, sizeof name, room);
  default: return Fail(srb, 0x24);
  }
}

static UCHAR Execute(EXTENSION *extension, PSCSI_REQUEST_BLOCK srb) {
  const UCHAR *cdb = srb->Cdb;
  UCHAR data[32] = {0};
  if (srb->PathId != 0 || srb->TargetId != 0 || srb->Lun != 0 || extension->Hidden)
    return SRB_STATUS_NO_DEVICE;
  switch (cdb[0]) {
  case 0x00:
  case 0x35:
    srb->DataTransferLength = 0;
    return SRB_STATUS_SUCCESS;
  case 0x12: return Inquiry(srb, cdb);
  case 0x1A:
    data[0] = 3;
    return Reply(srb, data, 4, cdb[4]);
  case 0x25:
    PutBig32(data, BLOCKS - 1);
    PutBig32(data + 4, BLOCK);
    return Reply(srb, data, 8, 8);
  case 0x28:
  case 0x2A: return Transfer(extension, srb, Big32(cdb + 2), (ULONG)cdb[7] << 8 | cdb[8], cdb[0] == 0x2A);
  case 0x9E:
    PutBig32(data + 4, BLOCKS - 1);
    PutBig32(data + 8, BLOCK);
    return (cdb[1] & 31) == 16 ? Reply(srb, data, 32, Big32(cdb + 10)) : Fail(srb, 0x20);
  case 0xA0:
    data[3] = 8;
    return Reply(srb, data, 16, Big32(cdb + 6));
  default: return Fail(srb, 0x20);
  }
}

static BOOLEAN StartIo(PVOID device, PSCSI_REQUEST_BLOCK srb) {
  EXTENSION *extension = device;
  switch (srb->Function) {
  case SRB_FUNCTION_EXECUTE_SCSI: srb->SrbStatus = Execute(extension, srb); break;
  case SRB_FUNCTION_RESET_LOGICAL_UNIT:
  case SRB_FUNCTION_RESET_DEVICE:
  case SRB_FUNCTION_RESET_BUS:
  case SRB_FUNCTION_FLUSH:
  case SRB_FUNCTION_SHUTDOWN: srb->SrbStatus = SRB_STATUS_SUCCESS; break;
  default: srb->SrbStatus = SRB_STATUS_INVALID_REQUEST; break;
  }
  StorPortNotification(RequestComplete, device, srb);
  if (extension->Twice)
    StorPortNotification(RequestComplete, device, srb);
  return TRUE;
}

/* What the headers have inline. */
static VOID Look(VOID) {
  LARGE_INTEGER time, ticks;
  KIRQL irql;
  KeQuerySystemTime(&time);
  KeQueryTickCount(&ticks);
  KeRaiseIrql(DISPATCH_LEVEL, &irql);
  DbgPrint("day %u, tick %u, irql %u from %u, thread %s, processor %s\n", (ULONG)(time.QuadPart / 10000000 / 86400), ticks.LowPart,
           KeGetCurrentIrql(), irql, KeGetCurrentThread() == KeGetCurrentThread() && KeGetCurrentThread() != NULL ? "known" : "unknown",
           KeGetCurrentProcessorNumber() < KeQueryActiveProcessorCountEx(0) ? "known" : "unknown");
  KeLowerIrql(irql);
}

static ULONG FindAdapter(PVOID device, PVOID context, PVOID bus, PVOID lower, PCHAR arguments, PORT_CONFIGURATION_INFORMATION *config,
                         PBOOLEAN again) {
  EXTENSION *extension = device;
  PVOID memory = NULL;
  if (context == NULL || context == bus || context != lower)
    return SP_RETURN_BAD_CONFIG;
  if (Has(arguments, "refuse"))
    return SP_RETURN_ERROR;
  extension->Hidden = Has(arguments, "hidden");
  extension->Twice = Has(arguments, "twice");
  extension->Race = Has(arguments, "race");
  if (Has(arguments, "far"))
    *(volatile UCHAR *)0x123456789000 = 1;
  memory = extension->Memory;
  if (memory == NULL && StorPortExtendedFunction(ExtFunctionAllocatePool, device, BLOCKS * BLOCK, TAG, &memory) != STOR_STATUS_SUCCESS)
    return SP_RETURN_ERROR;
  RtlZeroMemory(memory, BLOCKS * BLOCK);
  extension->Memory = memory;
  if (Has(arguments, "stop"))
    KeBugCheck(0x51);
  if (Has(arguments, "fast"))
    __asm__ volatile("int $0x29" : : "c"(3));
  Look();
  DbgPrint("%u of %u processors\n", KeQueryActiveProcessorCountEx(0xFFFF), KeQueryMaximumProcessorCountEx(0));
  DbgPrintEx(77, 1, "memory is %s\n", MmGetPhysicalAddress(memory).QuadPart != 0 ? "somewhere" : "nowhere");
  StorPortDebugPrint(1, "%u blocks of %d bytes for %s\n", BLOCKS, BLOCK, arguments);
  config->VirtualDevice = TRUE;
  config->MaximumTransferLength = 65536;
  config->NumberOfPhysicalBreaks = 17;
  config->NumberOfBuses = 1;
  config->MaximumNumberOfTargets = 1;
  config->MaximumNumberOfLogicalUnits = 1;
  config->MapBuffers = STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
  config->SynchronizationModel = StorSynchronizeFullDuplex;
  *again = FALSE;
  return SP_RETURN_FOUND;
}

static BOOLEAN Initialize(PVOID device) {
  (void)device;
  return TRUE;
}

static BOOLEAN ResetBus(PVOID device, ULONG path) {
  (void)device;
  (void)path;
  return TRUE;
}

static LONG AdapterControl(PVOID device, SCSI_ADAPTER_CONTROL_TYPE type, PVOID parameters) {
  PSCSI_SUPPORTED_CONTROL_TYPE_LIST list = parameters;
  (void)device;
  if (type == ScsiQuerySupportedControlTypes) {
    list->SupportedTypeList[ScsiQuerySupportedControlTypes] = TRUE;
    list->SupportedTypeList[ScsiStopAdapter] = TRUE;
    list->SupportedTypeList[ScsiRestartAdapter] = TRUE;
  }
  return ScsiAdapterControlSuccess;
}

static VOID FreeAdapterResources(PVOID device) {
  EXTENSION *extension = device;
  if (extension->Memory != NULL)
    StorPortExtendedFunction(ExtFunctionFreePool, device, extension->Memory);
  extension->Memory = NULL;
}

/* Fills a page of an application. The IRP's list of it goes with the IRP. */
static VOID Fill(PIRP irp, PVOID place) {
  PMDL mdl = IoAllocateMdl(place, 4096, FALSE, FALSE, irp);
  PUCHAR mapped;
  if (mdl == NULL)
    return;
  MmProbeAndLockPages(mdl, UserMode, IoWriteAccess);
  mapped = MmMapLockedPagesSpecifyCache(mdl, KernelMode, MmCached, NULL, FALSE, NormalPagePriority);
  RtlFillMemory(mapped, 4096, 0xC5);
}

/* Answers a byte with the next one. */
static VOID ProcessServiceRequest(PVOID device, PVOID request) {
  IRP *irp = request;
  EXTENSION *extension = device;
  PUCHAR byte = irp->AssociatedIrp.SystemBuffer;
  ULONG length = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.InputBufferLength;
  if (length == 2) {
    extension->Hidden = !extension->Hidden;
    StorPortNotification(BusChangeDetected, device, 0);
  }
  if (length == 8)
    Fill(irp, *(PVOID *)byte);
  *byte += 1;
  irp->IoStatus.Status = STATUS_SUCCESS;
  irp->IoStatus.Information = 1;
  StorPortExtendedFunction(ExtFunctionCompleteServiceIrp, device, irp);
}

/* It keeps none of them. */
static VOID CompleteServiceIrp(PVOID device) {
  (void)device;
}

static PDRIVER_UNLOAD StorportUnload;
static PDRIVER_DISPATCH StorportControl;

static VOID NTAPI Unload(PDRIVER_OBJECT driver) {
  DbgPrint("unloaded, with %d control requests\n", (int)(ULONG_PTR)driver->DriverSection);
  StorportUnload(driver);
}

/* A control of its own it answers itself: with the same byte. */
static NTSTATUS NTAPI Control(PDEVICE_OBJECT device, PIRP irp) {
  PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
  if (location->Parameters.DeviceIoControl.IoControlCode == OWN_CONTROL) {
    irp->IoStatus.Status = STATUS_SUCCESS;
    irp->IoStatus.Information = 1;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
  }
  if (location->Parameters.DeviceIoControl.InputBufferLength == 1)
    device->DriverObject->DriverSection = (PVOID)((ULONG_PTR)device->DriverObject->DriverSection + 1);
  return StorportControl(device, irp);
}

static PDRIVER_DISPATCH StorportPnp;
static PDRIVER_DISPATCH StorportPower;

/* Where a disk is, as Storport says. */
static UCHAR Target(PDEVICE_OBJECT device) {
  UCHAR address[8] = {0};
  IO_STATUS_BLOCK status;
  KEVENT event;
  PIRP irp;
  KeInitializeEvent(&event, NotificationEvent, FALSE);
  irp = IoBuildDeviceIoControlRequest(0x41018, device, NULL, 0, address, sizeof address, FALSE, &event, &status);
  if (irp == NULL || IoCallDriver(device, irp) != STATUS_SUCCESS)
    return 0xFF;
  return address[0] + address[5];
}

#define PLAIN 0
#define PEND 1
#define KEEP 2
#define DROP 3
#define TWICE 4
#define FAIL 5
#define HOLD 6
#define OWN_IRP 7
#define FREE_LATE 8
#ifndef HOOK
#define HOOK PLAIN
#endif
#ifndef MINOR
#define MINOR 0xFF
#endif

/* An IRP that a thread passes to Storport. */
typedef struct {
  PDEVICE_OBJECT Device;
  PIRP Irp;
} LATER;

static VOID NTAPI Later(PVOID context) {
  LATER *later = context;
  StorportPnp(later->Device, later->Irp);
  DbgPrint("later\n");
  ExFreePoolWithTag(later, TAG);
  PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS Complete(PIRP irp, NTSTATUS status) {
  irp->IoStatus.Status = status;
  IoCompleteRequest(irp, IO_NO_INCREMENT);
  return status;
}

static NTSTATUS NTAPI TakeBack(PDEVICE_OBJECT device, PIRP irp, PVOID context) {
  (void)device;
  (void)irp;
  (void)context;
  return STATUS_MORE_PROCESSING_REQUIRED;
}

/* Asks for an address with an IRP that has no buffer. */
static VOID AskWithoutBuffer(PDEVICE_OBJECT device) {
  PIRP irp = IoAllocateIrp(device->StackSize, FALSE);
  PIO_STACK_LOCATION next;
  if (irp == NULL)
    return;
  next = IoGetNextIrpStackLocation(irp);
  next->MajorFunction = IRP_MJ_DEVICE_CONTROL;
  next->Parameters.DeviceIoControl.IoControlCode = 0x41018;
  next->Parameters.DeviceIoControl.OutputBufferLength = 8;
  IoSetCompletionRoutine(irp, TakeBack, NULL, TRUE, TRUE, TRUE);
  DbgPrint("without a buffer: %x\n", IoCallDriver(device, irp));
  IoFreeIrp(irp);
}

/* What the driver does with an IRP instead of calling Storport. */
static NTSTATUS Otherwise(PDEVICE_OBJECT device, PIRP irp) {
  LATER *later;
  HANDLE thread;
  switch (HOOK) {
  case PEND:
    later = ExAllocatePoolWithTag(NonPagedPool, sizeof *later, TAG);
    later->Device = device;
    later->Irp = irp;
    IoMarkIrpPending(irp);
    if (PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Later, later) == STATUS_SUCCESS)
      ZwClose(thread);
    return STATUS_PENDING;
  case KEEP: IoMarkIrpPending(irp); return STATUS_PENDING;
  case FAIL: return Complete(irp, STATUS_UNSUCCESSFUL);
  case HOLD: return Complete(irp, STATUS_SUCCESS);
  case TWICE:
    StorportPnp(device, irp);
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return STATUS_SUCCESS;
  default: return STATUS_SUCCESS;
  }
}

static NTSTATUS NTAPI Pnp(PDEVICE_OBJECT device, PIRP irp) {
  static PVOID kept;
  UCHAR minor = IoGetCurrentIrpStackLocation(irp)->MinorFunction;
  BOOLEAN disk = Target(device) == 8;
  NTSTATUS status;
  if (HOOK == OWN_IRP && disk && minor == 0)
    AskWithoutBuffer(device);
  if (HOOK == FREE_LATE && !disk && minor == 0)
    kept = ExAllocatePoolWithTag(NonPagedPool, 64, TAG);
  if (MINOR == minor && !disk)
    return Otherwise(device, irp);
  status = StorportPnp(device, irp);
  if (HOOK == FREE_LATE && !disk && minor == 2)
    ExFreePoolWithTag(kept, TAG);
  DbgPrint("pnp %x of the %s: %x\n", minor, disk ? "disk" : "adapter", status);
  return status;
}

static NTSTATUS NTAPI Power(PDEVICE_OBJECT device, PIRP irp) {
  int state = IoGetCurrentIrpStackLocation(irp)->Parameters.Power.State.DeviceState;
  NTSTATUS status = StorportPower(device, irp);
  DbgPrint("power %d\n", state);
  return status;
}

static VOID CleanupTracing(PVOID object) {
  (void)object;
  DbgPrint("cleaned up\n");
}

ULONG DriverEntry(PVOID object, PVOID path) {
  PDRIVER_OBJECT driver = object;
  ULONG status;
  HW_INITIALIZATION_DATA data;
  RtlZeroMemory(&data, sizeof data);
  data.HwInitializationDataSize = sizeof data;
  data.AdapterInterfaceType = Internal;
  data.HwInitialize = Initialize;
  data.HwStartIo = StartIo;
  data.HwFindAdapter = FindAdapter;
  data.HwResetBus = ResetBus;
  data.HwAdapterControl = AdapterControl;
  data.HwFreeAdapterResources = FreeAdapterResources;
  data.DeviceExtensionSize = sizeof(EXTENSION);
  data.MapBuffers = STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
  data.NeedPhysicalAddresses = TRUE;
  data.TaggedQueuing = TRUE;
  data.AutoRequestSense = TRUE;
  data.MultipleRequestPerLu = TRUE;
  data.FeatureSupport = STOR_FEATURE_VIRTUAL_MINIPORT;
  data.HwProcessServiceRequest = ProcessServiceRequest;
  data.HwCompleteServiceIrp = CompleteServiceIrp;
  data.HwCleanupTracing = CleanupTracing;
  status = StorPortInitialize(object, path, &data, NULL);
  StorportUnload = driver->DriverUnload;
  StorportControl = driver->MajorFunction[IRP_MJ_DEVICE_CONTROL];
  driver->DriverUnload = Unload;
  driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = Control;
  StorportPnp = driver->MajorFunction[IRP_MJ_PNP];
  driver->MajorFunction[IRP_MJ_PNP] = Pnp;
  StorportPower = driver->MajorFunction[IRP_MJ_POWER];
  driver->MajorFunction[IRP_MJ_POWER] = Power;
  return status;
}
