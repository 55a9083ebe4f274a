//! The requests themselves: an enumeration with a variant for each control type that is for drivers, of adapters and of units.

use core::fmt;

use super::answers::{FruId, PowerControl, RichDescription, SerialNumber, UnitBusType};
use super::declared::{ControlType, ControlTypes, Is, Name, Truth, sealed};
use super::parameters::{
    BusPath, ComponentActive, ComponentFState, EventLogging, IdlePower, MaxOperationalPower,
    OfUnit, PerfStateChange, PowerChange, PowerRequired, PowerSetting, SystemPowerHints, UnitUsage,
};
use crate::role::control::{Arrived, serve};
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::Address;

/// Where the code of a control type runs: the words of the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Stopped,
    Settled,
    Passive,
    Gone,
    BelowDispatch,
    UpToDispatch,
    Dispatch,
}

macro_rules! scope_of {
    ($e:ident Stopped) => { scope::AdapterStopped<$e> };
    ($e:ident Settled) => { scope::PassiveControl };
    ($e:ident Passive) => { scope::PassiveControl };
    ($e:ident Gone) => { scope::ApcControl };
    ($e:ident BelowDispatch) => { scope::ApcControl };
    ($e:ident UpToDispatch) => { scope::DispatchControl };
    ($e:ident Dispatch) => { scope::DispatchControl };
}

macro_rules! given {
    ($a:lifetime lent $type:ident) => { $type<$a> };
    ($a:lifetime $type:ty) => { $type };
}

/// Whether a driver declares the control type.
type Has<L, C> = <L as ControlTypes>::Has<C>;

// As words: rust-analyzer, which is to know what a `match` need not name, computes no constants in types.
macro_rules! bits {
    (@ $($bit:ident $is:literal)+) => { $(type $bit = Is<$is>;)+ };
    (@ $bit0:literal $bit1:literal $bit2:literal $bit3:literal $bit4:literal) => {
        bits!(@ Bit0 $bit0 Bit1 $bit1 Bit2 $bit2 Bit3 $bit3 Bit4 $bit4);
    };
    (0) => { bits!(@ false false false false false); };
    (1) => { bits!(@ true false false false false); };
    (2) => { bits!(@ false true false false false); };
    (3) => { bits!(@ true true false false false); };
    (4) => { bits!(@ false false true false false); };
    (5) => { bits!(@ true false true false false); };
    (6) => { bits!(@ false true true false false); };
    (7) => { bits!(@ true true true false false); };
    (8) => { bits!(@ false false false true false); };
    (9) => { bits!(@ true false false true false); };
    (10) => { bits!(@ false true false true false); };
    (11) => { bits!(@ true true false true false); };
    (12) => { bits!(@ false false true true false); };
    (13) => { bits!(@ true false true true false); };
    (14) => { bits!(@ false true true true false); };
    (15) => { bits!(@ true true true true false); };
    (16) => { bits!(@ false false false false true); };
    (17) => { bits!(@ true false false false true); };
    (18) => { bits!(@ false true false false true); };
    (19) => { bits!(@ true true false false true); };
    (20) => { bits!(@ false false true false true); };
    (21) => { bits!(@ true false true false true); };
    (22) => { bits!(@ false true true false true); };
    (23) => { bits!(@ true true true false true); };
    (24) => { bits!(@ false false false true true); };
    (25) => { bits!(@ true false false true true); };
    (26) => { bits!(@ false true false true true); };
    (27) => { bits!(@ true true false true true); };
    (28) => { bits!(@ false false true true true); };
    (29) => { bits!(@ true false true true true); };
    (30) => { bits!(@ false true true true true); };
    (31) => { bits!(@ true true true true true); };
}

