//! [`Srb::answer_wmi`]: what `ScsiPortWmiDispatchFunction` and its companions do, by the pages of the IRPs that the requests stand for.

use core::mem::offset_of;

use super::block::{Instance, Target, WmiError};
use super::call::MethodCall;
use super::node::{Fields, Node};
use super::register;
use super::request::Request;
use super::table::{Action, Rows, Table};
use crate::ffi;
use crate::irql;
use crate::scope::{Scope, UpTo};
use crate::shared::context::Context;
use crate::shared::data::DataBuffer;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::{Srb, SrbStatus};

const OF_INSTANCE: Fields = Fields {
    offset: offset_of!(ffi::WNODE_SINGLE_INSTANCE, DataBlockOffset),
    size: offset_of!(ffi::WNODE_SINGLE_INSTANCE, SizeDataBlock),
};
const OF_ITEM: Fields = Fields {
    offset: offset_of!(ffi::WNODE_SINGLE_ITEM, DataBlockOffset),
    size: offset_of!(ffi::WNODE_SINGLE_ITEM, SizeDataItem),
};
const OF_METHOD: Fields = Fields {
    offset: offset_of!(ffi::WNODE_METHOD_ITEM, DataBlockOffset),
    size: offset_of!(ffi::WNODE_METHOD_ITEM, SizeDataBlock),
};

/// How a request ends that is not refused: with so many bytes, or because its buffer should have so many.
enum Answer {
    Done(usize),
    Needs(usize),
}

impl<E: DeviceExtension> Srb<E> {
    /// Whom a request whose function is [`Wmi`](crate::SrbFunction::Wmi) is for; `None` for every other request. Any IRQL.
    pub fn wmi_target(&self) -> Option<Target> {
        Request::of(self.block()).map(|request| request.target)
    }

    /// Answers a request whose function is [`Wmi`](crate::SrbFunction::Wmi) with the blocks of a table, and completes it. Any other one is
    /// completed as [`InvalidRequest`](SrbStatus::InvalidRequest).
    ///
    /// A request for registration must not wait (page of `HwScsiWmiQueryReginfo`). Others may be kept, and answered in a callback in which
    /// the blocks can be asked: [`Srb::register_wmi`] tells them apart.
    ///
    /// Where the buffer is too small, it has a `WNODE_TOO_SMALL` afterwards, and the request succeeds, as the pages of the IRPs say;
    /// whether scsiwmi's library says so or `SRB_STATUS_DATA_OVERRUN` is not documented. Without room for that it is an overrun.
    pub fn answer_wmi<S: UpTo<irql::Dispatch>, T: Rows<E, S>>(
        self,
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        table: &Table<T>,
    ) {
        let Some(request) = Request::of(self.block()) else {
            self.complete(cx, SrbStatus::InvalidRequest);
            return;
        };
        let node = self.node();
        let (status, bytes) = if request.is_registration() {
            registration::<E, S, T>(&request, node, table)
        } else {
            match act::<E, S, T>(&request, node, adapter, cx) {
                Ok(Answer::Done(bytes)) => (SrbStatus::Success, bytes),
                Ok(Answer::Needs(bytes)) => match node.too_small(bytes) {
                    Some(bytes) => (SrbStatus::Success, bytes),
                    None => (SrbStatus::DataOverrun, 0),
                },
                Err(_) => (SrbStatus::Error, 0),
            }
        };
        self.end_wmi(cx, status, bytes);
    }

    /// Answers a request of WMI for registration, as [`Srb::answer_wmi`] does, and gives every other request back: for a table whose blocks
    /// are asked in another callback, whose scope is `B`.
    ///
    /// # Errors
    /// The request, if it is another one.
    pub fn register_wmi<B: UpTo<irql::Dispatch>, T: Rows<E, B>>(
        self,
        cx: &mut Context<'_, E, impl Scope>,
        table: &Table<T>,
    ) -> Result<(), Self> {
        match Request::of(self.block()).filter(Request::is_registration) {
            Some(request) => {
                let (status, bytes) = registration::<E, B, T>(&request, self.node(), table);
                self.end_wmi(cx, status, bytes);
                Ok(())
            }
            None => Err(self),
        }
    }

    /// The buffer of a request of WMI.
    fn node(&self) -> Node<'_> {
        // SAFETY: "miniport drivers can use this value as a data pointer regardless of the value of MapBuffers" (page of
        // SCSI_WMI_REQUEST_BLOCK), until the request is completed, which ends the borrow.
        Node(unsafe {
            DataBuffer::new(
                self.block().data_buffer().cast(),
                self.transfer_length() as usize,
            )
        })
    }

    fn end_wmi(mut self, cx: &mut Context<'_, E, impl Scope>, status: SrbStatus, bytes: usize) {
        self.set_transferred(u32::try_from(bytes).unwrap_or(u32::MAX));
        self.complete(cx, status);
    }
}

/// Where the buffer is too small, it has the length that is needed, and nothing else (page of `IRP_MN_REGINFO_EX`).
fn registration<E: DeviceExtension, S: UpTo<irql::Dispatch>, T: Rows<E, S>>(
    request: &Request,
    node: Node<'_>,
    table: &Table<T>,
) -> (SrbStatus, usize) {
    // The name of the resource is for WMIREGISTER only.
    let mof_resource = table
        .mof_resource
        .filter(|_| request.path.addr() == ffi::WMIREGISTER);
    match register::write::<E, S, T>(node, mof_resource) {
        Ok(bytes) => (SrbStatus::Success, bytes),
        Err(needed) => {
            let needed = u32::try_from(needed).unwrap_or(u32::MAX);
            let written = node.set_word(0, needed);
            (SrbStatus::DataOverrun, written.map_or(0, |()| 4))
        }
    }
}

