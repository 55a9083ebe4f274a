// The expansion of
//
// #[hw_complete_service_irp]
// fn complete_service_irps(adapter: &Adapter, cx: &mut CompleteServiceIrp<'_, Adapter>) {
//     adapter.end_of_news(cx);
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
fn complete_service_irps(adapter: &Adapter, cx: &mut CompleteServiceIrp<'_, Adapter>) {
    adapter.end_of_news(cx);
}
mod __complete_service_irps {
    /// The `HW_COMPLETE_SERVICE_IRP` callback [`complete_service_irps()`](fn@super::complete_service_irps), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum complete_service_irps {}
}
#[allow(unused_imports)]
use __complete_service_irps::complete_service_irps;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_complete_service_irp::Function<Adapter>
        for complete_service_irps {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::CompleteServiceIrp<'_, Adapter>,
            ) {
                complete_service_irps(__adapter, __cx)
            }
        }
    };
};
