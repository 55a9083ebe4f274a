//! Adapter control: [`AdapterControl`], the request with its typed parameter and a context of its IRQL.

use crate::ffi;
use crate::scope;
use crate::shared::context::Context;
use crate::storport::extension::DeviceExtension;

/// A control type that a driver can support: the arguments of `#[hw_adapter_control(…)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
#[non_exhaustive]
pub enum AdapterControlType {
    /// `ScsiStopAdapter`
    StopAdapter = ffi::ScsiStopAdapter,
    /// `ScsiRestartAdapter`
    RestartAdapter = ffi::ScsiRestartAdapter,
    /// `ScsiSetBootConfig`
    SetBootConfig = ffi::ScsiSetBootConfig,
    /// `ScsiSetRunningConfig`
    SetRunningConfig = ffi::ScsiSetRunningConfig,
    /// `ScsiAdapterPower`
    Power = ffi::ScsiAdapterPower,
    /// `ScsiAdapterPrepareForBusReScan`
    PrepareForBusReScan = ffi::ScsiAdapterPrepareForBusReScan,
    /// `ScsiAdapterSurpriseRemoval`
    SurpriseRemoval = ffi::ScsiAdapterSurpriseRemoval,
}

/// What Storport asks of the adapter (`SCSI_ADAPTER_CONTROL_TYPE`), with the context that its IRQL allows.
///
/// Only the types that the attribute names arrive here; `ScsiQuerySupportedControlTypes` is answered from them.
#[derive(Debug)]
#[non_exhaustive]
pub enum AdapterControl<'a, E: DeviceExtension> {
    /// Stop: no request is outstanding, none will come, and the interrupt is disconnected next.
    StopAdapter(Context<'a, E, scope::AdapterStopped<E>>),
    /// Start again after a stop, as it was.
    RestartAdapter(Context<'a, E, scope::AdapterStopped<E>>),
    /// Put the adapter in the state that the boot firmware expects.
    SetBootConfig(Context<'a, E, scope::PassiveControl>),
    /// Undo [`AdapterControl::SetBootConfig`].
    SetRunningConfig(Context<'a, E, scope::PassiveControl>),
    /// The adapter's power changes.
    Power(Context<'a, E, scope::DispatchControl>, AdapterPower),
    /// The bus is scanned next.
    PrepareForBusReScan(Context<'a, E, scope::PassiveControl>),
    /// The adapter is gone: do not touch it; complete what is outstanding.
    SurpriseRemoval(Context<'a, E, scope::ApcControl>),
}

/// The parameter of [`AdapterControl::Power`] (`STOR_ADAPTER_CONTROL_POWER`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdapterPower {
    /// Why.
    pub action: PowerAction,
    /// The state to go to.
    pub state: DevicePowerState,
}

/// The result of adapter control (`SCSI_ADAPTER_CONTROL_STATUS`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdapterControlStatus {
    /// Done.
    Success,
    /// Not done, or not supported.
    Unsuccessful,
}

impl AdapterControlStatus {
    pub(crate) fn code(self) -> ffi::SCSI_ADAPTER_CONTROL_STATUS {
        match self {
            Self::Success => ffi::ScsiAdapterControlSuccess,
            Self::Unsuccessful => ffi::ScsiAdapterControlUnsuccessful,
        }
    }
}

macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident from $raw:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:ident,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that this crate does not know.
            Other(i32),
        }

        impl $name {
            #[allow(non_upper_case_globals, reason = "the header's names")]
            pub(crate) fn from_code(code: ffi::$raw) -> Self {
                match code {
                    $(ffi::$code => Self::$variant,)+
                    code => Self::Other(code),
                }
            }
        }
    };
}

open_enum! {
    /// Why power changes (`STOR_POWER_ACTION`).
    PowerAction from STOR_POWER_ACTION {
        /// The device alone.
        None = StorPowerActionNone,
        /// The system sleeps.
        Sleep = StorPowerActionSleep,
        /// The system hibernates.
        Hibernate = StorPowerActionHibernate,
        /// The system shuts down.
        Shutdown = StorPowerActionShutdown,
        /// The system restarts.
        ShutdownReset = StorPowerActionShutdownReset,
        /// The system turns itself off.
        ShutdownOff = StorPowerActionShutdownOff,
        /// The system is undocked.
        WarmEject = StorPowerActionWarmEject,
    }
}

open_enum! {
    /// A device power state (`STOR_DEVICE_POWER_STATE`).
    DevicePowerState from STOR_DEVICE_POWER_STATE {
        /// On.
        D0 = StorPowerDeviceD0,
        /// Low power, first step.
        D1 = StorPowerDeviceD1,
        /// Low power, second step.
        D2 = StorPowerDeviceD2,
        /// Off.
        D3 = StorPowerDeviceD3,
    }
}
