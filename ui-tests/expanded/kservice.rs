// The expansion of
//
// #[kservice]
// fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
//     device.acknowledge()
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
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.acknowledge()
}
mod __service {
    /// The `KSERVICE_ROUTINE` callback [`service()`](fn@super::service), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum service {}
}
#[allow(unused_imports)]
use __service::service;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::kservice::Function<Device> for service {
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::Service<'_, Device>,
            ) -> __m::__private::core::primitive::bool {
                service(__device, __cx)
            }
        }
    };
};
