// The expansion of
//
// #[hw_dpc]
// fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, tag: u32) {
//     adapter.finish(cx, tag);
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
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, tag: u32) {
    adapter.finish(cx, tag);
}
mod __complete {
    /// The `HW_DPC_ROUTINE` callback [`complete()`](fn@super::complete), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum complete {}
}
#[allow(unused_imports)]
use __complete::complete;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_dpc::Function<Adapter, u32> for complete {
            const ARGUMENT: __m::__private::DpcArgumentOf<u32> = __m::__private::DpcArgumentOf::made::<
                u32,
            >();
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::Deferred<'_, Adapter>,
                __tag: u32,
            ) {
                complete(__adapter, __cx, __tag)
            }
        }
    };
};
