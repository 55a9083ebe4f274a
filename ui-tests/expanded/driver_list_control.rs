// The expansion of
//
// #[driver_list_control]
// fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
//     device.begin(cx, irp);
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
fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    device.begin(cx, irp);
}
mod __begin {
    /// The `DRIVER_LIST_CONTROL` callback [`begin()`](fn@super::begin), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum begin {}
}
#[allow(unused_imports)]
use __begin::begin;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_list_control::Function<Device> for begin {
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::ListControl<'_, Device>,
                __irp: __m::wdm::MappedIrp<Device>,
            ) {
                begin(__device, __cx, __irp)
            }
        }
    };
};
