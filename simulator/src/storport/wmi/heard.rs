//! What a driver tells WMI: events, and that its blocks have changed.

use std::mem::offset_of;
use std::rc::Rc;

use miniport::ffi;

use super::exchange::{FLAGS, Target};
use super::node::{self, OF_INSTANCE, word};
use super::registered::Provided;
use crate::storport::adapter::AdapterState;
use crate::storport::manager::Task;
use crate::storport::port::Storport;
use crate::storport::unit::Address;

/// An event that was delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WmiEvent {
    /// The unit; `None` is the adapter.
    pub unit: Option<Address>,
    /// The GUID of its class.
    pub guid: ffi::GUID,
    /// The instance.
    pub index: u32,
    /// What it carries.
    pub data: Vec<u8>,
}

impl Provided {
    /// An event of so many bytes, at most 128 of which are here. What is wrong with it.
    pub fn event(&self, target: Target, length: usize, event: &[u8]) -> Result<(), String> {
        if length > ffi::STORPORT_MAX_WMI_EVENT_LENGTH {
            return Err(format!(
                "an event of {length} bytes is ignored: more than {}",
                ffi::STORPORT_MAX_WMI_EVENT_LENGTH
            ));
        }
        let flags = word(event, FLAGS);
        if flags & ffi::WNODE_FLAG_EVENT_ITEM == 0 || flags & ffi::WNODE_FLAG_SINGLE_INSTANCE == 0 {
            return Err(format!(
                "flags {flags:#x} are not those of an event that is a single instance"
            ));
        }
        let guid = node::guid(event, offset_of!(ffi::WNODE_HEADER, Guid));
        let Some(block) = self.find(target, &guid) else {
            return Err(format!("{guid:x?} is no block that is registered"));
        };
        let index = word(event, offset_of!(ffi::WNODE_SINGLE_INSTANCE, InstanceIndex));
        if index >= block.instances {
            return Err(format!(
                "instance {index} of a block that has {}",
                block.instances
            ));
        }
        if !block.state.were_events.get() {
            return Err("nobody has enabled the event".to_owned());
        }
        let (offset, size) = (
            word(event, OF_INSTANCE.offset) as usize,
            word(event, OF_INSTANCE.size) as usize,
        );
        let Some(data) = event.get(offset..offset + size) else {
            return Err(format!("{size} bytes at {offset} of {length}"));
        };
        // Who does not want it any more does not get it.
        if block.state.events.get() {
            self.events.borrow_mut().push(WmiEvent {
                unit: target,
                guid,
                index,
                data: data.to_vec(),
            });
        }
        Ok(())
    }
}

impl Storport<'_> {
    /// WMI asks for registration again, some time later.
    pub fn wmi_reregister(&self, adapter: &Rc<AdapterState>, target: Target) {
        self.ask_manager(adapter, Task::Register(target));
    }
}
