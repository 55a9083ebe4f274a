//! The power management framework, as far as drivers call it: what is registered, and what is active. A component that is needed is
//! active at once; nobody here powers an idle one down.

use std::cell::{Cell, RefCell};
use std::mem::offset_of;

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;
use crate::storport::unit::Address;

/// What is registered with the framework: the adapter (`None`) and units, and how often each is needed.
#[derive(Debug, Default)]
pub(crate) struct Framework {
    active: RefCell<Vec<(Option<Address>, u32)>>,
    /// How many F-states each has.
    states: RefCell<Vec<(Option<Address>, u32)>>,
    /// How many power settings the driver hears of.
    pub settings: Cell<u32>,
}

impl Framework {
    /// Registers a device with so many F-states; false if it is already.
    fn register(&self, device: Option<Address>, states: u32) -> bool {
        let mut active = self.active.borrow_mut();
        let is_new = active.iter().all(|(known, _)| *known != device);
        if is_new {
            active.push((device, 0));
            self.states.borrow_mut().push((device, states));
        }
        is_new
    }

    /// Changes how often a device is needed; `None` if it is not registered.
    fn change(&self, device: Option<Address>, by: impl FnOnce(&mut u32) -> u32) -> Option<u32> {
        let mut active = self.active.borrow_mut();
        let (_, count) = active.iter_mut().find(|(known, _)| *known == device)?;
        Some(by(count))
    }

    /// How many F-states a device has that is registered and that its driver does not need.
    pub fn idle_states(&self, device: Option<Address>) -> Option<u32> {
        let active = self.change(device, |count| *count)?;
        let states = self.states.borrow();
        let (_, states) = states.iter().find(|(known, _)| *known == device)?;
        (active == 0).then_some(*states)
    }

    /// A unit is gone, and its registration with it.
    pub fn forget(&self, unit: Address) {
        let is_other = |(known, _): &(Option<Address>, u32)| *known != Some(unit);
        self.active.borrow_mut().retain(is_other);
        self.states.borrow_mut().retain(is_other);
    }

    fn knows(&self, device: Option<Address>) -> bool {
        self.change(device, |count| *count).is_some()
    }
}

/// The device that the first word says: the adapter if it is NULL; `Err` for a unit that there is not.
fn device(call: &Call<'_>, words: &Words) -> Result<Option<Address>, u32> {
    let place = words.word(0) as *const ffi::STOR_ADDR_BTL8;
    if place.is_null() {
        return Ok(None);
    }
    // SAFETY: the driver passes a STOR_ADDR_BTL8, the only type of address there is.
    let address = unsafe { place.read_unaligned() };
    let address = Address::new(address.Path, address.Target, address.Lun);
    match call.adapter().units.borrow_mut().find(address) {
        Some(_) => Ok(Some(address)),
        None => Err(ffi::STOR_STATUS_INVALID_PARAMETER),
    }
}

/// `STOR_POFX_DEVICE_VERSION_V3`: it has one field more, where the second has a gap before its component.
const VERSION_V3: u32 = 3;

/// `STOR_POFX_COMPONENT_VERSION_V2`: it has two fields more before its F-states.
const COMPONENT_V2: u32 = 2;

/// The first F-state of a device, and the size that its component has to say.
///
/// # Safety
/// The device is there, with at least one F-state.
unsafe fn first_state(
    place: *const ffi::STOR_POFX_DEVICE_V2,
    version: u32,
) -> Option<(ffi::STOR_POFX_COMPONENT_IDLE_STATE, usize)> {
    let size = match version {
        ffi::STOR_POFX_COMPONENT_VERSION_V1 => offset_of!(ffi::STOR_POFX_COMPONENT, FStates),
        COMPONENT_V2 => offset_of!(ffi::STOR_POFX_COMPONENT, FStates) + 2 * size_of::<u32>(),
        _ => return None,
    };
    let at = offset_of!(ffi::STOR_POFX_DEVICE_V2, Components) + size;
    // SAFETY: the caller's word: it lies behind a component of this version.
    let state = unsafe {
        place
            .byte_add(at)
            .cast::<ffi::STOR_POFX_COMPONENT_IDLE_STATE>()
            .read_unaligned()
    };
    Some((state, size))
}

