//! Plug and play.

use miniport::ffi::*;
use miniport_sim::Role;

use super::requests::complete;
use super::{Extension, LINK, START, extension, extras, queues};
use crate::raw::event::run;
use crate::raw::text::{string, wide};

pub unsafe extern "C" fn system_control(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        run(Role::DriverDispatch, device, irp, &|| {
            pass_down(device, irp)
        })
    }
}

pub unsafe extern "C" fn dispatch(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe { run(Role::DriverDispatch, device, irp, &|| pnp(device, irp)) }
}

pub unsafe fn pass_down(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        let status = IoAcquireRemoveLock(lock, irp.cast());
        if status < 0 {
            return complete(irp, status, 0);
        }
        IoSkipCurrentIrpStackLocation(irp);
        let status = IoCallDriver(extension.lower, irp);
        IoReleaseRemoveLock(lock, irp.cast());
        status
    }
}

/// Nothing starts any more, and what waits is failed.
unsafe fn stop(extension: &mut Extension) {
    unsafe {
        IoStopTimer(extension.device);
        queues::empty(extension);
        extras::stop(extension);
    }
}

unsafe fn pnp(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        match (*IoGetCurrentIrpStackLocation(irp)).MinorFunction {
            IRP_MN_START_DEVICE => {
                let status = IoAcquireRemoveLock(lock, irp.cast());
                if status < 0 {
                    return complete(irp, status, 0);
                }
                assert_eq!(IoForwardIrpSynchronously(extension.lower, irp), TRUE);
                let mut status = (*irp).IoStatus.Status;
                if status >= 0 {
                    status = START.get();
                }
                if status >= 0 {
                    let state = POWER_STATE {
                        DeviceState: PowerDeviceD0,
                    };
                    PoSetPowerState(device, DevicePowerState, state);
                    IoStartTimer(device);
                    extras::start(extension);
                } else {
                    extras::log_error(device, status);
                }
                complete(irp, status, 0);
                IoReleaseRemoveLock(lock, irp.cast());
                status
            }
            IRP_MN_REMOVE_DEVICE => {
                let status = IoAcquireRemoveLock(lock, irp.cast());
                assert_eq!(status, STATUS_SUCCESS);
                stop(extension);
                IoReleaseRemoveLockAndWait(lock, irp.cast());
                (*irp).IoStatus.Status = STATUS_SUCCESS;
                IoSkipCurrentIrpStackLocation(irp);
                let status = IoCallDriver(extension.lower, irp);
                IoDetachDevice(extension.lower);
                let link = wide(LINK);
                let mut link = string(&link);
                IoDeleteSymbolicLink(&raw mut link);
                extras::end(extension);
                IoDeleteDevice(device);
                status
            }
            minor @ (IRP_MN_QUERY_REMOVE_DEVICE
            | IRP_MN_CANCEL_REMOVE_DEVICE
            | IRP_MN_QUERY_STOP_DEVICE
            | IRP_MN_CANCEL_STOP_DEVICE
            | IRP_MN_STOP_DEVICE
            | IRP_MN_SURPRISE_REMOVAL) => {
                if matches!(minor, IRP_MN_SURPRISE_REMOVAL | IRP_MN_STOP_DEVICE) {
                    IoStopTimer(device);
                }
                if minor == IRP_MN_SURPRISE_REMOVAL {
                    stop(extension);
                }
                (*irp).IoStatus.Status = STATUS_SUCCESS;
                pass_down(device, irp)
            }
            _ => pass_down(device, irp),
        }
    }
}
