//! WMI: a miniport's data blocks and events for management tools (`SRB_FUNCTION_WMI`).
//!
//! A block is a type: [`DataBlock`] says what its instances hold and how they are asked for, changed and acted on, [`EventBlock`] what an
//! event carries. A [`Table`] lists those of an adapter, and [`Srb::answer_wmi`](crate::Srb::answer_wmi) answers a request with it: what the
//! routines of scsiwmi.h do in C, which are a library of the kit that drivers link, not exports of storport.sys.
//!
//! ```
//! # use miniport::prelude::*;
//! # use miniport::{ffi::GUID, wmi_value};
//! # #[derive(DeviceExtension)]
//! # #[device_extension(virtual)]
//! # struct Adapter { counters: Locked<StartIoLock, (u64, u32)> }
//! wmi_value! {
//!     /// What the disk has done.
//!     struct Statistics {
//!         reads: u64,
//!         errors: u32,
//!     }
//! }
//!
//! impl wmi::DataBlock<Adapter> for Statistics {
//!     const GUID: GUID = GUID { Data1: 0x6f3c_81a4, Data2: 0x2c1b, Data3: 0x4d0e, Data4: *b"statisti" };
//!     type Data = Self;
//!
//!     fn query(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, _: wmi::Instance) -> Result<Self, wmi::WmiError> {
//!         let (reads, errors) = adapter.counters.lock(cx, |counters, _| *counters);
//!         Ok(Self { reads, errors })
//!     }
//! }
//!
//! #[hw_startio]
//! fn start_io(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {
//!     match srb.function() {
//!         SrbFunction::Wmi => srb.answer_wmi(adapter, cx, &wmi::Table::new().block::<Statistics>()),
//!         _ => srb.complete(cx, SrbStatus::InvalidRequest),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! Instances have static names, which WMI makes from the device's: Storport asks for that. A table whose blocks come and go is another table
//! from then on, and [`Context::wmi_reregister`](crate::Context::wmi_reregister) says so. All instances of a block are of one size.

mod answer;
mod block;
mod call;
mod event;
mod node;
mod register;
mod request;
mod table;
mod value;

pub use block::{DataBlock, Event, EventBlock, Instance, Target, WmiError};
pub use call::MethodCall;
#[doc(hidden)]
pub use table::{OfBlock, OfEvent};
pub use table::{Rows, Table};
pub use value::{EventBytes, Item, Value, ValueBytes};
