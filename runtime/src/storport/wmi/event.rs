//! What a driver tells WMI: events, and that its blocks have changed.

use core::mem::offset_of;

use super::block::{Event, Instance, Target};
use super::register;
use super::value::{Value, ValueBytes};
use crate::ffi;
use crate::irql;
use crate::scope::{IsBuilt, UpTo};
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// Where the data of an event begin: "at offset 0x40" (page of `ScsiPortWmiFireLogicalUnitEvent`).
const DATA: usize = size_of::<ffi::WNODE_SINGLE_INSTANCE>();
const _: () = assert!(DATA + 64 == ffi::STORPORT_MAX_WMI_EVENT_LENGTH);

/// The memory of an event, aligned as its structure.
#[repr(C, align(8))]
struct Memory([u8; ffi::STORPORT_MAX_WMI_EVENT_LENGTH]);

impl<E: DeviceExtension, S: UpTo<irql::Dispatch>> Context<'_, E, S>
where
    S::Extension: IsBuilt,
{
    /// Tells of an event (`StorPortNotification(WMIEvent)`), as `ScsiPortWmiFireLogicalUnitEvent` does. Up to `DISPATCH_LEVEL`.
    ///
    /// Storport takes a copy: it would not ignore events of more than 128 bytes otherwise. An event that nobody has enabled
    /// ([`EventBlock::enable`](super::EventBlock::enable)) is not to be told of.
    pub fn wmi_event<V: Event>(&mut self, instance: Instance, data: V::Data) {
        let bytes = data.into_bytes();
        let bytes = bytes.as_slice();
        let end = DATA + bytes.len();
        let mut event = Memory([0; ffi::STORPORT_MAX_WMI_EVENT_LENGTH]);
        let mut set = |at: usize, field: &[u8]| {
            if let Some(place) = event.0.get_mut(at..at + field.len()) {
                place.copy_from_slice(field);
            }
        };
        let flags = ffi::WNODE_FLAG_SINGLE_INSTANCE
            | ffi::WNODE_FLAG_EVENT_ITEM
            | ffi::WNODE_FLAG_STATIC_INSTANCE_NAMES;
        let words = [
            (offset_of!(ffi::WNODE_HEADER, BufferSize), word(end)),
            (offset_of!(ffi::WNODE_HEADER, Flags), flags),
            (
                offset_of!(ffi::WNODE_SINGLE_INSTANCE, InstanceIndex),
                instance.index,
            ),
            (
                offset_of!(ffi::WNODE_SINGLE_INSTANCE, DataBlockOffset),
                word(DATA),
            ),
            (
                offset_of!(ffi::WNODE_SINGLE_INSTANCE, SizeDataBlock),
                word(bytes.len()),
            ),
        ];
        for (at, value) in words {
            set(at, &value.to_le_bytes());
        }
        set(
            offset_of!(ffi::WNODE_HEADER, TimeStamp),
            &self.system_time().to_le_bytes(),
        );
        set(
            offset_of!(ffi::WNODE_HEADER, Guid),
            &register::bytes(&V::GUID),
        );
        set(DATA, bytes);
        let [path, unit, lun] = address(instance.target);
        // SAFETY: the adapter is the context's own; the event is as long as it says, and copied during the call.
        unsafe {
            ffi::notify_wmi_event(
                self.device_extension(),
                (&raw mut event).cast(),
                path,
                unit,
                lun,
            );
        };
    }

    /// The blocks of the adapter or a unit are others from now on, or have other numbers of instances
    /// (`StorPortNotification(WMIReregister)`): WMI asks for them again. Up to `DISPATCH_LEVEL`: its page names no level.
    pub fn wmi_reregister(&mut self, target: Target) {
        let [path, unit, lun] = address(target);
        // SAFETY: the adapter is the context's own.
        unsafe { ffi::notify_wmi_reregister(self.device_extension(), path, unit, lun) };
    }
}

/// A path of 0xFF is the adapter's.
fn address(target: Target) -> [u8; 3] {
    match target {
        Target::Adapter => [0xFF, 0, 0],
        Target::Unit(unit) => [unit.path_id, unit.target_id, unit.lun],
    }
}

/// All lengths here are below 129.
fn word(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(0)
}
