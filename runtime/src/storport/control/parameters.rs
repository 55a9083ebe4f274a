//! What control requests carry: Storport's structures, read once.

use core::cell::Cell;
use core::mem::offset_of;
use core::slice;
use core::time::Duration;

use super::values::{DevicePowerState, PowerAction, SystemPower, UsageType};
use crate::event::EtwChannel;
use crate::ffi;
use crate::storport::srb::Address;

/// The parameter of a control type: Storport's structure, and what the driver gets of it.
pub(crate) trait Parameter {
    /// Storport's structure.
    type Raw;
    /// What the driver gets.
    type Given<'a>;
    /// Success means that the driver has written an answer.
    const IS_ANSWERED: bool = false;

    /// Reads it; `None` if it is not what the driver was promised.
    ///
    /// # Safety
    /// `raw` is what Storport passed, and stays valid and the driver's alone as long as `answered`.
    unsafe fn given(raw: *mut Self::Raw, answered: &Cell<bool>) -> Option<Self::Given<'_>>;
}

/// No parameter: NULL.
impl Parameter for () {
    type Raw = ();
    type Given<'a> = ();
    unsafe fn given(_: *mut (), _: &Cell<bool>) -> Option<()> {
        Some(())
    }
}

/// The power of an adapter or a unit changes (`STOR_ADAPTER_CONTROL_POWER`, `STOR_UNIT_CONTROL_POWER`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PowerChange {
    /// Why.
    pub action: PowerAction,
    /// The state to go to.
    pub state: DevicePowerState,
}

/// The value is for a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfUnit<T> {
    /// The unit.
    pub unit: Address,
    /// The value.
    pub value: T,
}

/// Power is needed, or not (`STOR_POFX_POWER_REQUIRED_CONTEXT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PowerRequired {
    /// It is needed.
    pub is_required: bool,
}

/// A component is active, or idle (`STOR_POFX_ACTIVE_CONTEXT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComponentActive {
    /// The component: 0.
    pub component: u32,
    /// It is active.
    pub is_active: bool,
}

/// A functional power state to go to (`STOR_POFX_FSTATE_CONTEXT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComponentFState {
    /// The component: 0.
    pub component: u32,
    /// The state; 0 is full power.
    pub f_state: u32,
}

/// Idle power management of a unit (`STOR_POFX_UNIT_POWER_INFO`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdlePower {
    /// It is on.
    pub is_enabled: bool,
}

/// A hint of an always-on system (`STOR_SYSTEM_POWER_HINTS`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemPowerHints {
    /// How much power the system wants to use.
    pub power: SystemPower,
    /// How long it may take to resume.
    pub resume_latency: Duration,
}

/// A limit of power (`STOR_MAX_OPERATIONAL_POWER`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxOperationalPower {
    /// The limit, in the unit of the performance states that were registered.
    pub limit: u64,
}

/// What became of a transition that `StorPortPoFxSetPerfState` asked for (`STOR_POFX_PERF_STATE_CONTEXT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerfStateChange {
    /// The component: 0.
    pub component: u32,
    /// The power engine plug-in agreed, or takes no part.
    pub succeeded: bool,
    /// The context that the driver gave with its call.
    pub context: usize,
}

/// An event channel (`STOR_SET_EVENT_LOGGING`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventLogging {
    /// The channel.
    pub channel: EtwChannel,
    /// Log events to it.
    pub is_enabled: bool,
}

/// A bus to reset (`STOR_RESET_BUS_SYNCHRONOUS_PARAMETER`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusPath {
    /// The bus.
    pub path_id: u32,
}

/// What a unit is used for, or not any more (`STOR_UC_DEVICE_USAGE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitUsage {
    /// The unit.
    pub unit: Address,
    /// The use.
    pub usage: UsageType,
    /// It begins, or ends.
    pub in_use: bool,
}

/// A power setting has changed (`STOR_POWER_SETTING_INFO`).
#[derive(Debug, Clone, Copy)]
pub struct PowerSetting<'a> {
    /// Which.
    pub setting: ffi::GUID,
    /// Its value.
    pub value: &'a [u8],
}

impl PartialEq for PowerSetting<'_> {
    fn eq(&self, other: &Self) -> bool {
        ffi::guid(self.setting) == ffi::guid(other.setting) && self.value == other.value
    }
}

impl Eq for PowerSetting<'_> {}

/// The unit that Storport points to; `None` where it is no bus, target and logical unit, which is what a miniport registers for.
///
/// # Safety
/// `address` is NULL or points to an address, with the data behind it that it says.
pub(super) unsafe fn unit(address: *const ffi::STOR_ADDRESS) -> Option<Address> {
    // SAFETY: the caller's word.
    unsafe {
        if address.is_null() || (*address).AddressLength < ffi::STOR_ADDR_BTL8_ADDRESS_LENGTH {
            return None;
        }
        btl8(address.cast())
    }
}

/// # Safety
/// `address` points to an address, which is at least as long as one of this type.
unsafe fn btl8(address: *const ffi::STOR_ADDR_BTL8) -> Option<Address> {
    // SAFETY: the caller's word. It may be a `STOR_ADDRESS` of a smaller alignment.
    let address = unsafe { address.read_unaligned() };
    (address.Type == ffi::STOR_ADDRESS_TYPE_BTL8).then_some(Address {
        path_id: address.Path,
        target_id: address.Target,
        lun: address.Lun,
    })
}

/// The structure is at least as long as the driver's header has it, by its own `Size`.
pub(super) fn fits<T>(size: u32) -> bool {
    size as usize >= size_of::<T>()
}

