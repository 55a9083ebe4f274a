//! Plug and play, and power.

use std::mem::zeroed;
use std::ptr::null_mut;

use miniport::ffi::*;

use super::device::{finish, quiet, service, service_message};
use super::{Extension, LARGEST, complete, description, extension};

pub unsafe extern "C" fn pass_down(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
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

/// The memory of the device among its translated resources.
unsafe fn memory(list: PCM_RESOURCE_LIST) -> (PHYSICAL_ADDRESS, usize) {
    unsafe {
        let partial = &raw const (*list).List[0].PartialResourceList;
        let first =
            (&raw const (*partial).PartialDescriptors).cast::<CM_PARTIAL_RESOURCE_DESCRIPTOR>();
        for index in 0..(*partial).Count as usize {
            let entry = first.add(index).read_unaligned();
            if entry.Type == CmResourceTypeMemory {
                let memory = entry.u.Memory;
                return (memory.Start, memory.Length as usize);
            }
        }
        panic!("no memory")
    }
}

unsafe fn start(extension: &mut Extension, list: PCM_RESOURCE_LIST) -> NTSTATUS {
    unsafe {
        let (address, length) = memory(list);
        extension.length = length;
        extension.registers = MmMapIoSpaceEx(address, length, PAGE_READWRITE | PAGE_NOCACHE);
        let mut registers = 0;
        let mut description = description();
        let physical = extension.physical;
        extension.adapter = IoGetDmaAdapter(physical, &raw mut description, &raw mut registers);
        assert!(!extension.adapter.is_null() && registers > 0);
        let allocate = (*(*extension.adapter).DmaOperations)
            .AllocateCommonBuffer
            .unwrap();
        let length = LARGEST as ULONG;
        let place = &raw mut extension.address;
        extension.buffer = allocate(extension.adapter, length, place, TRUE);
        quiet(extension);
        let mut table = null_mut();
        let mut parameters: IO_CONNECT_INTERRUPT_PARAMETERS = zeroed();
        parameters.Version = CONNECT_MESSAGE_BASED;
        parameters.u.MessageBased = IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS {
            PhysicalDeviceObject: physical,
            ConnectionContext: IO_CONNECT_INTERRUPT_MESSAGE_BASED_PARAMETERS_ConnectionContext {
                Generic: &raw mut table,
            },
            MessageServiceRoutine: Some(service_message),
            ServiceContext: (&raw mut *extension).cast(),
            SpinLock: null_mut(),
            SynchronizeIrql: 0,
            FloatingSave: FALSE,
            FallBackServiceRoutine: Some(service),
        };
        let status = IoConnectInterruptEx(&raw mut parameters);
        assert_eq!(status, STATUS_SUCCESS);
        extension.connection.Version = parameters.Version;
        extension.connection.ConnectionContext.Generic = table;
        extension.interrupt = if parameters.Version == CONNECT_MESSAGE_BASED {
            (*table.cast::<IO_INTERRUPT_MESSAGE_INFO>()).MessageInfo[0].InterruptObject
        } else {
            table.cast()
        };
        extension.working = true;
        STATUS_SUCCESS
    }
}

/// Gives back what a start took, if there was one; what runs fails.
unsafe fn stop(extension: &mut Extension) {
    unsafe {
        if extension.registers.is_null() {
            return;
        }
        let former = KfRaiseIrql(DISPATCH_LEVEL);
        extension.working = false;
        KeLowerIrql(former);
        IoDisconnectInterruptEx(&raw mut extension.connection);
        KeFlushQueuedDpcs();
        let current = (*extension.device).CurrentIrp;
        if !current.is_null() {
            let former = KfRaiseIrql(DISPATCH_LEVEL);
            finish(extension, current, STATUS_DEVICE_REMOVED, 0);
            KeLowerIrql(former);
        }
        let operations = *(*extension.adapter).DmaOperations;
        let (length, address) = (LARGEST as ULONG, extension.address);
        operations.FreeCommonBuffer.unwrap()(
            extension.adapter,
            length,
            address,
            extension.buffer,
            TRUE,
        );
        operations.PutDmaAdapter.unwrap()(extension.adapter);
        MmUnmapIoSpace(extension.registers, extension.length);
        extension.registers = null_mut();
    }
}

pub unsafe extern "C" fn pnp(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let extension = extension(device);
        let lock = &raw mut extension.remove_lock;
        let place = *IoGetCurrentIrpStackLocation(irp);
        match place.MinorFunction {
            IRP_MN_START_DEVICE => {
                IoAcquireRemoveLock(lock, irp.cast());
                IoForwardIrpSynchronously(extension.lower, irp);
                let mut status = (*irp).IoStatus.Status;
                if status >= 0 {
                    status = start(
                        extension,
                        place.Parameters.StartDevice.AllocatedResourcesTranslated,
                    );
                }
                if status >= 0 {
                    tell(device, PowerDeviceD0);
                }
                complete(irp, status, 0);
                IoReleaseRemoveLock(lock, irp.cast());
                status
            }
            IRP_MN_QUERY_STOP_DEVICE | IRP_MN_QUERY_REMOVE_DEVICE
                if !(*device).CurrentIrp.is_null() =>
            {
                complete(irp, STATUS_DEVICE_BUSY, 0)
            }
            IRP_MN_REMOVE_DEVICE => {
                IoAcquireRemoveLock(lock, irp.cast());
                stop(extension);
                IoReleaseRemoveLockAndWait(lock, irp.cast());
                (*irp).IoStatus.Status = STATUS_SUCCESS;
                IoSkipCurrentIrpStackLocation(irp);
                let status = IoCallDriver(extension.lower, irp);
                IoDetachDevice(extension.lower);
                IoDeleteDevice(device);
                status
            }
            minor @ (IRP_MN_STOP_DEVICE
            | IRP_MN_SURPRISE_REMOVAL
            | IRP_MN_QUERY_STOP_DEVICE
            | IRP_MN_CANCEL_STOP_DEVICE
            | IRP_MN_QUERY_REMOVE_DEVICE
            | IRP_MN_CANCEL_REMOVE_DEVICE) => {
                if matches!(minor, IRP_MN_STOP_DEVICE | IRP_MN_SURPRISE_REMOVAL) {
                    stop(extension);
                }
                (*irp).IoStatus.Status = STATUS_SUCCESS;
                pass_down(device, irp)
            }
            _ => pass_down(device, irp),
        }
    }
}

