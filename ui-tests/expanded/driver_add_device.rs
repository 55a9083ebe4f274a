// The expansion of
//
// #[driver_add_device]
// fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
//     Ok(Device::new())
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(
    clippy::inline_always,
    clippy::needless_pass_by_ref_mut,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    private_interfaces,
    reason = "the role decides the signature"
)]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device::new())
}
mod __add_device {
    /// The `DRIVER_ADD_DEVICE` callback [`add_device()`](fn@super::add_device), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum add_device {}
}
#[allow(unused_imports)]
use __add_device::add_device;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_add_device::Function<Device> for add_device {
            #[inline(always)]
            fn call(
                __cx: &mut __m::wdm::AddDevice<'_, Device>,
            ) -> __m::__private::core::result::Result<Device, __m::wdm::NtStatus> {
                add_device(__cx)
            }
        }
    };
};