fn act<E: DeviceExtension, S: UpTo<irql::Dispatch>, T: Rows<E, S>>(
    request: &Request,
    node: Node<'_>,
    adapter: &E,
    cx: &mut Context<'_, E, S>,
) -> Result<Answer, WmiError> {
    let guid = request.guid().ok_or(WmiError::NotFound)?;
    let row = T::find(&guid).ok_or(WmiError::NotFound)?;
    let target = request.target;
    let named = || {
        let index = node.index(row.instances)?;
        Ok(Instance { target, index })
    };
    let mut ask = |action| T::act(&guid, adapter, cx, action);
    match request.minor {
        ffi::IRP_MN_QUERY_SINGLE_INSTANCE => {
            let instance = named()?;
            let offset = node.data_at(&OF_INSTANCE)?;
            let end = offset + row.bytes;
            let Ok(place) = node.0.part(offset..end) else {
                return Ok(Answer::Needs(end));
            };
            ask(Action::Query(instance, place))?;
            node.set_word(OF_INSTANCE.size, length(row.bytes)?)?;
            node.set_length(end)?;
            return Ok(Answer::Done(end));
        }
        ffi::IRP_MN_QUERY_ALL_DATA => {
            node.has_static_names()?;
            return all::<E, S, T>(node, &row, target, &guid, adapter, cx);
        }
        ffi::IRP_MN_CHANGE_SINGLE_INSTANCE => {
            let instance = named()?;
            let data = node.data(&OF_INSTANCE)?;
            // The end of a structure may be padded.
            if data.len() > row.bytes.next_multiple_of(8) {
                return Err(WmiError::BadValue);
            }
            ask(Action::Set(instance, data))?;
        }
        ffi::IRP_MN_CHANGE_SINGLE_ITEM => {
            let item = node.word(offset_of!(ffi::WNODE_SINGLE_ITEM, ItemId))?;
            ask(Action::SetItem(named()?, item, node.data(&OF_ITEM)?))?;
        }
        ffi::IRP_MN_EXECUTE_METHOD => {
            let instance = named()?;
            let method = node.word(offset_of!(ffi::WNODE_METHOD_ITEM, MethodId))?;
            let offset = node.data_at(&OF_METHOD)?;
            let room = node.0.part(offset..node.0.len().max(offset));
            let room = room.map_err(|_| WmiError::BadValue)?;
            let call = MethodCall::new(method, node.data(&OF_METHOD)?, room);
            let output = match ask(Action::Execute(instance, call)) {
                Ok(output) if output as usize <= room.len() => output,
                Ok(output) | Err(WmiError::TooSmall(output)) => {
                    return Ok(Answer::Needs(offset + output as usize));
                }
                Err(error) => return Err(error),
            };
            let end = offset + output as usize;
            node.set_word(OF_METHOD.size, output)?;
            node.set_length(end)?;
            return Ok(Answer::Done(end));
        }
        ffi::IRP_MN_ENABLE_EVENTS => {
            ask(Action::Enable(target, true))?;
        }
        ffi::IRP_MN_DISABLE_EVENTS => {
            ask(Action::Enable(target, false))?;
        }
        ffi::IRP_MN_ENABLE_COLLECTION => {
            ask(Action::Collect(target, true))?;
        }
        ffi::IRP_MN_DISABLE_COLLECTION => {
            ask(Action::Collect(target, false))?;
        }
        _ => return Err(WmiError::NotFound),
    }
    // "On success, the driver sets Information to zero."
    Ok(Answer::Done(0))
}

/// All instances, one behind the other, each at 8 bytes.
fn all<E: DeviceExtension, S: UpTo<irql::Dispatch>, T: Rows<E, S>>(
    node: Node<'_>,
    row: &super::table::Row,
    target: Target,
    guid: &ffi::GUID,
    adapter: &E,
    cx: &mut Context<'_, E, S>,
) -> Result<Answer, WmiError> {
    const FIRST: usize = size_of::<ffi::WNODE_ALL_DATA>();
    let stride = row.bytes.next_multiple_of(8);
    let count = row.instances as usize;
    let end = FIRST + (count.saturating_sub(1)) * stride + row.bytes * count.min(1);
    if node.0.len() < end {
        return Ok(Answer::Needs(end));
    }
    node.0
        .fill_at(FIRST, end - FIRST, 0)
        .map_err(|_| WmiError::Failed)?;
    for index in 0..row.instances {
        let at = FIRST + index as usize * stride;
        let place = node.0.part(at..at + row.bytes);
        let place = place.map_err(|_| WmiError::Failed)?;
        let instance = Instance { target, index };
        T::act(guid, adapter, cx, Action::Query(instance, place))?;
    }
    let time = cx.system_time();
    node.set(
        offset_of!(ffi::WNODE_HEADER, TimeStamp),
        &time.to_le_bytes(),
    )?;
    node.add_flags(ffi::WNODE_FLAG_FIXED_INSTANCE_SIZE)?;
    node.set_word(
        offset_of!(ffi::WNODE_ALL_DATA, DataBlockOffset),
        length(FIRST)?,
    )?;
    node.set_word(
        offset_of!(ffi::WNODE_ALL_DATA, InstanceCount),
        row.instances,
    )?;
    node.set_word(
        offset_of!(ffi::WNODE_ALL_DATA, OffsetInstanceNameOffsets),
        0,
    )?;
    node.set_word(
        offset_of!(ffi::WNODE_ALL_DATA, FixedInstanceSize),
        length(row.bytes)?,
    )?;
    node.set_length(end)?;
    Ok(Answer::Done(end))
}

fn length(bytes: usize) -> Result<u32, WmiError> {
    u32::try_from(bytes).map_err(|_| WmiError::Failed)
}
