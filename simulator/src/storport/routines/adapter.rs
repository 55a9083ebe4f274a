//! What a driver says and asks of its adapter, its units and the system: bus type, limits, attributes, settings.

use miniport::ffi;

use super::routine::{Call, FINDING, INITIALIZING, put};
use super::words::Words;
use crate::storport::adapter::AdapterState;
use crate::storport::unit::Address;

/// The bits of `STOR_UNIT_ATTRIBUTES` that are not reserved.
const ATTRIBUTES: u32 = ffi::STOR_UNIT_ATTRIBUTES::DeviceAttentionSupported
    | ffi::STOR_UNIT_ATTRIBUTES::AsyncNotificationSupported
    | ffi::STOR_UNIT_ATTRIBUTES::D3ColdNotSupported
    | ffi::STOR_UNIT_ATTRIBUTES::BypassIOSupported;

/// Whether one of these callbacks runs.
fn is_in(call: &Call<'_>, callbacks: u64) -> bool {
    let frames = call.kernel.fiber().frames.borrow();
    frames
        .last()
        .is_some_and(|frame| frame.role.bit() & callbacks != 0)
}

/// The unit that a `STOR_ADDRESS` names. `None` is a parameter that the routine cannot work with: the address is no `STOR_ADDR_BTL8`.
pub(super) fn address_at(call: &Call<'_>, place: usize) -> Option<Address> {
    let name = call.routine.name;
    let address = place as *const ffi::STOR_ADDR_BTL8;
    if address.is_null() {
        call.bad(format!("{name}: the address is NULL"));
        return None;
    }
    // SAFETY: the driver passes a STOR_ADDRESS; what is behind its head is looked at when that says so.
    let (kind, length) = unsafe {
        (
            (&raw const (*address).Type).read_unaligned(),
            (&raw const (*address).AddressLength).read_unaligned(),
        )
    };
    if kind != ffi::STOR_ADDRESS_TYPE_BTL8 || length < ffi::STOR_ADDR_BTL8_ADDRESS_LENGTH {
        call.bad(format!(
            "{name}: an address of type {kind} with {length} bytes is no STOR_ADDR_BTL8"
        ));
        return None;
    }
    // SAFETY: as above; it has the length of this type.
    let address = unsafe { address.read_unaligned() };
    Some(Address::new(address.Path, address.Target, address.Lun))
}

/// The index of the unit that a `STOR_ADDRESS` names, if there is one.
fn unit_at(call: &Call<'_>, place: usize) -> Option<u32> {
    let address = address_at(call, place)?;
    call.adapter().units.borrow().find(address)
}

pub(super) fn set_unit_attributes(call: &Call<'_>, words: &Words) -> u32 {
    let attributes = words.long(1);
    if attributes & !ATTRIBUTES != 0 {
        return call.bad(format!(
            "StorPortSetUnitAttributes: reserved bits are set in {attributes:#x}"
        ));
    }
    match unit_at(call, words.word(0)) {
        Some(unit) => {
            call.adapter().units.borrow_mut().at(unit).attributes = attributes;
            ffi::STOR_STATUS_SUCCESS
        }
        None => ffi::STOR_STATUS_INVALID_PARAMETER,
    }
}

pub(super) fn set_bus_type(call: &Call<'_>, words: &Words) -> u32 {
    let bus = words.long(0);
    if !is_in(call, FINDING) {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    if bus > ffi::BusTypeUfs.cast_unsigned() {
        return call.bad(format!(
            "StorPortSetAdapterBusType: {bus:#x} is no STORAGE_BUS_TYPE"
        ));
    }
    call.adapter().said.bus_type.set(Some(bus));
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortUpdateAdapterMaxIO`.
pub(super) fn update_max_io(call: &Call<'_>, words: &Words) -> u32 {
    if !is_in(call, INITIALIZING) {
        return ffi::STOR_STATUS_INVALID_DEVICE_REQUEST;
    }
    let most = words.long(0);
    if most == 0 {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    call.adapter().said.max_io.set(Some(most));
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortQueryConfiguration`.
pub(super) fn query_configuration(call: &Call<'_>, words: &Words) -> u32 {
    if words.long(0).cast_signed() != ffi::StorportQueryConfigurationD3 {
        return call.bad("StorPortQueryConfiguration: there is no such configuration");
    }
    let enabled = u8::from(call.adapter().options.system.d3_configuration);
    put(call, words.word(1), enabled)
}

/// `StorPortIsCurrentOsInstallationUpgrade`.
pub(super) fn is_upgrade(call: &Call<'_>, words: &Words) -> u32 {
    let upgraded = u8::from(call.adapter().options.system.upgraded_installation);
    put(call, words.word(0), upgraded)
}

/// `StorPortIsDeviceOperationAllowed`.
pub(super) fn is_operation_allowed(call: &Call<'_>, words: &Words) -> u32 {
    let operation = words.word(1) as *const ffi::GUID;
    if operation.is_null() {
        return call.bad("StorPortIsDeviceOperationAllowed: the operation is NULL");
    }
    if unit_at(call, words.word(0)).is_none() {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    // SAFETY: the driver passes a GUID.
    let operation = unsafe { operation.read_unaligned() };
    if operation != ffi::STORPORT_DEVICEOPERATION_SECURE_REPROVISION_GUID {
        return ffi::STOR_STATUS_NOT_IMPLEMENTED;
    }
    let allowed = u32::from(call.adapter().options.system.secure_reprovision);
    put(call, words.word(2), allowed)
}

/// `StorPortGetSystemPortNumber`.
pub(super) fn port_number(call: &Call<'_>, words: &Words) -> u32 {
    if address_at(call, words.word(0)).is_none() {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    let address = words.word(0) as *mut ffi::STOR_ADDR_BTL8;
    let number = u16::try_from(call.adapter().number).unwrap_or(0);
    // SAFETY: the address was read.
    unsafe { (&raw mut (*address).Port).write_unaligned(number) };
    ffi::STOR_STATUS_SUCCESS
}

impl AdapterState {
    /// How many requests the driver has at a time.
    pub fn max_io(&self) -> u32 {
        self.said
            .max_io
            .get()
            .unwrap_or_else(|| self.configuration().max_io)
    }

    /// Whether the driver said that a unit passes asynchronous notifications on; `None` if there is no such unit.
    pub(super) fn notifies(&self, address: Address) -> Option<bool> {
        let mut units = self.units.borrow_mut();
        let unit = units.find(address)?;
        let supported = ffi::STOR_UNIT_ATTRIBUTES::AsyncNotificationSupported;
        Some(units.at(unit).attributes & supported != 0)
    }
}
