//! The rest: the device timer, registry, properties, notices, IRPs of the driver's own, the error log.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::Role;

use super::{Extension, IDLE, extension};
use crate::raw::event::run;
use crate::raw::text::{string, wide};

pub unsafe extern "C" fn second(device: *mut DEVICE_OBJECT, _context: PVOID) {
    unsafe {
        run(Role::IoTimer, device, null_mut(), &|| {
            extension(device).seconds += 1;
            STATUS_SUCCESS
        });
    }
}

pub unsafe fn read_properties(physical: PDEVICE_OBJECT) {
    unsafe {
        let mut needed = 0;
        let property = DevicePropertyPhysicalDeviceObjectName;
        let status = IoGetDeviceProperty(physical, property, 0, null_mut(), &raw mut needed);
        assert_eq!(status, STATUS_BUFFER_TOO_SMALL);
        let mut name = vec![0u8; needed as usize];
        let place = name.as_mut_ptr().cast();
        let status = IoGetDeviceProperty(physical, property, needed, place, &raw mut needed);
        assert_eq!(status, STATUS_SUCCESS);
        assert_eq!(name[..2], [b'\\', 0]);
    }
}

/// Who wants to find a depot looks for this.
const CLASS: GUID = GUID {
    Data1: 0x5EED_0001,
    Data2: 0x1234,
    Data3: 0x5678,
    Data4: [1, 2, 3, 4, 5, 6, 7, 8],
};

pub unsafe fn register_interface(extension: &mut Extension) {
    let name = &raw mut extension.interface;
    let status = unsafe { IoRegisterDeviceInterface(extension.physical, &CLASS, null_mut(), name) };
    assert_eq!(status, STATUS_SUCCESS);
}

/// The device object is about to be deleted.
pub unsafe fn end(extension: &mut Extension) {
    unsafe { ExFreePoolWithTag(extension.interface.Buffer.cast(), 0) };
}

/// The device is started.
pub unsafe fn start(extension: &mut Extension) {
    unsafe {
        IoSetDeviceInterfaceState(&raw mut extension.interface, TRUE);
        extension.limit = limit(extension.physical);
        let device = extension.device;
        IoRegisterShutdownNotification(device);
        IoWMIRegistrationControl(device, WMIREG_ACTION_REGISTER);
        let idle = IDLE.get();
        if idle != 0 {
            extension.idle = PoRegisterDeviceForIdleDetection(device, idle, idle, PowerDeviceD3);
            assert!(!extension.idle.is_null());
        }
        ask_below(extension);
        tell_below(extension);
    }
}

/// It is about to be removed.
pub unsafe fn stop(extension: &mut Extension) {
    unsafe {
        IoSetDeviceInterfaceState(&raw mut extension.interface, FALSE);
        let device = extension.device;
        PoRegisterDeviceForIdleDetection(device, 0, 0, PowerDeviceD3);
        extension.idle = null_mut();
        IoUnregisterShutdownNotification(device);
        IoWMIRegistrationControl(device, WMIREG_ACTION_DEREGISTER);
    }
}

/// The value `Limit` of the device's registry key; 0 if there is none.
unsafe fn limit(physical: PDEVICE_OBJECT) -> u32 {
    unsafe {
        let mut key = null_mut();
        let status = IoOpenDeviceRegistryKey(
            physical,
            PLUGPLAY_REGKEY_DEVICE,
            KEY_QUERY_VALUE | KEY_SET_VALUE,
            &raw mut key,
        );
        assert_eq!(status, STATUS_SUCCESS);
        let name = wide("Limit");
        let mut name = string(&name);
        let mut place = [0u8; 16];
        let mut needed = 0;
        let status = ZwQueryValueKey(
            key,
            &raw mut name,
            KeyValuePartialInformation,
            place.as_mut_ptr().cast(),
            place.len() as ULONG,
            &raw mut needed,
        );
        let limit = match status {
            STATUS_SUCCESS => u32::from_le_bytes(place[12..16].try_into().unwrap()),
            STATUS_OBJECT_NAME_NOT_FOUND => 0,
            other => panic!("{other:#x}"),
        };
        let started = wide("Started");
        let mut started = string(&started);
        let mut one = 1u32;
        let data = (&raw mut one).cast();
        assert_eq!(
            ZwSetValueKey(key, &raw mut started, 0, REG_DWORD, data, 4),
            STATUS_SUCCESS
        );
        assert_eq!(ZwClose(key), STATUS_SUCCESS);
        limit
    }
}

/// Sends a control to the driver below and waits: it knows none.
unsafe fn ask_below(extension: &Extension) {
    unsafe {
        let mut event: KEVENT = std::mem::zeroed();
        KeInitializeEvent(&raw mut event, NotificationEvent, FALSE);
        let mut block: IO_STATUS_BLOCK = std::mem::zeroed();
        let mut output = [0u8; 4];
        let irp = IoBuildDeviceIoControlRequest(
            super::REVERSE,
            extension.lower,
            c"abc".as_ptr().cast_mut().cast(),
            4,
            output.as_mut_ptr().cast(),
            4,
            TRUE,
            &raw mut event,
            &raw mut block,
        );
        assert!(!irp.is_null());
        let mut status = IoCallDriver(extension.lower, irp);
        if status == STATUS_PENDING {
            KeWaitForSingleObject(
                (&raw mut event).cast(),
                Executive,
                KernelMode,
                FALSE,
                null_mut(),
            );
            status = block.Status;
        }
        assert_eq!(status, STATUS_INVALID_DEVICE_REQUEST);
    }
}

/// Sends an IRP of its own to the driver below and does not wait.
unsafe fn tell_below(extension: &mut Extension) {
    unsafe {
        let irp = IoAllocateIrp((*extension.lower).StackSize, FALSE);
        assert!(!irp.is_null());
        (*IoGetNextIrpStackLocation(irp)).MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL;
        IoAcquireRemoveLock(&raw mut extension.remove_lock, irp.cast());
        let context: *mut Extension = extension;
        IoSetCompletionRoutine(irp, Some(told), context.cast(), TRUE, TRUE, TRUE);
        IoCallDriver(extension.lower, irp);
    }
}

unsafe extern "C" fn told(_none: PDEVICE_OBJECT, irp: PIRP, context: PVOID) -> NTSTATUS {
    unsafe {
        let extension = &mut *context.cast::<Extension>();
        run(Role::IoCompletionRoutine, extension.device, irp, &|| {
            IoFreeIrp(irp);
            STATUS_SUCCESS
        });
        IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
        STATUS_MORE_PROCESSING_REQUIRED
    }
}

pub unsafe fn log_error(device: PDEVICE_OBJECT, status: NTSTATUS) {
    unsafe {
        let size = size_of::<IO_ERROR_LOG_PACKET>() as UCHAR;
        let entry: PIO_ERROR_LOG_PACKET = IoAllocateErrorLogEntry(device.cast(), size).cast();
        assert!(!entry.is_null());
        (*entry).ErrorCode = status;
        (*entry).FinalStatus = status;
        IoWriteErrorLogEntry(entry.cast());
    }
}
