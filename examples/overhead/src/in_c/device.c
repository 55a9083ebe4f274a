// Every role of a WDM driver that runs while its device works, in C, with the parts of wdm.h that it uses: what the bench
// `instructions` counts beside the other two. It is compiled there, and not run. The two functions in `_same` do what the callback by hand
// does besides, so that the compilers can be compared.

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t NTSTATUS;
typedef uint8_t BOOLEAN, KIRQL;
typedef struct { void *part[3]; } KEVENT;
typedef struct { void *part[8]; } KDPC, IO_CSQ;
typedef struct KINTERRUPT KINTERRUPT;
typedef struct DEVICE_OBJECT DEVICE_OBJECT;
typedef struct IRP IRP;
typedef void DRIVER_CANCEL(DEVICE_OBJECT *, IRP *);

struct DEVICE_OBJECT {
    uint8_t before_current[0x20];
    IRP *CurrentIrp;
    uint8_t before_extension[0x18];
    void *DeviceExtension;
    uint8_t before_queue[0x58];
    uint8_t DeviceQueue[0x28];
    KDPC Dpc;
};

typedef struct {
    uint8_t MajorFunction, MinorFunction, Flags, Control;
    uint32_t padding;
    uint32_t ReadLength;
    uint8_t before_file[0x24];
    void *FileObject;
} IO_STACK_LOCATION;

struct IRP {
    uint8_t before_mdl[8];
    void *MdlAddress;
    uint8_t before_status[0x20];
    struct { NTSTATUS Status; uintptr_t Information; } IoStatus;
    uint8_t before_cancel[4];
    BOOLEAN Cancel;
    KIRQL CancelIrql;
    uint8_t before_routine[0x22];
    DRIVER_CANCEL *_Atomic CancelRoutine;
    void *UserBuffer;
    uint8_t DeviceQueueEntry[0x30];
    void *ListEntry[2];
    IO_STACK_LOCATION *CurrentStackLocation;
};

_Static_assert(offsetof(DEVICE_OBJECT, DeviceExtension) == 0x40, "");
_Static_assert(offsetof(DEVICE_OBJECT, DeviceQueue) == 0xa0, "");
_Static_assert(offsetof(DEVICE_OBJECT, Dpc) == 0xc8, "");
_Static_assert(offsetof(IRP, Cancel) == 0x44, "");
_Static_assert(offsetof(IRP, CancelRoutine) == 0x68, "");
_Static_assert(offsetof(IRP, DeviceQueueEntry) == 0x78, "");
_Static_assert(offsetof(IO_STACK_LOCATION, FileObject) == 0x30, "");
_Static_assert(offsetof(IRP, ListEntry) == 0xa8, "");
_Static_assert(offsetof(IRP, CurrentStackLocation) == 0xb8, "");

#define STATUS_SUCCESS 0
#define STATUS_PENDING 0x103
#define STATUS_INVALID_DEVICE_REQUEST ((NTSTATUS)0xC0000010)
#define STATUS_CANCELLED ((NTSTATUS)0xC0000120)
#define SL_PENDING_RETURNED 1
#define DISPATCH_LEVEL 2

int32_t KeSetEvent(KEVENT *, int32_t, BOOLEAN);
void IofCompleteRequest(IRP *, int8_t);
void IoStartPacket(DEVICE_OBJECT *, IRP *, uint32_t *, DRIVER_CANCEL *);
void IoStartNextPacket(DEVICE_OBJECT *, BOOLEAN);
KIRQL KfRaiseIrql(KIRQL);
void KeLowerIrql(KIRQL);
BOOLEAN KeInsertQueueDpc(KDPC *, void *, void *);
void IoAcquireCancelSpinLock(KIRQL *);
void IoReleaseCancelSpinLock(KIRQL);
KIRQL KeAcquireInterruptSpinLock(KINTERRUPT *);
void KeReleaseInterruptSpinLock(KINTERRUPT *, KIRQL);
BOOLEAN KeRemoveEntryDeviceQueue(void *, void *);
void map_locked(void *mdl); // MmGetSystemAddressForMdlSafe, which is inline
void sweep(void *device, void *file, uint64_t cleanups); // completes what came of a file before it was cleaned up
void IoCsqInsertIrp(IO_CSQ *, IRP *, void *);

typedef struct { void *item; _Atomic BOOLEAN queued; void *_Atomic argument; } WORK;

enum { GATE_CLOSED, GATE_HOLDING };

