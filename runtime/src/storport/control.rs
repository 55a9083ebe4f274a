//! Control requests: [`AdapterControl`] and [`UnitControl`], each type with its parameter and a context of its IRQL.
//!
//! The types are rows of `miniport-roles`. A driver declares those that it supports as arguments of its attribute; the answer to Storport's
//! query, and which variants there are for its `match`, follow from that.

mod answers;
mod declared;
mod parameters;
mod requests;
mod values;

pub use answers::{AnswerError, FruId, PowerControl, RichDescription, SerialNumber, UnitBusType};
pub use declared::{ControlType, ControlTypes, Is, Truth};
pub(crate) use parameters::Parameter;
pub use parameters::{
    BusPath, ComponentActive, ComponentFState, EventLogging, IdlePower, MaxOperationalPower,
    OfUnit, PerfStateChange, PowerChange, PowerRequired, PowerSetting, SystemPowerHints, UnitUsage,
};
pub(crate) use requests::Place;
pub use requests::{
    AdapterControl, AdapterControlStatus, AdapterControls, UnitControl, UnitControlStatus,
    UnitControls, adapter, unit,
};
pub use values::{BusType, DevicePowerState, PowerAction, SystemPower, UsageType};