/// Tells the power manager.
unsafe fn tell(device: PDEVICE_OBJECT, state: DEVICE_POWER_STATE) {
    let state = POWER_STATE { DeviceState: state };
    unsafe { PoSetPowerState(device, DevicePowerState, state) };
}

/// Every system state has its device state, and the device keeps nothing over it but what a start set.
pub unsafe extern "C" fn power(device: PDEVICE_OBJECT, irp: PIRP) -> NTSTATUS {
    unsafe {
        let place = &*IoGetCurrentIrpStackLocation(irp);
        let power = place.Parameters.Power;
        if place.MinorFunction != IRP_MN_SET_POWER {
            return pass_down(device, irp);
        }
        if power.Type == DevicePowerState && power.State.DeviceState != PowerDeviceD0 {
            tell(device, power.State.DeviceState);
            return pass_down(device, irp);
        }
        if power.Type == DevicePowerState && super::IS_EARLY.get() {
            quiet(extension(device));
        }
        IoAcquireRemoveLock(&raw mut extension(device).remove_lock, irp.cast());
        IoMarkIrpPending(irp);
        IoCopyCurrentIrpStackLocationToNext(irp);
        IoSetCompletionRoutine(irp, Some(came), null_mut(), TRUE, TRUE, TRUE);
        IoCallDriver(extension(device).lower, irp);
        STATUS_PENDING
    }
}

unsafe extern "C" fn came(device: PDEVICE_OBJECT, irp: PIRP, _: PVOID) -> NTSTATUS {
    unsafe {
        let power = (*IoGetCurrentIrpStackLocation(irp)).Parameters.Power;
        if power.Type == DevicePowerState {
            tell(device, PowerDeviceD0);
            IoReleaseRemoveLock(&raw mut extension(device).remove_lock, irp.cast());
            return STATUS_CONTINUE_COMPLETION;
        }
        let works = power.State.SystemState == PowerSystemWorking;
        let state = POWER_STATE {
            DeviceState: if works { PowerDeviceD0 } else { PowerDeviceD3 },
        };
        let physical = extension(device).physical;
        PoRequestPowerIrp(
            physical,
            IRP_MN_SET_POWER,
            state,
            Some(done),
            irp.cast(),
            null_mut(),
        );
        STATUS_MORE_PROCESSING_REQUIRED
    }
}

unsafe extern "C" fn done(
    _: PDEVICE_OBJECT,
    _: UCHAR,
    _: POWER_STATE,
    context: PVOID,
    block: PIO_STATUS_BLOCK,
) {
    unsafe {
        let irp: PIRP = context.cast();
        let extension = extension((*IoGetCurrentIrpStackLocation(irp)).DeviceObject);
        complete(irp, (*block).Status, 0);
        IoReleaseRemoveLock(&raw mut extension.remove_lock, irp.cast());
    }
}
