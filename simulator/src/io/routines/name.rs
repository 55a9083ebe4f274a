//! Symbolic links and device interfaces.

use std::rc::Rc;

use miniport::ffi;

use super::call::{Call, routines};
use super::property::unit;
use crate::io::object::driver::Driver;
use crate::io::object::names::{Interface, Link};
use crate::io::unicode::{self, Text};
use crate::kernel::memory::pool::Kind;
use crate::kernel::nt::device::Port;
use crate::verifier::Rule;

routines! {
    /// Makes a symbolic link to a device name.
    IoCreateSymbolicLink(link: ffi::PUNICODE_STRING, target: ffi::PUNICODE_STRING) -> ffi::NTSTATUS, PASSIVE
        => |call| create_link(call, link, target), else ffi::STATUS_UNSUCCESSFUL;
    /// Deletes it.
    IoDeleteSymbolicLink(link: ffi::PUNICODE_STRING) -> ffi::NTSTATUS, PASSIVE
        => |call| delete_link(call, link), else ffi::STATUS_UNSUCCESSFUL;
    /// Makes a device interface, disabled.
    IoRegisterDeviceInterface(
        physical: ffi::PDEVICE_OBJECT, class: ffi::LPCGUID, reference: ffi::PUNICODE_STRING, link: ffi::PUNICODE_STRING
    ) -> ffi::NTSTATUS, PASSIVE => |call| register(call, physical, class, reference, link), else ffi::STATUS_UNSUCCESSFUL;
    /// Frees the buffer of a name.
    RtlFreeUnicodeString(name: ffi::PUNICODE_STRING) -> (), PASSIVE => |call| free_name(call, name), else ();
    /// Enables or disables it.
    IoSetDeviceInterfaceState(link: ffi::PUNICODE_STRING, enable: ffi::BOOLEAN) -> ffi::NTSTATUS, PASSIVE
        => |call| set_state(call, link, enable != 0), else ffi::STATUS_UNSUCCESSFUL;
}

const TAG: u32 = u32::from_le_bytes(*b"IoIf");

fn create_link(
    call: &Call<'_>,
    link: ffi::PUNICODE_STRING,
    target: ffi::PUNICODE_STRING,
) -> ffi::NTSTATUS {
    let (Some(name), Some(target)) = (unicode::read(link), unicode::read(target)) else {
        return call.bad("a name is no string");
    };
    let driver = {
        let nodes = call.manager.io.nodes.borrow();
        let node = nodes.iter().find(|node| node.owner == call.owner);
        let drivers = call.manager.io.drivers.borrow();
        node.map(|node| Rc::clone(&node.driver)).or_else(|| {
            let its = |driver: &&Rc<Driver>| driver.owner == call.owner;
            drivers.iter().find(its).cloned()
        })
    };
    let made = call
        .manager
        .io
        .names
        .borrow_mut()
        .add_link(&name, Link { target, driver });
    if made {
        ffi::STATUS_SUCCESS
    } else {
        ffi::STATUS_OBJECT_NAME_COLLISION
    }
}

fn delete_link(call: &Call<'_>, link: ffi::PUNICODE_STRING) -> ffi::NTSTATUS {
    let Some(name) = unicode::read(link) else {
        return call.bad("the name is no string");
    };
    if call.manager.io.names.borrow_mut().remove_link(&name) {
        ffi::STATUS_SUCCESS
    } else {
        ffi::STATUS_OBJECT_NAME_NOT_FOUND
    }
}

fn register(
    call: &Call<'_>,
    physical: ffi::PDEVICE_OBJECT,
    class: ffi::LPCGUID,
    reference: ffi::PUNICODE_STRING,
    link: ffi::PUNICODE_STRING,
) -> ffi::NTSTATUS {
    let port = call.manager.kernel.port_device(physical as usize);
    let (owner, is_physical, physical) = if let Some((adapter, port)) = port {
        (adapter, port != Port::Functional, None)
    } else {
        let Some(device) = call.device(physical) else {
            return ffi::STATUS_INVALID_PARAMETER;
        };
        (device.owner, device.driver.inside.is_some(), Some(device))
    };
    if class.is_null() || link.is_null() {
        return call.bad("the class or the place for the name is NULL");
    }
    if !is_physical {
        call.bad("the device object is not the physical one");
        return ffi::STATUS_INVALID_DEVICE_REQUEST;
    }
    // SAFETY: checked above.
    let class = unsafe { class.read_unaligned() };
    let instance = match port {
        Some((adapter, Port::Unit(place))) => format!("SCSI#SIMULATED#{}", unit(adapter, place)),
        _ => format!("PCI#SIMULATED#{owner}"),
    };
    let mut name = format!(
        "\\??\\{instance}#{{{:08x}-{:04x}-{:04x}-{:016x}}}",
        class.Data1,
        class.Data2,
        class.Data3,
        u64::from_be_bytes(class.Data4)
    );
    if let Some(reference) = unicode::read(reference) {
        name.push('\\');
        name.push_str(&reference);
    }
    let mut names = call.manager.io.names.borrow_mut();
    if names.interface(&name).is_none() {
        names.interfaces.push(Interface {
            owner,
            physical,
            link: name.clone(),
            enabled: false,
        });
    }
    drop(names);
    // The name is the driver's, which frees it (`RtlFreeUnicodeString`).
    let text = Text::new(&name);
    let mut string = text.string();
    string.Buffer = call
        .manager
        .kernel
        .pool
        .keep(Kind::Pool, call.owner, TAG, text.block)
        .cast();
    // SAFETY: checked above.
    unsafe { link.write(string) };
    ffi::STATUS_SUCCESS
}

fn free_name(call: &Call<'_>, name: ffi::PUNICODE_STRING) {
    if name.is_null() {
        call.bad("the name is NULL");
        return;
    }
    // SAFETY: checked above; the driver's string is valid. A string without a buffer is left as it is.
    let name = unsafe { &mut *name };
    if name.Buffer.is_null() {
        return;
    }
    let freed = call
        .manager
        .kernel
        .pool
        .free(Kind::Pool, name.Buffer as usize);
    if freed.is_err() {
        call.broke(
            Rule::ForeignFree,
            "the buffer of the name was not allocated",
        );
    }
    *name = ffi::UNICODE_STRING {
        Length: 0,
        MaximumLength: 0,
        Buffer: std::ptr::null_mut(),
    };
}

fn set_state(call: &Call<'_>, link: ffi::PUNICODE_STRING, enable: bool) -> ffi::NTSTATUS {
    let Some(name) = unicode::read(link) else {
        return call.bad("the name is no string");
    };
    let mut names = call.manager.io.names.borrow_mut();
    let Some(interface) = names.interface(&name) else {
        return ffi::STATUS_OBJECT_NAME_NOT_FOUND;
    };
    match (interface.enabled, enable) {
        (true, true) => ffi::STATUS_OBJECT_NAME_EXISTS,
        (false, false) => ffi::STATUS_OBJECT_NAME_NOT_FOUND,
        _ => {
            interface.enabled = enable;
            ffi::STATUS_SUCCESS
        }
    }
}