macro_rules! requests {
    (
        $(#[$request_doc:meta])* $request:ident;
        $(#[$status_doc:meta])* $status:ident;
        $(#[$declares_doc:meta])* $declares:ident;
        $(#[$module_doc:meta])* $module:ident;
        types { $(
            $name:ident $(($($parameter:tt)+))? = $number:tt $header:literal, $place:ident
                $(, mandatory $($mandatory:literal)?)? $(, with $with:literal)* $(, feature $feature:literal)?: $about:literal;
        )+ }
        reserved { $($reserved:tt)* }
    ) => {
        $(#[$module_doc])*
        pub mod $module {
            use super::{ControlType, Is, Name, sealed};
            $(
                #[doc = concat!("`", $header, "`")]
                #[derive(Debug)]
                pub struct $name(Name);
                impl sealed::Sealed for $name {}
                impl ControlType for $name {
                    const NUMBER: u32 = $number;
                    const FEATURE: u32 = 0 $(| 1 << $feature)?;
                    bits!($number);
                }
            )+
        }

        $(#[$declares_doc])*
        pub trait $declares: Sized {
            /// The control types that the attribute names.
            type Declared: ControlTypes;
        }

        // Seen as its name alone: the compiler shows it to whoever has forgotten a variant.
        miniport_macros::__at! { $request
            $(#[$request_doc])*
            pub enum $request<'a, E: $declares> {
                $(
                    #[doc = concat!($about, "\n\n`", $header, "`")]
                    $name(
                        <Has<E::Declared, $module::$name> as Truth>::Of<Context<'a, E, scope_of!(E $place)>>
                        $(, given!('a $($parameter)+))?
                    ),
                )+
            }
        }

        impl<E: $declares> fmt::Debug for $request<'_, E> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$name(..) => stringify!($name),)+
                })
            }
        }

        impl<'a, E: $declares + DeviceExtension> $request<'a, E> {
            /// Serves a control type that the driver declares, and says whether it was done.
            ///
            /// # Safety
            /// Storport called the driver's callback with these values, at the IRQL, with the lock and the parameter of the type.
            #[inline(always)]
            pub(crate) unsafe fn serve(
                arrived: Arrived,
                handler: impl for<'c> FnOnce(&'c E, $request<'c, E>) -> $status,
            ) -> bool {
                $(
                    if arrived.control_type == $number && <Has<E::Declared, $module::$name> as Truth>::TRUE {
                        // SAFETY: the caller's word; the row says where the type runs and what it carries.
                        return unsafe {
                            serve::<E, scope_of!(E $place), requests!(@parameter $($($parameter)+)?)>(
                                arrived,
                                Place::$place,
                                |adapter, cx, _given| {
                                    let Some(cx) = <Has<E::Declared, $module::$name> as Truth>::of(cx) else {
                                        return false;
                                    };
                                    let request = $request::$name(cx $(, requests!(@given _given $($parameter)+))?);
                                    handler(adapter, request) == $status::Success
                                },
                            )
                        };
                    }
                )+
                false
            }
        }

        $(#[$status_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $status {
            /// Done.
            Success,
            /// Not done.
            Unsuccessful,
        }
    };
    (@parameter) => { () };
    (@parameter lent $type:ident) => { $type<'static> };
    (@parameter $type:ty) => { $type };
    (@given $given:ident $($parameter:tt)+) => { $given };
}

miniport_roles::adapter_controls! {
    requests;
    /// What Storport asks of the adapter (`SCSI_ADAPTER_CONTROL_TYPE`), with the context that its IRQL allows.
    ///
    /// There are the variants that the attribute of the driver's function names: a `match` needs no others. The query
    /// (`ScsiQuerySupportedControlTypes`) is answered from them.
    AdapterControl;
    /// The result of adapter control (`SCSI_ADAPTER_CONTROL_STATUS`).
    AdapterControlStatus;
    /// The adapter control types that the driver of a device extension declares: `#[hw_adapter_control(…)]` implements it.
    ///
    /// Harmless to implement: Storport is told what is declared, and what is not declared never comes.
    #[diagnostic::on_unimplemented(
        message = "there is no `#[hw_adapter_control]` function of device extension `{Self}`",
        label = "which adapter control types does it support?",
        note = "the attribute names them: `#[hw_adapter_control(StopAdapter, RestartAdapter)]`"
    )]
    AdapterControls;
    /// The names of the adapter control types.
    adapter;
}

miniport_roles::unit_controls! {
    requests;
    /// What Storport asks of a unit (`SCSI_UNIT_CONTROL_TYPE`), with the context that its IRQL allows.
    ///
    /// There are the variants that the attribute of the driver's function names: a `match` needs no others. The query
    /// (`ScsiQuerySupportedUnitControlTypes`) is answered from them.
    UnitControl;
    /// The result of unit control (`SCSI_UNIT_CONTROL_STATUS`).
    UnitControlStatus;
    /// The unit control types that the driver of a device extension declares: `#[hw_unit_control(…)]` implements it.
    ///
    /// Harmless to implement: Storport is told what is declared, and what is not declared never comes.
    #[diagnostic::on_unimplemented(
        message = "there is no `#[hw_unit_control]` function of device extension `{Self}`",
        label = "which unit control types does it support?",
        note = "the attribute names them: `#[hw_unit_control(Start, Power)]`"
    )]
    UnitControls;
    /// The names of the unit control types.
    unit;
}
