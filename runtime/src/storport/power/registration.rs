//! [`PoFxAdapter`]: what the power management framework must know of an adapter.

use core::mem::offset_of;
use core::time::Duration;

use crate::control::{IdlePower, OfUnit};
use crate::ffi;
use crate::scope::{InitialisesPassively, PassiveControl, Scope};
use crate::shared::context::Context;
use crate::storport::error::{StorError, answer};
use crate::storport::extension::DeviceExtension;
use crate::storport::port::address;
use crate::storport::srb::Address;

/// An F-state of an adapter (`STOR_POFX_COMPONENT_IDLE_STATE`). The first one, F0, is [`IdleState::F0`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleState {
    latency: u64,
    residency: u64,
    power: u32,
}

impl IdleState {
    /// The state in which the adapter works.
    pub const F0: Self = Self {
        latency: 0,
        residency: 0,
        power: ffi::STOR_POFX_UNKNOWN_POWER,
    };

    /// A state from which the adapter needs `latency` to be back in F0, and in which it must stay `residency` to be worth it.
    pub const fn new(latency: Duration, residency: Duration) -> Self {
        Self {
            latency: units(latency),
            residency: units(residency),
            power: ffi::STOR_POFX_UNKNOWN_POWER,
        }
    }

    /// What the adapter consumes in it, in microwatts. Unless it is said, the framework does not look at it.
    #[must_use]
    pub const fn nominal_power(mut self, microwatts: u32) -> Self {
        self.power = microwatts;
        self
    }

    fn raw(self) -> ffi::STOR_POFX_COMPONENT_IDLE_STATE {
        ffi::STOR_POFX_COMPONENT_IDLE_STATE {
            Version: ffi::STOR_POFX_COMPONENT_IDLE_STATE_VERSION_V1,
            Size: size(size_of::<ffi::STOR_POFX_COMPONENT_IDLE_STATE>()),
            TransitionLatency: self.latency,
            ResidencyRequirement: self.residency,
            NominalPower: self.power,
        }
    }
}

/// A time in units of 100 ns.
#[expect(
    clippy::cast_possible_truncation,
    reason = "in a const function; 58,000 years fit"
)]
pub(super) const fn units(time: Duration) -> u64 {
    (time.as_nanos() / 100) as u64
}

/// The size of a structure as it says it.
fn size(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(0)
}

/// What the power management framework must know of an adapter, which has one component with `N` F-states, 1 to 8
/// (`STOR_POFX_DEVICE_V2`, `STOR_POFX_COMPONENT`).
#[derive(Debug, Clone, Copy)]
#[must_use = "give it to `cx.register_pofx`"]
pub struct PoFxAdapter<const N: usize> {
    states: [IdleState; N],
    deepest_wakeable: u32,
    flags: u32,
    idle_timeout: u32,
}

impl<const N: usize> PoFxAdapter<N> {
    /// An adapter with these F-states, F0 first; it can wake from the first `wakeable` of them.
    ///
    /// It is for `const`, where what the framework would refuse is a compile error.
    ///
    /// # Panics
    /// If there are not 1 to 8 states, the first is not F0, or `wakeable` is not 1 to `N`.
    #[track_caller]
    pub const fn new(states: [IdleState; N], wakeable: u32) -> Self {
        assert!(
            N >= 1 && N <= ffi::STOR_POFX_ADAPTER_MAX_IDLE_STATES,
            "an adapter has one to eight F-states"
        );
        assert!(
            states[0].latency == 0 && states[0].residency == 0,
            "the first state is F0"
        );
        assert!(
            wakeable >= 1 && wakeable as usize <= N,
            "the adapter wakes from F0, and from no state that it does not have"
        );
        Self {
            states,
            deepest_wakeable: wakeable - 1,
            flags: 0,
            idle_timeout: 0,
        }
    }

    const fn with(mut self, flag: u32) -> Self {
        self.flags |= flag;
        self
    }

