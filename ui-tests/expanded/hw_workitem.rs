// The expansion of
//
// #[hw_workitem]
// fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, path_id: u8) {
//     cx.bus_change_detected(path_id);
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
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, path_id: u8) {
    cx.bus_change_detected(path_id);
}
mod __rescan {
    /// The `HW_WORKITEM` callback [`rescan()`](fn@super::rescan), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum rescan {}
}
#[allow(unused_imports)]
use __rescan::rescan;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_workitem::Function<Adapter, u8> for rescan {
            const ARGUMENT: __m::__private::WorkItemArgumentOf<u8> = __m::__private::WorkItemArgumentOf::made::<
                u8,
            >();
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::Passive<'_, Adapter>,
                __path_id: u8,
            ) {
                rescan(__adapter, __cx, __path_id)
            }
        }
    };
};
