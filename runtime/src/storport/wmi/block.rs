//! [`DataBlock`], [`Event`], [`EventBlock`]: what a driver says of its blocks.

use core::fmt;

use super::call::MethodCall;
use super::value::{EventBytes, Value};
use crate::ffi;
use crate::scope::{self, Scope};
use crate::shared::context::Context;
use crate::shared::data::DataBuffer;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Address;

/// Whose block it is: requests come for the adapter and for each unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The adapter (`SRB_WMI_FLAGS_ADAPTER_REQUEST`).
    Adapter,
    /// A logical unit.
    Unit(Address),
}

/// An instance of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Instance {
    /// Whose it is.
    pub target: Target,
    /// Which one, from 0.
    pub index: u32,
}

/// Why a block refuses. The request is completed as `SRB_STATUS_ERROR`, which the pages of the callbacks of scsiwmi.h ask for where a
/// reason is named, but for [`WmiError::TooSmall`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WmiError {
    /// The block, or the item, is not to be changed.
    ReadOnly,
    /// There is no such block, instance, item or method.
    NotFound,
    /// What was sent is not what the block, the item or the method takes.
    BadValue,
    /// The output of a method has so many bytes, more than there is room for. WMI asks again, with as much room.
    TooSmall(u32),
    /// It failed.
    Failed,
}

impl fmt::Display for WmiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadOnly => f.write_str("it is not to be changed"),
            Self::NotFound => f.write_str("there is no such block, instance, item or method"),
            Self::BadValue => f.write_str("what was sent is not what is taken"),
            Self::TooSmall(bytes) => write!(f, "the output has {bytes} bytes"),
            Self::Failed => f.write_str("it failed"),
        }
    }
}

/// A block of data that tools query, and may change or act on.
///
/// Requests are answered where [`Srb::answer_wmi`](crate::Srb::answer_wmi) is called: in `HW_STARTIO`, or, for a block that is implemented
/// for that scope, in another callback that was given the request.
pub trait DataBlock<E: DeviceExtension, S: Scope = scope::StartIo<E>>: 'static {
    /// The GUID of its class.
    const GUID: ffi::GUID;
    /// What an instance holds.
    type Data: Value;
    /// How many instances there are.
    const INSTANCES: u32 = 1;
    /// To have its data ready costs something: [`DataBlock::collect`] says whether anybody wants them (`WMIREG_FLAG_EXPENSIVE`).
    const EXPENSIVE: bool = false;

    /// An instance's data (`HwScsiWmiQueryDataBlock`).
    ///
    /// # Errors
    /// [`WmiError`], and the whole request fails.
    fn query(
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        instance: Instance,
    ) -> Result<Self::Data, WmiError>;

    /// Changes all items of an instance that may be changed (`HwScsiWmiSetDataBlock`).
    ///
    /// # Errors
    /// [`WmiError`]; by default none may be.
    fn set(
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        instance: Instance,
        data: Self::Data,
    ) -> Result<(), WmiError> {
        let _ = (adapter, cx, instance, data);
        Err(WmiError::ReadOnly)
    }

    /// Changes one item (`HwScsiWmiSetDataItem`), by its `WmiDataId`.
    ///
    /// # Errors
    /// [`WmiError`]; by default none may be.
    fn set_item(
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        instance: Instance,
        item: u32,
        value: DataBuffer<'_>,
    ) -> Result<(), WmiError> {
        let _ = (adapter, cx, instance, item, value);
        Err(WmiError::ReadOnly)
    }

    /// Runs a method (`HwScsiWmiExecuteMethod`), and says how many bytes of output it has: [`MethodCall::answer`]. WMI queries the instance
    /// first (page of `IRP_MN_EXECUTE_METHOD`).
    ///
    /// # Errors
    /// [`WmiError`]; by default there is no method.
    fn execute(
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        instance: Instance,
        call: MethodCall<'_>,
    ) -> Result<u32, WmiError> {
        let _ = (adapter, cx, instance, call);
        Err(WmiError::NotFound)
    }

    /// The data of an [expensive](Self::EXPENSIVE) block are wanted, or are not any more (`HwScsiWmiFunctionControl`). Once each in turn.
    fn collect(adapter: &E, cx: &mut Context<'_, E, S>, target: Target, wanted: bool) {
        let _ = (adapter, cx, target, wanted);
    }
}

/// What a driver tells of by [`Context::wmi_event`](crate::Context::wmi_event).
pub trait Event: 'static {
    /// The GUID of its class.
    const GUID: ffi::GUID;
    /// What it carries, at most 64 bytes.
    type Data: Value<Bytes: EventBytes>;
    /// How many instances there are.
    const INSTANCES: u32 = 1;
}

/// An event that tools can ask for.
pub trait EventBlock<E: DeviceExtension, S: Scope = scope::StartIo<E>>: Event {
    /// The event is wanted, or is not any more (`HwScsiWmiFunctionControl`). Once each in turn. A driver tells only of what is wanted.
    fn enable(adapter: &E, cx: &mut Context<'_, E, S>, target: Target, wanted: bool);
}
