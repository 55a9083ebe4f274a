// The expansion of
//
// #[io_workitem]
// fn work(device: &Device, cx: &mut Passive<'_, Device>, index: u32) {
//     device.go_on(cx, index);
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
fn work(device: &Device, cx: &mut Passive<'_, Device>, index: u32) {
    device.go_on(cx, index);
}
mod __work {
    /// The `IO_WORKITEM_ROUTINE` callback [`work()`](fn@super::work), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum work {}
}
#[allow(unused_imports)]
use __work::work;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::io_workitem::Function<Device, u32> for work {
            const ARGUMENT: __m::__private::WorkItemArgumentOf<u32> = __m::__private::WorkItemArgumentOf::made::<
                u32,
            >();
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::Passive<'_, Device>,
                __index: u32,
            ) {
                work(__device, __cx, __index)
            }
        }
    };
};
