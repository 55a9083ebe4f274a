//! Storport's routines, as far as the driver calls them; each writes a line to the log.

use core::ptr;
use std::cell::{Cell, RefCell};

use miniport::ffi::{self, BOOLEAN, PVOID, ULONG};

thread_local! {
    pub static IRQL: Cell<u8> = const { Cell::new(0) };
    /// The routine that passive initialisation is to run.
    pub static PASSIVE: Cell<ffi::PHW_PASSIVE_INITIALIZE_ROUTINE> = const { Cell::new(None) };
    /// This is a Windows that has `StorPortGetCurrentIrql`.
    pub static TELLS_IRQL: Cell<bool> = const { Cell::new(true) };
    pub static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    pub static EXTENSION_SIZE: Cell<u32> = const { Cell::new(0) };
    /// The adapter's timer, as it was requested last, and whose it is.
    pub static ADAPTER_TIMER: Cell<Option<(ffi::HW_TIMER, usize)>> = const { Cell::new(None) };
    /// After how many microseconds.
    pub static ADAPTER_TIMER_DELAY: Cell<u32> = const { Cell::new(0) };
    /// The timer object that was requested last: routine, context, and whose it is.
    static TIMER: Cell<Option<(ffi::HW_TIMER_EX, usize, usize)>> = const { Cell::new(None) };
}

pub fn log(line: impl Into<String>) {
    LOG.with_borrow_mut(|log| log.push(line.into()));
}

#[unsafe(no_mangle)]
extern "C" fn KeBugCheckEx(
    code: ULONG,
    rule: usize,
    role: usize,
    found: usize,
    expected: usize,
) -> ! {
    eprintln!("bug check {code:#x}: {rule} {role} {found:#x} {expected:#x}");
    std::process::abort()
}

/// What was requested runs out.
#[unsafe(no_mangle)]
extern "C" fn StorPortStallExecution(_: ULONG) {
    let irql = IRQL.replace(2);
    // SAFETY: the driver's routines, for its adapter.
    unsafe {
        if let Some((routine, context, adapter)) = TIMER.take() {
            let [adapter, context] = [adapter, context].map(ptr::with_exposed_provenance_mut);
            routine(adapter, context);
        }
        if let Some((routine, adapter)) = ADAPTER_TIMER.take() {
            routine(ptr::with_exposed_provenance_mut(adapter));
        }
    }
    IRQL.set(irql);
}

#[unsafe(no_mangle)]
extern "C" fn StorPortInitialize(
    _: PVOID,
    _: PVOID,
    data: *mut ffi::HW_INITIALIZATION_DATA,
    _: PVOID,
) -> ULONG {
    // SAFETY: the driver's data.
    EXTENSION_SIZE.set(unsafe { (*data).DeviceExtensionSize });
    0
}

#[unsafe(no_mangle)]
extern "C" fn StorPortGetDeviceBase(
    _: PVOID,
    _: i32,
    _: ULONG,
    start: ffi::PHYSICAL_ADDRESS,
    length: ULONG,
    io: BOOLEAN,
) -> PVOID {
    assert_eq!(io, 0);
    log(format!("map {length}"));
    ptr::with_exposed_provenance_mut(start.QuadPart as usize)
}

#[unsafe(no_mangle)]
extern "C" fn StorPortFreeDeviceBase(_: PVOID, _: PVOID) {
    log("unmap");
}

#[unsafe(no_mangle)]
extern "C" fn StorPortGetUncachedExtension(
    _: PVOID,
    config: *mut ffi::PORT_CONFIGURATION_INFORMATION,
    length: ULONG,
) -> PVOID {
    // SAFETY: the driver's configuration.
    let config = unsafe { &*config };
    assert_eq!(
        (
            config.Master,
            config.MaximumTransferLength,
            config.NumberOfPhysicalBreaks
        ),
        (1, 1 << 16, 17),
    );
    log(format!("uncached at {length}"));
    vec![u64::MAX; (length as usize).div_ceil(8)]
        .leak()
        .as_mut_ptr()
        .cast()
}