    /// No power-up IRP is sent to the adapter (`STOR_POFX_DEVICE_FLAG_NO_D0`).
    pub const fn no_d0(self) -> Self {
        self.with(ffi::STOR_POFX_DEVICE_FLAG_NO_D0)
    }

    /// No power-down IRP is sent to the adapter (`STOR_POFX_DEVICE_FLAG_NO_D3`).
    pub const fn no_d3(self) -> Self {
        self.with(ffi::STOR_POFX_DEVICE_FLAG_NO_D3)
    }

    /// The adapter may go to D3 cold, if the platform supports it (`STOR_POFX_DEVICE_FLAG_ENABLE_D3_COLD`).
    pub const fn d3_cold(self) -> Self {
        self.with(ffi::STOR_POFX_DEVICE_FLAG_ENABLE_D3_COLD)
    }

    /// In dump mode the driver cannot bring an idle adapter back (`STOR_POFX_DEVICE_FLAG_NO_DUMP_ACTIVE`).
    pub const fn no_dump_active(self) -> Self {
        self.with(ffi::STOR_POFX_DEVICE_FLAG_NO_DUMP_ACTIVE)
    }

    /// The adapter is powered down when it was idle so long, in milliseconds (`STOR_POFX_DEVICE_FLAG_IDLE_TIMEOUT`).
    pub const fn idle_timeout(mut self, milliseconds: u32) -> Self {
        self.idle_timeout = milliseconds;
        self.with(ffi::STOR_POFX_DEVICE_FLAG_IDLE_TIMEOUT)
    }
}

/// The same of a unit, which has one or two F-states.
#[derive(Debug, Clone, Copy)]
#[must_use = "give it to the control request `PoFxPowerInfo`"]
pub struct PoFxUnit<const N: usize>(PoFxAdapter<N>);

impl<const N: usize> PoFxUnit<N> {
    /// A unit with these F-states, F0 first; it can wake from the first `wakeable` of them. It is for `const`.
    ///
    /// # Panics
    /// If there are not 1 or 2 states, the first is not F0, or `wakeable` is not 1 to `N`.
    pub const fn new(states: [IdleState; N], wakeable: u32) -> Self {
        assert!(N <= 2, "a unit has one or two F-states");
        Self(PoFxAdapter::new(states, wakeable))
    }

    /// No power-up IRP is sent to the unit (`STOR_POFX_DEVICE_FLAG_NO_D0`).
    pub const fn no_d0(self) -> Self {
        Self(self.0.no_d0())
    }

    /// No power-down IRP is sent to the unit (`STOR_POFX_DEVICE_FLAG_NO_D3`).
    pub const fn no_d3(self) -> Self {
        Self(self.0.no_d3())
    }

    /// In dump mode the driver cannot bring an idle unit back (`STOR_POFX_DEVICE_FLAG_NO_DUMP_ACTIVE`).
    pub const fn no_dump_active(self) -> Self {
        Self(self.0.no_dump_active())
    }

    /// The unit must be idle so long, in milliseconds, before it is powered down (`UnitMinIdleTimeoutInMS`).
    pub const fn min_idle_timeout(self, milliseconds: u32) -> Self {
        Self(self.0.idle_timeout(milliseconds))
    }
}

/// `STOR_POFX_DEVICE_V2` with one component of `N` F-states.
#[repr(C)]
struct Device<const N: usize> {
    version: u32,
    size: u32,
    component_count: u32,
    flags: u32,
    idle_timeout: u32,
    component: Component<N>,
}

/// `STOR_POFX_COMPONENT` with `N` F-states.
#[repr(C)]
struct Component<const N: usize> {
    version: u32,
    size: u32,
    state_count: u32,
    deepest_wakeable: u32,
    id: ffi::GUID,
    states: [ffi::STOR_POFX_COMPONENT_IDLE_STATE; N],
}