// The device extension.
typedef struct {
    _Atomic uint32_t ticks;
    uint32_t cancelled;
    WORK work;
    IO_CSQ held;
    IRP *current;
    uint32_t number;
    _Atomic uint8_t may_defer;
    KINTERRUPT *_Atomic interrupt;
    IRP *_Atomic started;
    _Atomic uint64_t cleanups;
    void *_Atomic cleaned;
    DEVICE_OBJECT *object;
    KEVENT idle;
    // Who holds the device, as rundown protection counts: negative while it is open.
    _Atomic int64_t count;
    _Atomic NTSTATUS refusal;
    _Atomic uint8_t gate;
} DEVICE;

// What an `Irp` of the runtime is.
typedef struct {
    IRP *irp;
    DEVICE *device;
} KEPT;

// The device extension that keeps such a one.
typedef struct {
    DEVICE device;
    KEPT current;
    IRP *dropped;
    KDPC complete_dropped;
} KEEPING;

#define relaxed(place) atomic_load_explicit(&(place), memory_order_relaxed)
#define put(place, value) atomic_store_explicit(&(place), value, memory_order_relaxed)
#define seldom __attribute__((cold, noinline))

static BOOLEAN enter(DEVICE *device) {
    int64_t now = relaxed(device->count);
    while (now < 0)
        if (atomic_compare_exchange_weak(&device->count, &now, now + 1))
            return 1;
    return 0;
}

seldom static void tell(DEVICE *device) {
    KeSetEvent(&device->idle, 0, 0);
}

static void leave(DEVICE *device) {
    if (atomic_fetch_sub(&device->count, 1) == 1)
        tell(device);
}

static void complete(IRP *irp, NTSTATUS status) {
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = 0;
    IofCompleteRequest(irp, 0);
}

static inline __attribute__((always_inline)) void finish_irp(DEVICE *device, IRP *irp, NTSTATUS status) {
    DEVICE_OBJECT *object = device->object;
    if (relaxed(device->started) == irp) {
        put(device->started, NULL);
        KIRQL irql = KfRaiseIrql(DISPATCH_LEVEL);
        IoStartNextPacket(object, 1);
        KeLowerIrql(irql);
    }
    complete(irp, status);
    leave(device);
}

BOOLEAN line(KINTERRUPT *interrupt, DEVICE *device) {
    put(device->interrupt, interrupt);
    IRP *irp = device->current;
    if (!irp)
        return 0;
    device->current = NULL;
    if (!(device->may_defer & 2) || !KeInsertQueueDpc(&device->object->Dpc, irp, NULL))
        device->current = irp;
    return 1;
}

// A DPC completes it, as this may be at any IRQL.
seldom static void one_too_many(KEPT kept) {
    KEEPING *keeping = (KEEPING *)kept.device;
    *(IRP **)kept.irp->DeviceQueueEntry = keeping->dropped;
    keeping->dropped = kept.irp;
    KeInsertQueueDpc(&keeping->complete_dropped, NULL, NULL);
}

BOOLEAN line_same(KINTERRUPT *interrupt, KEEPING *keeping) {
    DEVICE *device = &keeping->device;
    put(device->interrupt, interrupt);
    KEPT kept = keeping->current;
    keeping->current.irp = NULL;
    if (!kept.irp)
        return 0;
    if (kept.device == device && device->may_defer & 2 && KeInsertQueueDpc(&device->object->Dpc, kept.irp, NULL))
        return 1;
    KEPT earlier = keeping->current;
    keeping->current = kept;
    if (earlier.irp)
        one_too_many(earlier);
    return 1;
}

BOOLEAN message(KINTERRUPT *interrupt, DEVICE *device, uint32_t message) {
    put(device->interrupt, interrupt);
    device->number = message;
    return 1;
}

typedef struct { DEVICE *device; uint32_t number; } CALL;

BOOLEAN set_number(CALL *call) {
    call->device->number = call->number;
    return 1;
}

void finish(KDPC *dpc, DEVICE_OBJECT *object, IRP *irp, void *context) {
    if (irp)
        finish_irp(object->DeviceExtension, irp, STATUS_SUCCESS);
}

void custom(KDPC *dpc, DEVICE *device, void *argument, void *other) {
    put(device->ticks, (uint32_t)(uintptr_t)argument);
}

seldom static NTSTATUS not_open(DEVICE *device, IRP *irp) {
    if (device->gate == GATE_HOLDING) {
        IoCsqInsertIrp(&device->held, irp, NULL);
        return STATUS_PENDING;
    }
    NTSTATUS status = device->refusal;
    complete(irp, status);
    return status;
}