/// The device sees memory 16 bytes further on: nothing is aligned by chance.
#[unsafe(no_mangle)]
extern "C" fn StorPortGetPhysicalAddress(
    _: PVOID,
    srb: PVOID,
    address: PVOID,
    length: *mut ULONG,
) -> ffi::PHYSICAL_ADDRESS {
    assert!(srb.is_null());
    // SAFETY: the driver's variable.
    unsafe { length.write(1 << 20) };
    ffi::PHYSICAL_ADDRESS {
        QuadPart: (address.addr() + 16) as i64,
    }
}

/// Routines that only say something.
macro_rules! said {
    ($($name:ident($($argument:ident: $type:ty),*) $text:literal;)+) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $name(_: PVOID, $($argument: $type),*) -> BOOLEAN {
            log(format!($text));
            1
        }
    )+};
}
said! {
    StorPortBusy(requests: ULONG) "busy {requests}";
    StorPortReady() "ready";
    StorPortDeviceBusy(path: u8, target: u8, lun: u8, requests: ULONG) "device busy {path} {target} {lun}: {requests}";
    StorPortDeviceReady(path: u8, target: u8, lun: u8) "device ready {path} {target} {lun}";
    StorPortPause(seconds: ULONG) "pause {seconds}";
    StorPortResume() "resume";
    StorPortPauseDevice(path: u8, target: u8, lun: u8, seconds: ULONG) "pause device {path} {target} {lun}: {seconds}";
    StorPortResumeDevice(path: u8, target: u8, lun: u8) "resume device {path} {target} {lun}";
    StorPortSetDeviceQueueDepth(path: u8, target: u8, lun: u8, depth: ULONG) "depth of device {path} {target} {lun}: {depth}";
}

macro_rules! registers {
    ($($read:ident, $write:ident: $width:ty;)+) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $read(_: PVOID, register: *mut $width) -> $width {
            // SAFETY: a register that was mapped.
            unsafe { register.read_volatile() }
        }
        #[unsafe(no_mangle)]
        extern "C" fn $write(_: PVOID, register: *mut $width, value: $width) {
            // SAFETY: a register that was mapped.
            unsafe { register.write_volatile(value) }
        }
    )+};
}
registers! {
    StorPortReadRegisterUchar, StorPortWriteRegisterUchar: u8;
    MiniportSimReadRegister64, MiniportSimWriteRegister64: u64;
}

/// The registers of WDM drivers, of which there are none here: the linker wants their names.
macro_rules! no_registers {
    ($($read:ident $write:ident $width:ty;)+) => {$(
        #[unsafe(no_mangle)]
        extern "C" fn $read(_: *mut $width) -> $width {
            panic!("no WDM driver")
        }
        #[unsafe(no_mangle)]
        extern "C" fn $write(_: *mut $width, _: $width) {
            panic!("no WDM driver")
        }
    )+};
}
no_registers! {
    READ_REGISTER_UCHAR WRITE_REGISTER_UCHAR u8;
    READ_REGISTER_ULONG64 WRITE_REGISTER_ULONG64 u64;
}

/// What was allocated stays as long as the test.
#[unsafe(no_mangle)]
extern "C" fn MiniportSimSharedMemory(_: PVOID, _: *mut u8, _: usize) {}

/// What was dropped is completed, and counted by the runtime.
#[unsafe(no_mangle)]
extern "C" fn MiniportSimDroppedRequest(_: PVOID, _: ffi::PSCSI_REQUEST_BLOCK) {}

