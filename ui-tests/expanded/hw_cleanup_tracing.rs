// The expansion of
//
// #[hw_cleanup_tracing]
// fn cleanup_tracing(cx: &mut CleanupTracing<'_, Adapter>) {
//     let _ = cx;
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
fn cleanup_tracing(cx: &mut CleanupTracing<'_, Adapter>) {
    let _ = cx;
}
mod __cleanup_tracing {
    /// The `HW_CLEANUP_TRACING` callback [`cleanup_tracing()`](fn@super::cleanup_tracing), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum cleanup_tracing {}
}
#[allow(unused_imports)]
use __cleanup_tracing::cleanup_tracing;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_cleanup_tracing::Function<Adapter>
        for cleanup_tracing {
            #[inline(always)]
            fn call(__cx: &mut __m::CleanupTracing<'_, Adapter>) {
                cleanup_tracing(__cx)
            }
        }
    };
};
