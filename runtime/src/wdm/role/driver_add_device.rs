//! `DRIVER_ADD_DEVICE`: the driver's part of a device is made. `PASSIVE_LEVEL`, no locks.
//!
//! wdm.h: `NTSTATUS AddDevice(PDRIVER_OBJECT DriverObject, PDEVICE_OBJECT PhysicalDeviceObject)`.

use core::mem::ManuallyDrop;
use core::ptr;

use crate::checked;
use crate::ffi::{self, DEVICE_OBJECT, DRIVER_OBJECT, NTSTATUS};
use crate::shared::context::Context;
use crate::shared::extension::Storage;
use crate::shared::role::Role;
use crate::wdm::deferred;
use crate::wdm::driver::{Callbacks, Slot, Unregistered, WdmDriver, slot};
use crate::wdm::extension::{Memory, Wdm, WdmExtension};
use crate::wdm::irp::Dropped;
use crate::wdm::power::Lanes;
use crate::wdm::role::entry;
use crate::wdm::scope;
use crate::wdm::status::NtStatus;

/// In `#[driver_add_device]`: `PASSIVE_LEVEL`, no locks; the extension is being built.
pub type AddDevice<'a, E> = Context<'a, E, scope::AddDevice>;

miniport_macros::role_trait!(driver_add_device);

impl<E: WdmExtension, R: Slot<slot::AddDevice>> WdmDriver<E, R> {
    /// Registers `DRIVER_ADD_DEVICE`. Mandatory.
    pub fn driver_add_device<H: DriverAddDevice<E>>(mut self) -> WdmDriver<E, R::With>
    where
        R::State: Unregistered,
    {
        self.callbacks.add_device = Some(routine::<H, E>);
        self.with()
    }
}

/// A device object that goes again, unless it is kept.
struct NewDevice(ffi::PDEVICE_OBJECT);

impl Drop for NewDevice {
    fn drop(&mut self) {
        // SAFETY: the device was made here, at PASSIVE_LEVEL, and is attached to nothing.
        unsafe { ffi::IoDeleteDevice(self.0) };
    }
}

/// The `DRIVER_ADD_DEVICE` of handler `H`: what the plug and play manager calls.
///
/// # Safety
/// The plug and play manager calls it for a device of the driver whose callbacks are those of extension `E`.
pub unsafe extern "C" fn routine<H: DriverAddDevice<E>, E: WdmExtension>(
    driver: *mut DRIVER_OBJECT,
    physical: *mut DEVICE_OBJECT,
) -> NTSTATUS {
    // SAFETY: the caller's word.
    match unsafe { add::<H, E>(driver, physical) } {
        Ok(()) => ffi::STATUS_SUCCESS,
        Err(status) => status.failure().code(),
    }
}

/// # Safety
/// As [`routine`].
unsafe fn add<H: DriverAddDevice<E>, E: WdmExtension>(
    driver: *mut DRIVER_OBJECT,
    physical: *mut DEVICE_OBJECT,
) -> Result<(), NtStatus> {
    let mut device: ffi::PDEVICE_OBJECT = ptr::null_mut();
    // SAFETY: PASSIVE_LEVEL by the caller's word. The I/O manager makes the extension all zero, which is a value of every part of it, and
    // nothing is called for the device before it is attached.
    unsafe {
        let entry = checked::entry::<Wdm>(Role::DriverAddDevice, entry::PASSIVE, ptr::null_mut());
        NtStatus::of(ffi::IoCreateDevice(
            driver,
            Memory::<E>::SIZE,
            ptr::null_mut(),
            ffi::FILE_DEVICE_UNKNOWN,
            ffi::FILE_DEVICE_SECURE_OPEN,
            ffi::FALSE,
            &raw mut device,
        ))?;
        let new = NewDevice(device);
        let storage = Storage::<E>::behind(device);
        let kept = &storage.kept;
        kept.device.set(device);
        // The hardware's place lies behind the storage (`hardware_place`).
        (*device).DeviceExtension.expose_provenance();
        kept.physical.set(physical);
        let callbacks = Callbacks::of(driver);
        kept.callbacks.set(callbacks);
        kept.cancel.set(callbacks.cancel);
        kept.activity.initialise();
        kept.held.list.initialise(&kept.activity.waits);
        kept.parked.0.initialise(&kept.activity.waits);
        kept.cleaned.initialise();
        kept.opened_below.initialise();
        Dropped::initialise(storage);
        let items = kept.pnp.initialise(device);
        if let Err(status) = items.and_then(|()| Lanes::initialise(storage)) {
            kept.pnp.free();
            kept.lanes.free();
            return Err(status);
        }
        ffi::KeInitializeSpinLock(kept.device_lock.get());
        let mut cx: Context<'_, E, scope::AddDevice> = Context::new(storage.into());
        let value = H::call(&mut cx);
        let made = value.and_then(|value| {
            storage.build(value);
            deferred::make(storage)
        });
        let attached = made.and_then(|()| attach::<E>(storage));
        if let Err(status) = attached {
            storage.end_without_hardware();
            return Err(status);
        }
        drop(entry);
        let device = ManuallyDrop::new(new).0;
        (*device).Flags &= !ffi::DO_DEVICE_INITIALIZING;
    }
    Ok(())
}

/// Registers the interface, and for what the driver hears of, and puts the device on the stack.
///
/// # Safety
/// `PASSIVE_LEVEL`; the device is being added.
unsafe fn attach<E: WdmExtension>(storage: &Storage<E>) -> Result<(), NtStatus> {
    let kept = &storage.kept;
    let (device, physical) = (kept.device.get(), kept.physical.get());
    // SAFETY: the caller's word; the device object is this driver's.
    unsafe {
        if let Some(class) = E::INTERFACE {
            let mut name = crate::wdm::extension::NO_NAME;
            let none = ptr::null_mut();
            NtStatus::of(ffi::IoRegisterDeviceInterface(
                physical,
                class,
                none,
                &raw mut name,
            ))?;
            kept.interface.set(name);
        }
        storage.hear_of_shutdown()?;
        let mut lower: ffi::PDEVICE_OBJECT = ptr::null_mut();
        NtStatus::of(ffi::IoAttachDeviceToDeviceStackSafe(
            device,
            physical,
            &raw mut lower,
        ))?;
        kept.lower.set(lower);
        // Never set above a device that has it clear (page "Setting Device Object Flags for Power Management").
        (*device).Flags |= E::TRANSFER_FLAGS | ((*lower).Flags & ffi::DO_POWER_PAGABLE);
        kept.usage.attach((*device).Flags);
    }
    Ok(())
}