#[unsafe(no_mangle)]
extern "C" fn StorPortNotification(
    kind: i32,
    adapter: PVOID,
    a: usize,
    b: usize,
    handle: *mut ffi::STOR_LOCK_HANDLE,
) {
    if kind == ffi::AcquireSpinLock {
        // SAFETY: the driver's handle.
        unsafe { (*handle).Lock = a as ffi::STOR_SPINLOCK };
        log(format!("lock {a}"));
    } else if kind == ffi::ReleaseSpinLock {
        let handle: *const ffi::STOR_LOCK_HANDLE = ptr::with_exposed_provenance(a);
        // SAFETY: the driver's handle.
        log(format!("release lock {}", unsafe { (*handle).Lock }));
    } else if kind == ffi::EnablePassiveInitialization {
        log("passive initialisation");
        // SAFETY: the driver's routine, and its variable.
        unsafe {
            PASSIVE.set(core::mem::transmute::<
                usize,
                ffi::PHW_PASSIVE_INITIALIZE_ROUTINE,
            >(a));
            ptr::with_exposed_provenance_mut::<ffi::LONG>(b).write(1);
        }
    } else if kind == ffi::RequestTimerCall {
        // SAFETY: the driver's routine.
        let routine = unsafe { core::mem::transmute::<usize, ffi::PHW_TIMER>(a) };
        let request = routine.map(|routine| (routine, adapter.expose_provenance()));
        ADAPTER_TIMER.set(request.filter(|_| b as u32 != 0));
        ADAPTER_TIMER_DELAY.set(b as u32);
    } else if kind == ffi::InitializeDpc {
        log("initialize DPC");
    } else if kind == ffi::RequestComplete {
        let srb: *const ffi::SCSI_REQUEST_BLOCK = ptr::with_exposed_provenance(a);
        // SAFETY: the driver's request.
        log(format!("complete {}", unsafe { (*srb).SrbStatus }));
    } else if kind == ffi::ResetDetected {
        log(format!("reset {}", a as u8));
    } else if kind == ffi::BusChangeDetected {
        log(format!("bus change {}", a as u8));
    } else if kind == ffi::LinkDown {
        log("link down");
    } else if kind == ffi::LinkUp {
        log("link up");
    } else if kind == ffi::AsyncNotificationDetected {
        let unit: *const ffi::STOR_ADDR_BTL8 = ptr::with_exposed_provenance(a);
        // SAFETY: the driver's address and its variable.
        let unit = unsafe {
            handle.cast::<ULONG>().write(ffi::STOR_STATUS_SUCCESS);
            &*unit
        };
        log(format!(
            "news {} {} {}: {b}",
            unit.Path, unit.Target, unit.Lun
        ));
    }
}

#[unsafe(no_mangle)]
extern "C" fn StorPortExtendedFunction(
    code: i32,
    adapter: PVOID,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    _: usize,
    _: usize,
    base: *mut PVOID,
    physical: *mut ffi::PHYSICAL_ADDRESS,
) -> ULONG {
    match code {
        ffi::ExtFunctionGetCurrentIrql if TELLS_IRQL.get() => {
            let irql: *mut u8 = ptr::with_exposed_provenance_mut(a);
            // SAFETY: the driver's variable.
            unsafe { irql.write(IRQL.get()) };
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionGetMessageInterruptInformation if a < 3 => ffi::STOR_STATUS_SUCCESS,
        ffi::ExtFunctionAcquireMSISpinLock => {
            log(format!("message {a}"));
            let irql: *mut ULONG = ptr::with_exposed_provenance_mut(b);
            // SAFETY: the driver's variable.
            unsafe { irql.write(IRQL.get().into()) };
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionReleaseMSISpinLock => {
            log(format!("release message {a} to {b}"));
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionAllocateDmaMemory => {
            log(format!("allocate at {a}"));
            let memory: *mut u64 = vec![u64::MAX; a.div_ceil(8)].leak().as_mut_ptr();
            // SAFETY: the driver's variables.
            unsafe {
                base.write(memory.cast());
                physical.write(ffi::PHYSICAL_ADDRESS {
                    QuadPart: (memory.addr() + 16) as i64,
                });
            }
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionInitializeTimer => {
            let timer: *mut usize = ptr::with_exposed_provenance_mut(a);
            // SAFETY: the driver's variable.
            unsafe { timer.write(0x7133) };
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionRequestTimer => {
            // SAFETY: the driver's routine.
            let routine = unsafe { core::mem::transmute::<usize, ffi::PHW_TIMER_EX>(b) };
            let request = routine.map(|routine| (routine, c, adapter.expose_provenance()));
            TIMER.set(request.filter(|_| d != 0));
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionMarkDumpMemory => {
            log(format!("mark {b}"));
            ffi::STOR_STATUS_SUCCESS
        }
        ffi::ExtFunctionFreeDmaMemory => {
            log("free");
            ffi::STOR_STATUS_SUCCESS
        }
        _ => ffi::STOR_STATUS_NOT_IMPLEMENTED,
    }
}