const _: () = {
    assert!(offset_of!(Device<1>, component) == offset_of!(ffi::STOR_POFX_DEVICE_V2, Components));
    assert!(offset_of!(Component<1>, states) == offset_of!(ffi::STOR_POFX_COMPONENT, FStates));
    assert!(size_of::<Device<1>>() == size_of::<ffi::STOR_POFX_DEVICE_V2>());
};

/// Whether the adapter goes to D3 cold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum D3Cold {
    /// It does.
    Enabled,
    /// It does not: it was not asked for, or the platform does not support it.
    Disabled,
}

/// Registers the adapter, or a unit: whether D3 cold is enabled.
///
/// # Safety
/// `device_extension` is an adapter's, in a callback where the page of the routine allows it.
unsafe fn register<const N: usize>(
    device_extension: ffi::PVOID,
    unit: Option<Address>,
    described: &PoFxAdapter<N>,
) -> Result<D3Cold, StorError> {
    let mut device = Device {
        version: ffi::STOR_POFX_DEVICE_VERSION_V2,
        size: size(offset_of!(ffi::STOR_POFX_DEVICE_V2, Components)),
        component_count: 1,
        flags: described.flags,
        idle_timeout: described.idle_timeout,
        component: Component {
            version: ffi::STOR_POFX_COMPONENT_VERSION_V1,
            size: size(offset_of!(ffi::STOR_POFX_COMPONENT, FStates)),
            state_count: size(N),
            deepest_wakeable: described.deepest_wakeable,
            id: match unit {
                None => ffi::STORPORT_POFX_ADAPTER_GUID,
                Some(_) => ffi::STORPORT_POFX_LUN_GUID,
            },
            states: described.states.map(IdleState::raw),
        },
    };
    let mut unit = unit.map(address::btl8);
    let mut d3_cold = ffi::FALSE;
    // SAFETY: the caller's word; the device has the layout of the structures that it is, with as many states as it says, and is read
    // during the call, as the address is.
    answer(unsafe {
        ffi::StorPortInitializePoFxPower(
            device_extension,
            address::or_null(&mut unit),
            (&raw mut device).cast(),
            &raw mut d3_cold,
        )
    })?;
    Ok(if d3_cold == ffi::FALSE {
        D3Cold::Disabled
    } else {
        D3Cold::Enabled
    })
}

impl<E: DeviceExtension, S: Scope> Context<'_, E, S> {
    /// Puts the adapter under the power management framework (`StorPortInitializePoFxPower`). `PASSIVE_LEVEL`, in
    /// `#[hw_passive_initialize]` only; once.
    ///
    /// The framework then tells the driver by adapter control requests when the adapter is needed and when it is not.
    ///
    /// # Errors
    /// [`StorError`]: `STOR_STATUS_UNSUCCESSFUL` if it is registered already.
    pub fn register_pofx<const N: usize>(
        &mut self,
        adapter: &PoFxAdapter<N>,
    ) -> Result<D3Cold, StorError>
    where
        S: InitialisesPassively,
    {
        // SAFETY: the adapter is the context's own, in passive initialisation.
        unsafe { register(self.device_extension(), None, adapter) }
    }
}

impl OfUnit<IdlePower> {
    /// Puts the unit under the power management framework, as `ScsiUnitPoFxPowerInfo` asks for it where it is enabled
    /// (`StorPortInitializePoFxPower`). `PASSIVE_LEVEL`, in that control request.
    ///
    /// The framework then tells the driver by unit control requests when the unit is needed and when it is not.
    ///
    /// # Errors
    /// As [`Context::register_pofx`].
    pub fn register_pofx<E: DeviceExtension, const N: usize>(
        &self,
        cx: &mut Context<'_, E, PassiveControl>,
        unit: &PoFxUnit<N>,
    ) -> Result<(), StorError> {
        // SAFETY: the adapter is the context's own, in a control request at `PASSIVE_LEVEL`.
        unsafe { register(cx.device_extension(), Some(self.unit), &unit.0) }.map(drop)
    }
}
