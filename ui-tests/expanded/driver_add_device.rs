// The expansion of
//
// #[driver_add_device]
// fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
//     Ok(Device::new())
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
#[allow(clippy::unnecessary_wraps)]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device::new())
}
mod __add_device {
    pub extern crate miniport as m;
    /// The `DRIVER_ADD_DEVICE` callback [`add_device()`](fn@super::add_device), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum add_device {}
}
use __add_device::add_device;
unsafe impl __add_device::m::wdm::role::driver_add_device::Function<Device>
for add_device {
    const CALL: __add_device::m::wdm::role::driver_add_device::Call<Device> = add_device;
}
