// The expansion of
//
// #[hw_tracing_enabled]
// fn tracing(adapter: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, enabled: bool) {
//     adapter.trace(enabled);
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
fn tracing(adapter: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, enabled: bool) {
    adapter.trace(enabled);
}
mod __tracing {
    /// The `HW_TRACING_ENABLED` callback [`tracing()`](fn@super::tracing), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum tracing {}
}
#[allow(unused_imports)]
use __tracing::tracing;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_tracing_enabled::Function<Adapter> for tracing {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::TracingEnabled<'_, Adapter>,
                __enabled: __m::__private::core::primitive::bool,
            ) {
                tracing(__adapter, __cx, __enabled)
            }
        }
    };
};