/// Whether a device is described as the pages of the structures ask for it.
fn is_well_formed(
    device: &ffi::STOR_POFX_DEVICE_V2,
    (state, size): &(ffi::STOR_POFX_COMPONENT_IDLE_STATE, usize),
    is_adapter: bool,
) -> bool {
    let component = &device.Components[0];
    let (longest, id) = if is_adapter {
        (
            ffi::STOR_POFX_ADAPTER_MAX_IDLE_STATES,
            ffi::STORPORT_POFX_ADAPTER_GUID,
        )
    } else {
        (2, ffi::STORPORT_POFX_LUN_GUID)
    };
    [ffi::STOR_POFX_DEVICE_VERSION_V2, VERSION_V3].contains(&device.Version)
        && device.Size as usize == offset_of!(ffi::STOR_POFX_DEVICE_V2, Components)
        && device.ComponentCount == 1
        && component.Size as usize == *size
        && (1..=longest).contains(&(component.FStateCount as usize))
        && component.DeepestWakeableFState < component.FStateCount
        && component.Id == id
        && state.Version == ffi::STOR_POFX_COMPONENT_IDLE_STATE_VERSION_V1
        && state.Size as usize == size_of::<ffi::STOR_POFX_COMPONENT_IDLE_STATE>()
        && state.TransitionLatency == 0
        && state.ResidencyRequirement == 0
}

