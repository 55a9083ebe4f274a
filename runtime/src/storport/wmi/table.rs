//! [`Table`]: the blocks of a provider, as types. A request finds its block by comparing GUIDs, and its function is called directly.

use core::fmt;
use core::marker::PhantomData;

use super::block::{DataBlock, EventBlock, Instance, Target, WmiError};
use super::call::MethodCall;
use super::value::{Value, ValueBytes};
use crate::ffi;
use crate::scope::Scope;
use crate::shared::context::Context;
use crate::shared::data::DataBuffer;
use crate::storport::extension::DeviceExtension;

/// The blocks that the adapter or a unit has, in the order in which they are registered.
pub struct Table<T = ()> {
    pub(super) mof_resource: Option<&'static str>,
    rows: PhantomData<fn() -> T>,
}

impl Table {
    /// Without blocks.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            mof_resource: None,
            rows: PhantomData,
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Table<T> {
    /// With a block of data.
    #[must_use]
    pub const fn block<B>(self) -> Table<(OfBlock<B>, T)> {
        Table {
            mof_resource: self.mof_resource,
            rows: PhantomData,
        }
    }

    /// With an event.
    #[must_use]
    pub const fn event<V>(self) -> Table<(OfEvent<V>, T)> {
        Table {
            mof_resource: self.mof_resource,
            rows: PhantomData,
        }
    }

    /// The name of the resource of the driver's image that has the compiled MOF file of its classes. Without it they are classes that the
    /// system knows already, or that somebody else's MOF file describes.
    #[must_use]
    pub const fn mof_resource(self, name: &'static str) -> Self {
        Self {
            mof_resource: Some(name),
            rows: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("mof_resource", &self.mof_resource)
            .finish_non_exhaustive()
    }
}

/// A row of a [`Table`]: a [`DataBlock`].
#[derive(Debug)]
pub struct OfBlock<B>(PhantomData<B>);
/// A row of a [`Table`]: an [`EventBlock`].
#[derive(Debug)]
pub struct OfEvent<V>(PhantomData<V>);

/// A block as it is registered.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub(super) guid: ffi::GUID,
    pub(super) flags: u32,
    pub(super) instances: u32,
    /// How many bytes an instance has.
    pub(super) bytes: usize,
}

/// What is asked of a block.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Action<'s> {
    /// Write an instance to memory of its size.
    Query(Instance, DataBuffer<'s>),
    Set(Instance, DataBuffer<'s>),
    SetItem(Instance, u32, DataBuffer<'s>),
    Execute(Instance, MethodCall<'s>),
    Collect(Target, bool),
    Enable(Target, bool),
}

/// The rows of a [`Table`], each of which can be asked in scope `S`.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "not every block of this table can be asked here",
    note = "a block of data implements `wmi::DataBlock<Adapter>`, an event `wmi::EventBlock<Adapter>`; where the request is answered in another callback than `HW_STARTIO`, the scope of that one is their second parameter"
)]
pub trait Rows<E: DeviceExtension, S: Scope>: sealed::Sealed {
    /// How many there are.
    #[doc(hidden)]
    const COUNT: u32;
    /// Shows each in turn.
    #[doc(hidden)]
    fn each(see: &mut impl FnMut(Row));
    /// The one of this GUID.
    #[doc(hidden)]
    fn find(guid: &ffi::GUID) -> Option<Row>;
    /// Asks the one of this GUID. What it says is the length of a method's output.
    #[doc(hidden)]
    fn act(
        guid: &ffi::GUID,
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        action: Action<'_>,
    ) -> Result<u32, WmiError>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for () {}
    impl<R, T> Sealed for (R, T) {}
}

#[diagnostic::do_not_recommend]
impl<E: DeviceExtension, S: Scope> Rows<E, S> for () {
    const COUNT: u32 = 0;
    fn each(_: &mut impl FnMut(Row)) {}
    fn find(_: &ffi::GUID) -> Option<Row> {
        None
    }
    fn act(
        _: &ffi::GUID,
        _: &E,
        _: &mut Context<'_, E, S>,
        _: Action<'_>,
    ) -> Result<u32, WmiError> {
        Err(WmiError::NotFound)
    }
}

#[diagnostic::do_not_recommend]
impl<E: DeviceExtension, S: Scope, R: OneRow<E, S>, T: Rows<E, S>> Rows<E, S> for (R, T) {
    const COUNT: u32 = T::COUNT + 1;

    fn each(see: &mut impl FnMut(Row)) {
        T::each(see);
        see(R::row());
    }

    fn find(guid: &ffi::GUID) -> Option<Row> {
        let row = R::row();
        if same(guid, &row.guid) {
            Some(row)
        } else {
            T::find(guid)
        }
    }

    fn act(
        guid: &ffi::GUID,
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        action: Action<'_>,
    ) -> Result<u32, WmiError> {
        if same(guid, &R::row().guid) {
            R::act_on(adapter, cx, action)
        } else {
            T::act(guid, adapter, cx, action)
        }
    }
}

/// One row of [`Rows`].
trait OneRow<E: DeviceExtension, S: Scope> {
    fn row() -> Row;
    fn act_on(adapter: &E, cx: &mut Context<'_, E, S>, action: Action<'_>)
    -> Result<u32, WmiError>;
}

impl<E: DeviceExtension, S: Scope, B: DataBlock<E, S>> OneRow<E, S> for OfBlock<B> {
    fn row() -> Row {
        Row {
            guid: B::GUID,
            flags: if B::EXPENSIVE {
                ffi::WMIREG_FLAG_EXPENSIVE
            } else {
                0
            },
            instances: B::INSTANCES,
            bytes: <B::Data as Value>::Bytes::LENGTH,
        }
    }

    fn act_on(
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        action: Action<'_>,
    ) -> Result<u32, WmiError> {
        match action {
            Action::Query(instance, place) => {
                let data = B::query(adapter, cx, instance)?.into_bytes();
                place
                    .write_at(0, data.as_slice())
                    .map_err(|_| WmiError::Failed)?;
            }
            Action::Set(instance, place) => {
                let mut bytes = <B::Data as Value>::Bytes::ZERO;
                place
                    .read_at(0, bytes.as_mut_slice())
                    .map_err(|_| WmiError::BadValue)?;
                B::set(adapter, cx, instance, B::Data::from_bytes(bytes))?;
            }
            Action::SetItem(instance, item, value) => {
                B::set_item(adapter, cx, instance, item, value)?;
            }
            Action::Execute(instance, call) => return B::execute(adapter, cx, instance, call),
            Action::Collect(target, wanted) => B::collect(adapter, cx, target, wanted),
            // It has no events: as where there is no `HwScsiWmiFunctionControl`, whose page says success.
            Action::Enable(..) => {}
        }
        Ok(0)
    }
}

impl<E: DeviceExtension, S: Scope, V: EventBlock<E, S>> OneRow<E, S> for OfEvent<V> {
    fn row() -> Row {
        Row {
            guid: V::GUID,
            flags: ffi::WMIREG_FLAG_EVENT_ONLY_GUID,
            instances: V::INSTANCES,
            bytes: <V::Data as Value>::Bytes::LENGTH,
        }
    }

    fn act_on(
        adapter: &E,
        cx: &mut Context<'_, E, S>,
        action: Action<'_>,
    ) -> Result<u32, WmiError> {
        match action {
            Action::Enable(target, wanted) => V::enable(adapter, cx, target, wanted),
            Action::Collect(..) => {}
            // "Cannot be queried or set" (WMIREG_FLAG_EVENT_ONLY_GUID).
            Action::Query(..) | Action::Set(..) | Action::SetItem(..) | Action::Execute(..) => {
                return Err(WmiError::NotFound);
            }
        }
        Ok(0)
    }
}

/// Whether two GUIDs are the same one; `GUID` itself cannot be compared in every binding.
fn same(one: &ffi::GUID, other: &ffi::GUID) -> bool {
    (one.Data1, one.Data2, one.Data3, one.Data4)
        == (other.Data1, other.Data2, other.Data3, other.Data4)
}