/// Parameters that are read: `Type: STRUCTURE => |raw| value;`, where `value` may end with `?`.
macro_rules! given {
    ($($type:ty: $raw:ident => |$read:ident| $value:expr;)+) => {$(
        impl Parameter for $type {
            type Raw = ffi::$raw;
            type Given<'a> = Self;
            unsafe fn given(raw: *mut ffi::$raw, _: &Cell<bool>) -> Option<Self> {
                // SAFETY: the caller's word.
                let $read = unsafe { &*raw };
                Some($value)
            }
        }
    )+};
}

given! {
    PowerChange: STOR_ADAPTER_CONTROL_POWER => |raw| power_change(raw.PowerAction, raw.PowerState);
    ComponentActive: STOR_POFX_ACTIVE_CONTEXT => |raw| active(raw);
    ComponentFState: STOR_POFX_FSTATE_CONTEXT => |raw| f_state(raw);
    SystemPowerHints: STOR_SYSTEM_POWER_HINTS => |raw| {
        fits::<ffi::STOR_SYSTEM_POWER_HINTS>(raw.Size).then_some(())?;
        Self {
            power: SystemPower::from_code(raw.SystemPower),
            resume_latency: Duration::from_millis(raw.ResumeLatencyMSec.into()),
        }
    };
    MaxOperationalPower: STOR_MAX_OPERATIONAL_POWER => |raw| Self { limit: raw.Value };
    PerfStateChange: STOR_POFX_PERF_STATE_CONTEXT => |raw| Self {
        component: raw.ComponentIndex,
        succeeded: raw.Succeeded != 0,
        context: raw.Context.addr(),
    };
    EventLogging: STOR_SET_EVENT_LOGGING => |raw| Self {
        channel: EtwChannel::of_code(raw.Channel)?,
        is_enabled: raw.Enabled != 0,
    };
    BusPath: STOR_RESET_BUS_SYNCHRONOUS_PARAMETER => |raw| Self { path_id: raw.PathId };
    Address: STOR_ADDR_BTL8 => |raw| {
        // SAFETY: the structure is Storport's, and valid during the call, as every address that it points to.
        unsafe { btl8(raw) }?
    };
    UnitUsage: STOR_UC_DEVICE_USAGE => |raw| Self {
        // SAFETY: as above.
        unit: unsafe { unit(raw.Address) }?,
        usage: UsageType::from_code(raw.UsageType),
        in_use: raw.InUse != 0,
    };
    OfUnit<PowerChange>: STOR_UNIT_CONTROL_POWER => |raw| Self {
        // SAFETY: as above.
        unit: unsafe { unit(raw.Address) }?,
        value: power_change(raw.PowerAction, raw.PowerState),
    };
    OfUnit<IdlePower>: STOR_POFX_UNIT_POWER_INFO => |raw| Self {
        // SAFETY: as above.
        unit: unsafe { unit(raw.Header.Address) }?,
        value: IdlePower { is_enabled: raw.IdlePowerEnabled != 0 },
    };
    OfUnit<PowerRequired>: STOR_POFX_POWER_REQUIRED_CONTEXT => |raw| Self {
        // SAFETY: as above.
        unit: unsafe { unit(raw.Header.Address) }?,
        value: PowerRequired { is_required: raw.PowerRequired != 0 },
    };
    OfUnit<ComponentActive>: STOR_POFX_ACTIVE_CONTEXT => |raw| Self {
        // SAFETY: as above.
        unit: unsafe { unit(raw.Header.Address) }?,
        value: active(raw),
    };
    OfUnit<ComponentFState>: STOR_POFX_FSTATE_CONTEXT => |raw| Self {
        // SAFETY: as above.
        unit: unsafe { unit(raw.Header.Address) }?,
        value: f_state(raw),
    };
}

fn power_change(
    action: ffi::STOR_POWER_ACTION,
    state: ffi::STOR_DEVICE_POWER_STATE,
) -> PowerChange {
    PowerChange {
        action: PowerAction::from_code(action),
        state: DevicePowerState::from_code(state),
    }
}

fn active(raw: &ffi::STOR_POFX_ACTIVE_CONTEXT) -> ComponentActive {
    ComponentActive {
        component: raw.ComponentIndex,
        is_active: raw.Active != 0,
    }
}

fn f_state(raw: &ffi::STOR_POFX_FSTATE_CONTEXT) -> ComponentFState {
    ComponentFState {
        component: raw.ComponentIndex,
        f_state: raw.FState,
    }
}

/// The page of the enumeration says that an adapter's parameter is a BOOLEAN, the header a structure. A FALSE is told from both by
/// the first byte, which is never 0 in the structure: its version. For the rest the header is believed.
impl Parameter for PowerRequired {
    type Raw = u8;
    type Given<'a> = Self;
    unsafe fn given(raw: *mut u8, _: &Cell<bool>) -> Option<Self> {
        let place = offset_of!(ffi::STOR_POFX_POWER_REQUIRED_CONTEXT, PowerRequired);
        // SAFETY: the caller's word.
        let is_required = unsafe { *raw != 0 && *raw.add(place) != 0 };
        Some(Self { is_required })
    }
}

impl Parameter for PowerSetting<'_> {
    type Raw = ffi::STOR_POWER_SETTING_INFO;
    type Given<'a> = PowerSetting<'a>;
    unsafe fn given(
        raw: *mut ffi::STOR_POWER_SETTING_INFO,
        _: &Cell<bool>,
    ) -> Option<PowerSetting<'_>> {
        // SAFETY: the caller's word: the value has so many bytes, and nobody changes them meanwhile.
        unsafe {
            let info = &*raw;
            let value = if info.Value.is_null() {
                &[]
            } else {
                slice::from_raw_parts(info.Value.cast(), info.ValueLength as usize)
            };
            Some(PowerSetting {
                setting: info.PowerSettingGuid,
                value,
            })
        }
    }
}
