//! Addresses of logical units as Storport's routines read them.

use core::ptr;

use crate::ffi;
use crate::storport::srb::Address;

/// The address of a logical unit; routines take it as a `STOR_ADDRESS`.
pub(crate) fn btl8(unit: Address) -> ffi::STOR_ADDR_BTL8 {
    ffi::STOR_ADDR_BTL8 {
        Type: ffi::STOR_ADDRESS_TYPE_BTL8,
        Port: 0,
        AddressLength: ffi::STOR_ADDR_BTL8_ADDRESS_LENGTH,
        Path: unit.path_id,
        Target: unit.target_id,
        Lun: unit.lun,
        Reserved: 0,
    }
}

/// Where the address is; NULL, which stands for the adapter, where there is none.
pub(crate) fn or_null(unit: &mut Option<ffi::STOR_ADDR_BTL8>) -> ffi::PSTOR_ADDRESS {
    unit.as_mut()
        .map_or(ptr::null_mut(), |unit| (&raw mut *unit).cast())
}
