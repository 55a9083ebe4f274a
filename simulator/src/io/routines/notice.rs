//! What drivers tell the managers: changes of state and relations, shutdown, WMI, errors.

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::memory::block::Block;
use crate::verifier::Rule;

routines! {
    /// Has the state of a device asked for.
    IoInvalidateDeviceState(device: ffi::PDEVICE_OBJECT) -> (), UP_TO_DISPATCH => |call| invalidate_state(call, device), else ();
    /// Has the relations of a device asked for.
    IoInvalidateDeviceRelations(device: ffi::PDEVICE_OBJECT, kind: ffi::DEVICE_RELATION_TYPE) -> (), UP_TO_DISPATCH
        => |call| invalidate_relations(call, device, kind), else ();
    /// The device gets `IRP_MJ_SHUTDOWN`.
    IoRegisterShutdownNotification(device: ffi::PDEVICE_OBJECT) -> ffi::NTSTATUS, PASSIVE
        => |call| shutdown(call, device, true), else ffi::STATUS_UNSUCCESSFUL;
    /// It no longer does.
    IoUnregisterShutdownNotification(device: ffi::PDEVICE_OBJECT) -> (), PASSIVE
        => |call| { shutdown(call, device, false); }, else ();
    /// Registers a device with WMI.
    IoWMIRegistrationControl(device: ffi::PDEVICE_OBJECT, action: ffi::ULONG) -> ffi::NTSTATUS, PASSIVE
        => |call| wmi(call, device, action), else ffi::STATUS_UNSUCCESSFUL;
    /// Makes an entry of the error log.
    IoAllocateErrorLogEntry(object: ffi::PVOID, size: ffi::UCHAR) -> ffi::PVOID, UP_TO_DISPATCH
        => |call| allocate_entry(call, object, size), else std::ptr::null_mut();
    /// Writes it.
    IoWriteErrorLogEntry(entry: ffi::PVOID) -> (), UP_TO_DISPATCH => |call| write_entry(call, entry), else ();
}

/// `ERROR_LOG_MAXIMUM_SIZE`, on 64-bit Windows.
const LARGEST_ENTRY: usize = 240;

fn invalidate_state(call: &Call<'_>, device: ffi::PDEVICE_OBJECT) {
    let Some(device) = call.device(device) else {
        return;
    };
    match call.manager.node_of(&device) {
        Some(node) if device.driver.inside.is_some() => call.manager.ask_state_later(&node),
        _ => {
            call.bad("the device object is not the physical one");
        }
    }
}

fn invalidate_relations(call: &Call<'_>, device: ffi::PDEVICE_OBJECT, kind: i32) {
    let Some(device) = call.device(device) else {
        return;
    };
    match call.manager.node_of(&device) {
        Some(node) if device.driver.inside.is_some() => {
            call.manager.ask_relations_later(&node, kind);
        }
        _ => {
            call.bad("the device object is not the physical one");
        }
    }
}

fn shutdown(call: &Call<'_>, object: ffi::PDEVICE_OBJECT, wanted: bool) -> ffi::NTSTATUS {
    let Some(device) = call.device(object) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    // SAFETY: the object is there.
    unsafe {
        if wanted {
            (*object).Flags |= ffi::DO_SHUTDOWN_REGISTERED;
        } else {
            (*object).Flags &= !ffi::DO_SHUTDOWN_REGISTERED;
        }
    }
    device.shutdown.set(wanted);
    ffi::STATUS_SUCCESS
}

fn wmi(call: &Call<'_>, device: ffi::PDEVICE_OBJECT, action: u32) -> ffi::NTSTATUS {
    let Some(device) = call.device(device) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    match action {
        ffi::WMIREG_ACTION_REGISTER => device.wmi.set(true),
        ffi::WMIREG_ACTION_DEREGISTER => device.wmi.set(false),
        _ => {}
    }
    ffi::STATUS_SUCCESS
}

fn allocate_entry(call: &Call<'_>, object: ffi::PVOID, size: u8) -> ffi::PVOID {
    let size = usize::from(size);
    if object.is_null() || size < size_of::<ffi::IO_ERROR_LOG_PACKET>() - 4 || size > LARGEST_ENTRY
    {
        call.bad(format_args!("an entry of {size} bytes for {object:p}"));
        return std::ptr::null_mut();
    }
    let block = Block::new(size, 16, 0);
    let place = block.as_ptr();
    let mut entries = call.manager.io.log_entries.borrow_mut();
    entries.push((call.owner, block));
    place.cast()
}

fn write_entry(call: &Call<'_>, entry: ffi::PVOID) {
    let mut entries = call.manager.io.log_entries.borrow_mut();
    let place = entries
        .iter()
        .position(|(_, block)| block.as_ptr() == entry.cast());
    let Some(index) = place else {
        drop(entries);
        call.broke(
            Rule::ForeignHandle,
            "an error log entry is written that does not exist, or was written before",
        );
        return;
    };
    let (owner, block) = entries.swap_remove(index);
    drop(entries);
    // SAFETY: the block has room for the packet but its last word, which is not read.
    let code = unsafe {
        let packet = entry.cast::<ffi::IO_ERROR_LOG_PACKET>();
        (&raw const (*packet).ErrorCode).read_unaligned()
    };
    let manager = call.manager;
    manager
        .kernel
        .log(None, format!("device {owner}: error log: {code:#010x}"));
    manager.retire(block, Some(owner), "an error log entry that was written");
}
