//! [`Dropped`]: IRPs that the driver dropped, at any IRQL and under any lock: a DPC of the runtime's completes them.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use super::Irp;
use super::mapped::put_list;
use crate::ffi::{self, IRP, PVOID};
use crate::shared::extension::Storage;
use crate::wdm::extension::WdmExtension;
use crate::wdm::status::NtStatus;

/// The words of `DriverContext`.
const NEXT: usize = 0;
const LIST: usize = 1;

/// A list of IRPs, linked by their `DriverContext`. Zero is the empty one.
pub(crate) struct Dropped {
    first: AtomicPtr<IRP>,
    count: AtomicU32,
    /// Who puts one there at the moment.
    putting: AtomicU32,
    dpc: UnsafeCell<MaybeUninit<ffi::KDPC>>,
}

impl Dropped {
    /// # Safety
    /// The device of `storage` is being added: nothing else uses this.
    pub(crate) unsafe fn initialise<E: WdmExtension>(storage: &Storage<E>) {
        let this = &storage.kept.dropped_irps;
        let context = storage.device_extension();
        // SAFETY: the caller's word; the DPC lies in the device's extension, which is flushed of DPCs before it goes.
        unsafe { ffi::KeInitializeDpc(this.dpc.get().cast(), Some(routine::<E>), context) };
    }

    /// Waits until nobody puts an IRP there any more. Who does may be a thread that this one keeps from its processor, and an event
    /// could not be set at every IRQL: so this one sleeps for a tick of the clock. It happens only where the DPC has completed an IRP before
    /// the one who has dropped it has come to queue that DPC.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`.
    pub(crate) unsafe fn wait(&self) {
        // Of 100 ns, from now.
        let mut time = ffi::LARGE_INTEGER { QuadPart: -10_000 };
        while self.putting.load(Ordering::SeqCst) != 0 {
            // SAFETY: the caller's word.
            let _ =
                unsafe { ffi::KeDelayExecutionThread(ffi::KernelMode, ffi::FALSE, &raw mut time) };
        }
    }

    /// How many were dropped.
    pub(crate) fn count(&self) -> u32 {
        self.count.load(Ordering::Relaxed)
    }

    /// Has an IRP completed, and tells a simulator that runs the driver: nobody ends a request so on purpose. Any IRQL.
    ///
    /// # Safety
    /// The IRP is owned by the caller, is marked pending, and holds the device that keeps this; `list` is its scatter/gather list, or NULL.
    pub(crate) unsafe fn put(&self, irp: NonNull<IRP>, list: *mut ffi::SCATTER_GATHER_LIST) {
        #[cfg(not(any(
            all(windows, not(feature = "simulated")),
            all(feature = "listing", not(debug_assertions))
        )))]
        // SAFETY: the simulator looks the address up, and reads nothing there.
        unsafe {
            ffi::MiniportSimDroppedIrp(irp.as_ptr());
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.putting.fetch_add(1, Ordering::SeqCst);
        let mut first = self.first.load(Ordering::Relaxed);
        // SAFETY: the IRP is owned, and these words of it are its owner's.
        let words = unsafe { &mut (*ffi::named(irp.as_ptr())).Tail.Overlay.u.DriverContext };
        words[LIST] = list.cast();
        loop {
            words[NEXT] = first.cast();
            match self.first.compare_exchange_weak(
                first,
                irp.as_ptr(),
                Ordering::AcqRel,
                Ordering::Relaxed,
            ) {
                Ok(_) => break,
                Err(now) => first = now,
            }
        }
        // SAFETY: the DPC was initialised when the device was added. An earlier run of it may have completed the IRP already, which held
        // the device: the end of a device waits for who puts one there, as well.
        unsafe {
            ffi::KeInsertQueueDpc(self.dpc.get().cast(), ptr::null_mut(), ptr::null_mut());
        }
        self.putting.fetch_sub(1, Ordering::SeqCst);
    }
}

unsafe extern "C" fn routine<E: WdmExtension>(
    _dpc: *mut ffi::KDPC,
    storage: PVOID,
    _argument1: PVOID,
    _argument2: PVOID,
) {
    // SAFETY: the DPC's context is the storage of a device that is not gone: its end flushes DPCs.
    let storage = unsafe { &*storage.cast::<Storage<E>>() };
    let mut next = storage
        .kept
        .dropped_irps
        .first
        .swap(ptr::null_mut(), Ordering::AcqRel);
    while let Some(irp) = NonNull::new(next) {
        // SAFETY: the whole list was taken: its IRPs are owned here. DISPATCH_LEVEL, no lock.
        unsafe {
            let words = (*ffi::named(irp.as_ptr())).Tail.Overlay.u.DriverContext;
            next = words[NEXT].cast();
            if let Some(list) = NonNull::new(words[LIST].cast()) {
                put_list(storage, irp, list);
            }
            Irp::from_parts(irp, NonNull::from(storage)).finish(NtStatus::UNSUCCESSFUL, 0, None);
        }
    }
}
