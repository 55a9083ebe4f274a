//! What a provider registers (`IRP_MN_REGINFO`, `IRP_MN_REGINFO_EX`): a `WMIREGINFO` with its blocks and the name of its MOF resource.
//! Storport adds how instances are named, and the driver's registry path.

use core::mem::offset_of;

use super::block::WmiError;
use super::node::Node;
use super::table::{Row, Rows};
use crate::ffi;
use crate::scope::Scope;
use crate::storport::extension::DeviceExtension;

const FIRST: usize = offset_of!(ffi::WMIREGINFOW, WmiRegGuid);
const ROW: usize = size_of::<ffi::WMIREGGUIDW>();

/// Writes it: how many bytes it has. Where they do not fit, how many would be needed.
pub(super) fn write<E: DeviceExtension, S: Scope, T: Rows<E, S>>(
    node: Node<'_>,
    mof_resource: Option<&str>,
) -> Result<usize, usize> {
    let names = FIRST + T::COUNT as usize * ROW;
    let name = mof_resource.map_or(0, |name| 2 * name.encode_utf16().count());
    let end = names + if mof_resource.is_some() { 2 + name } else { 0 };
    if node.0.len() < end {
        return Err(end);
    }
    fill::<E, S, T>(node, mof_resource, names, name, end).map_or(Err(end), |()| Ok(end))
}

fn fill<E: DeviceExtension, S: Scope, T: Rows<E, S>>(
    node: Node<'_>,
    mof_resource: Option<&str>,
    names: usize,
    name: usize,
    end: usize,
) -> Result<(), WmiError> {
    let number = |length: usize| u32::try_from(length).map_err(|_| WmiError::Failed);
    node.0.fill_at(0, end, 0).map_err(|_| WmiError::Failed)?;
    node.set_word(offset_of!(ffi::WMIREGINFOW, BufferSize), number(end)?)?;
    node.set_word(offset_of!(ffi::WMIREGINFOW, GuidCount), T::COUNT)?;
    let (mut at, mut written) = (FIRST, Ok(()));
    T::each(&mut |row| {
        written = written.and(block(node, at, &row));
        at += ROW;
    });
    written?;
    if let Some(text) = mof_resource {
        node.set_word(
            offset_of!(ffi::WMIREGINFOW, MofResourceName),
            number(names)?,
        )?;
        let count = u16::try_from(name).map_err(|_| WmiError::Failed)?;
        node.set(names, &count.to_le_bytes())?;
        for (index, unit) in text.encode_utf16().enumerate() {
            node.set(names + 2 + 2 * index, &unit.to_le_bytes())?;
        }
    }
    Ok(())
}

fn block(node: Node<'_>, at: usize, row: &Row) -> Result<(), WmiError> {
    node.set(at, &bytes(&row.guid))?;
    node.set_word(at + offset_of!(ffi::WMIREGGUIDW, Flags), row.flags)?;
    node.set_word(
        at + offset_of!(ffi::WMIREGGUIDW, InstanceCount),
        row.instances,
    )
}

/// A GUID as it lies in memory.
pub(super) fn bytes(guid: &ffi::GUID) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&guid.Data1.to_le_bytes());
    bytes[4..6].copy_from_slice(&guid.Data2.to_le_bytes());
    bytes[6..8].copy_from_slice(&guid.Data3.to_le_bytes());
    bytes[8..].copy_from_slice(&guid.Data4);
    bytes
}
