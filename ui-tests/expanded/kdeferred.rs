// The expansion of
//
// #[kdeferred]
// fn deferred(device: &Device, cx: &mut Deferred<'_, Device>, tag: u32) {
//     device.finish(cx, tag);
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
fn deferred(device: &Device, cx: &mut Deferred<'_, Device>, tag: u32) {
    device.finish(cx, tag);
}
mod __deferred {
    /// The `KDEFERRED_ROUTINE` callback [`deferred()`](fn@super::deferred), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum deferred {}
}
#[allow(unused_imports)]
use __deferred::deferred;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::kdeferred::Function<Device, u32> for deferred {
            const ARGUMENT: __m::__private::DpcArgumentOf<u32> = __m::__private::DpcArgumentOf::made::<
                u32,
            >();
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::Deferred<'_, Device>,
                __tag: u32,
            ) {
                deferred(__device, __cx, __tag)
            }
        }
    };
};
