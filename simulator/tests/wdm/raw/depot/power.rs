//! Power, as the owner of the device's power policy.

use miniport::ffi::*;
use miniport_sim::Role;

use super::extension;
use super::pnp::pass_down;
use super::requests::complete;
use crate::raw::event::run;

pub unsafe extern "C" fn dispatch(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe { run(Role::DriverDispatch, device, irp, &|| power(device, irp)) }
}

unsafe fn power(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let place = &*IoGetCurrentIrpStackLocation(irp);
        let minor = place.MinorFunction;
        if !matches!(minor, IRP_MN_SET_POWER | IRP_MN_QUERY_POWER) {
            return pass_down(device, irp);
        }
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        let status = IoAcquireRemoveLock(lock, irp.cast());
        if status < 0 {
            return complete(irp, status, 0);
        }
        let parameters = place.Parameters.Power;
        if parameters.Type == SystemPowerState {
            IoMarkIrpPending(irp);
            IoCopyCurrentIrpStackLocationToNext(irp);
            IoSetCompletionRoutine(
                irp,
                Some(system_came),
                std::ptr::null_mut(),
                TRUE,
                TRUE,
                TRUE,
            );
            IoCallDriver(extension.lower, irp);
            return STATUS_PENDING;
        }
        let state = parameters.State;
        if minor == IRP_MN_SET_POWER && state.DeviceState != PowerDeviceD0 {
            extension.powered += 1;
            extension.power = state.DeviceState;
            PoSetPowerState(device, DevicePowerState, state);
        }
        if minor == IRP_MN_SET_POWER && state.DeviceState == PowerDeviceD0 {
            IoCopyCurrentIrpStackLocationToNext(irp);
            IoSetCompletionRoutine(
                irp,
                Some(powered_up),
                std::ptr::null_mut(),
                TRUE,
                TRUE,
                TRUE,
            );
            // The completion routine releases the lock.
            return IoCallDriver(extension.lower, irp);
        }
        IoSkipCurrentIrpStackLocation(irp);
        let status = IoCallDriver(extension.lower, irp);
        IoReleaseRemoveLock(lock, irp.cast());
        status
    }
}

unsafe extern "C" fn powered_up(device: PDEVICE_OBJECT, irp: PIRP, _: PVOID) -> NTSTATUS {
    unsafe {
        run(Role::IoCompletionRoutine, device, irp, &|| {
            if (*irp).PendingReturned != FALSE {
                IoMarkIrpPending(irp);
            }
            let extension = extension(device);
            let state = POWER_STATE {
                DeviceState: PowerDeviceD0,
            };
            extension.powered += 1;
            extension.power = PowerDeviceD0;
            PoSetPowerState(device, DevicePowerState, state);
            IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
            STATUS_CONTINUE_COMPLETION
        })
    }
}

/// The drivers below are done with a system request.
unsafe extern "C" fn system_came(device: PDEVICE_OBJECT, irp: PIRP, _: PVOID) -> NTSTATUS {
    unsafe {
        run(Role::IoCompletionRoutine, device, irp, &|| {
            let extension = extension(device);
            let lock = &raw mut extension.remove_lock;
            if (*irp).IoStatus.Status < 0 {
                IoReleaseRemoveLock(lock, irp.cast());
                return STATUS_CONTINUE_COMPLETION;
            }
            let place = &*IoGetCurrentIrpStackLocation(irp);
            let system = place.Parameters.Power.State.SystemState;
            let works = system == PowerSystemWorking;
            let state = POWER_STATE {
                DeviceState: if works { PowerDeviceD0 } else { PowerDeviceD3 },
            };
            // The system need not wait until a device without children works again.
            let at_once = works && place.MinorFunction == IRP_MN_SET_POWER;
            let context = if at_once {
                std::ptr::null_mut()
            } else {
                irp.cast()
            };
            let status = PoRequestPowerIrp(
                extension.physical,
                place.MinorFunction,
                state,
                Some(device_came),
                context,
                std::ptr::null_mut(),
            );
            assert_eq!(status, STATUS_PENDING);
            if at_once {
                IoReleaseRemoveLock(lock, irp.cast());
                return STATUS_CONTINUE_COMPLETION;
            }
            STATUS_MORE_PROCESSING_REQUIRED
        })
    }
}

/// The device request is over: so is the system's.
unsafe extern "C" fn device_came(
    _physical: PDEVICE_OBJECT,
    _minor: UCHAR,
    _state: POWER_STATE,
    context: PVOID,
    block: PIO_STATUS_BLOCK,
) {
    unsafe {
        let irp: PIRP = context.cast();
        if irp.is_null() {
            return;
        }
        let device = (*IoGetCurrentIrpStackLocation(irp)).DeviceObject;
        let extension = extension(device);
        complete(irp, (*block).Status, 0);
        IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
    }
}
