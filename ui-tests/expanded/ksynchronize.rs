// The expansion of
//
// #[ksynchronize]
// fn synchronized(device: &Device, cx: &mut Synchronize<'_, Device>, value: u32) -> bool {
//     device.set(value)
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
fn synchronized(device: &Device, cx: &mut Synchronize<'_, Device>, value: u32) -> bool {
    device.set(value)
}
mod __synchronized {
    /// The `KSYNCHRONIZE_ROUTINE` callback [`synchronized()`](fn@super::synchronized), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum synchronized {}
}
#[allow(unused_imports)]
use __synchronized::synchronized;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::ksynchronize::Function<Device, u32>
        for synchronized {
            const ARGUMENT: __m::__private::SynchronizeArgumentOf<u32> = __m::__private::SynchronizeArgumentOf::made::<
                u32,
            >();
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::Synchronize<'_, Device>,
                __value: u32,
            ) -> __m::__private::core::primitive::bool {
                synchronized(__device, __cx, __value)
            }
        }
    };
};
