// The expansion of
//
// #[driver_cancel]
// fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
//     device.note_cancelled();
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
fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
    device.note_cancelled();
}
mod __cancel {
    /// The `DRIVER_CANCEL` callback [`cancel()`](fn@super::cancel), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum cancel {}
}
#[allow(unused_imports)]
use __cancel::cancel;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_cancel::Function<Device> for cancel {
            #[inline(always)]
            fn call(__device: &Device, __cx: &mut __m::wdm::Cancel<'_, Device>) {
                cancel(__device, __cx)
            }
        }
    };
};