/// `StorPortInitializePoFxPower`; of the versions of the structure it knows the one that the page names and the one after it.
pub(super) fn initialize(call: &Call<'_>, words: &Words) -> u32 {
    let of = match device(call, words) {
        Ok(of) => of,
        Err(status) => return status,
    };
    let place = words.word(1) as *const ffi::STOR_POFX_DEVICE_V2;
    if place.is_null() {
        return call.bad("StorPortInitializePoFxPower: the device is NULL");
    }
    // SAFETY: the driver says that the structure is there, with at least one F-state.
    let described = unsafe { place.read_unaligned() };
    // SAFETY: as above.
    let state = unsafe { first_state(place, described.Components[0].Version) };
    let is_right = |state| is_well_formed(&described, &state, of.is_none());
    if !state.is_some_and(is_right) {
        return call
            .bad("StorPortInitializePoFxPower: the device is not described as its page says");
    }
    let states = described.Components[0].FStateCount;
    if !call.adapter().framework.register(of, states) {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    let asks = described.Flags & ffi::STOR_POFX_DEVICE_FLAG_ENABLE_D3_COLD != 0;
    // Whether the platform supports D3 cold, the seed decides.
    let cold = asks && call.kernel.chance(2);
    call.say(format!(
        "a device with {} F-states is put under the power management framework",
        described.Components[0].FStateCount
    ));
    put(call, words.word(2), ffi::BOOLEAN::from(cold))
}

/// The component and the flags that the pages allow: both 0.
fn is_component(call: &Call<'_>, component: u32, flags: u32) -> bool {
    let allowed = component == 0 && flags == 0;
    if !allowed {
        call.bad(format!("component {component} with flags {flags:#x}"));
    }
    allowed
}

/// `StorPortPoFxActivateComponent`
pub(super) fn activate(call: &Call<'_>, words: &Words) -> u32 {
    let Ok(of) = device(call, words) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if !is_component(call, words.long(2), words.long(3)) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let count = call.adapter().framework.change(of, |count| {
        *count += 1;
        *count
    });
    count.map_or(ffi::STOR_STATUS_INVALID_PARAMETER, |_| {
        ffi::STOR_STATUS_SUCCESS
    })
}

/// `StorPortPoFxIdleComponent`: "each call must be matched with a previous call to `StorPortPoFxActivateComponent`".
pub(super) fn idle(call: &Call<'_>, words: &Words) -> u32 {
    let Ok(of) = device(call, words) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if !is_component(call, words.long(2), words.long(3)) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let was = call.adapter().framework.change(of, |count| {
        let was = *count;
        *count = was.saturating_sub(1);
        was
    });
    match was {
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
        Some(0) => {
            call.bad("a component is made idle that was not made active");
            ffi::STOR_STATUS_INVALID_DEVICE_REQUEST
        }
        Some(1) => ffi::STOR_STATUS_SUCCESS,
        Some(_) => ffi::STOR_STATUS_BUSY,
    }
}

/// `StorPortPoFxSetComponentLatency`, `StorPortPoFxSetComponentResidency`: a hint.
pub(super) fn hint(call: &Call<'_>, words: &Words) -> u32 {
    let Ok(of) = device(call, words) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if !is_component(call, words.long(1), 0) {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    if !call.adapter().framework.knows(of) {
        return ffi::STOR_STATUS_INVALID_DEVICE_REQUEST;
    }
    call.say(format!(
        "{}: {} units of 100 ns",
        call.routine.name,
        words.quad(2)
    ));
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortPoFxSetIdleTimeout`
pub(super) fn idle_timeout(call: &Call<'_>, words: &Words) -> u32 {
    if words.word(0) != 0 {
        return call.bad("StorPortPoFxSetIdleTimeout is for the adapter, and got a unit");
    }
    if !call.adapter().framework.knows(None) {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    call.say(format!("the adapter is idle after {} ms", words.long(1)));
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortPoFxPowerControl`: this platform has no plug-in that knows a code.
pub(super) fn control(call: &Call<'_>, words: &Words) -> u32 {
    let Ok(of) = device(call, words) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if words.word(1) == 0 {
        return call.bad("StorPortPoFxPowerControl: the code is NULL");
    }
    if !call.adapter().framework.knows(of) {
        return ffi::STOR_STATUS_INVALID_DEVICE_REQUEST;
    }
    ffi::STOR_STATUS_UNSUCCESSFUL
}

/// `StorPortSetPowerSettingNotificationGuids`
pub(super) fn settings(call: &Call<'_>, words: &Words) -> u32 {
    if words.word(1) == 0 {
        return call.bad("StorPortSetPowerSettingNotificationGuids: the identifiers are NULL");
    }
    call.adapter().framework.settings.set(words.long(0));
    call.say(format!(
        "the driver hears of {} power settings",
        words.long(0)
    ));
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortInvokeAcpiMethod`: a method that the adapter was started with.
pub(super) fn acpi(call: &Call<'_>, words: &Words) -> u32 {
    if let Err(status) = device(call, words) {
        return status;
    }
    let (input, output) = (words.word(2), words.word(4));
    if input == 0 || output == 0 {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let name = words.long(1).to_le_bytes();
    let adapter = call.adapter();
    let Some(answer) = adapter.options.acpi_methods.get(&name) else {
        return ffi::STOR_STATUS_NOT_IMPLEMENTED;
    };
    if answer.len() > words.long(5) as usize {
        return ffi::STOR_STATUS_INSUFFICIENT_RESOURCES;
    }
    // SAFETY: the driver says that the output has at least so many bytes.
    unsafe { std::ptr::copy_nonoverlapping(answer.as_ptr(), output as *mut u8, answer.len()) };
    call.say(format!(
        "ACPI method {} with {} bytes",
        String::from_utf8_lossy(&name),
        words.long(3)
    ));
    if words.word(6) != 0 {
        put(
            call,
            words.word(6),
            u32::try_from(answer.len()).unwrap_or(0),
        );
    }
    ffi::STOR_STATUS_SUCCESS
}