void cancel_queued(DEVICE_OBJECT *object, IRP *irp) {
    DEVICE *device = object->DeviceExtension;
    BOOLEAN was_queued = KeRemoveEntryDeviceQueue(object->DeviceQueue, irp->DeviceQueueEntry);
    if (was_queued)
        device->cancelled++;
    IoReleaseCancelSpinLock(irp->CancelIrql);
    if (was_queued) {
        complete(irp, STATUS_CANCELLED);
        leave(device);
    }
}

NTSTATUS read(DEVICE_OBJECT *object, IRP *irp) {
    DEVICE *device = object->DeviceExtension;
    NTSTATUS status = STATUS_PENDING;
    if (!enter(device))
        return not_open(device, irp);
    uint64_t cleanups = device->cleanups;
    if (irp->CurrentStackLocation->ReadLength == 0) {
        complete(irp, status = STATUS_SUCCESS);
    } else {
        if (irp->MdlAddress)
            map_locked(irp->MdlAddress);
        if (!(irp->CurrentStackLocation->Control & SL_PENDING_RETURNED))
            *(uint64_t *)irp->DeviceQueueEntry = cleanups;
        irp->CurrentStackLocation->Control |= SL_PENDING_RETURNED;
        atomic_fetch_add(&device->count, 1);
        cleanups = *(uint64_t *)irp->DeviceQueueEntry;
        void *file = irp->CurrentStackLocation->FileObject;
        irp->ListEntry[0] = (void *)cleanups;
        irp->ListEntry[1] = NULL;
        IoStartPacket(device->object, irp, NULL, cancel_queued);
        if (device->cleaned)
            sweep(device, file, cleanups);
    }
    leave(device);
    return status;
}

NTSTATUS control(DEVICE_OBJECT *object, IRP *irp) {
    DEVICE *device = object->DeviceExtension;
    if (!enter(device))
        return not_open(device, irp);
    (void)device->cleanups;
    complete(irp, STATUS_INVALID_DEVICE_REQUEST);
    leave(device);
    return STATUS_INVALID_DEVICE_REQUEST;
}

seldom static void not_started(DEVICE *device, IRP *irp, BOOLEAN is_cancelled) {
    finish_irp(device, irp, is_cancelled ? STATUS_CANCELLED : device->refusal);
}

// The IRP is the driver's, neither cancelled nor come to a closed gate.
static inline __attribute__((always_inline)) BOOLEAN take_started(DEVICE *device, IRP *irp) {
    KIRQL irql;
    put(device->started, irp);
    IoAcquireCancelSpinLock(&irql);
    BOOLEAN is_cancelled = !atomic_exchange(&irp->CancelRoutine, NULL) || irp->Cancel;
    IoReleaseCancelSpinLock(irql);
    if (is_cancelled || device->gate == GATE_CLOSED) {
        not_started(device, irp, is_cancelled);
        return 0;
    }
    return 1;
}

void start_io(DEVICE_OBJECT *object, IRP *irp) {
    DEVICE *device = object->DeviceExtension;
    if (!take_started(device, irp))
        return;
    KINTERRUPT *interrupt = relaxed(device->interrupt);
    KIRQL irql = KeAcquireInterruptSpinLock(interrupt);
    device->current = irp;
    KeReleaseInterruptSpinLock(interrupt, irql);
}

void start_io_same(DEVICE_OBJECT *object, IRP *irp) {
    KEEPING *keeping = object->DeviceExtension;
    DEVICE *device = &keeping->device;
    if (!take_started(device, irp))
        return;
    KINTERRUPT *interrupt = relaxed(device->interrupt);
    KIRQL irql = KeAcquireInterruptSpinLock(interrupt);
    KEPT earlier = keeping->current;
    keeping->current = (KEPT){irp, device};
    KeReleaseInterruptSpinLock(interrupt, irql);
    if (earlier.irp)
        one_too_many(earlier);
}

void work(DEVICE_OBJECT *object, WORK *work) {
    DEVICE *device = object->DeviceExtension;
    void *argument = relaxed(work->argument);
    atomic_store_explicit(&work->queued, 0, memory_order_release);
    put(device->ticks, (uint32_t)(uintptr_t)argument);
    leave(device);
}

void tick(DEVICE_OBJECT *object, void *context) {
    put(((DEVICE *)object->DeviceExtension)->ticks, 1);
}
