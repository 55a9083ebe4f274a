// The expansion of
//
// #[hw_cleanup_tracing]
// fn cleanup_tracing(cx: &mut CleanupTracing<'_, Adapter>) {
//     let _ = cx;
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn cleanup_tracing(cx: &mut CleanupTracing<'_, Adapter>) {
    let _ = cx;
}
mod __cleanup_tracing {
    pub extern crate miniport as m;
    /// The `HW_CLEANUP_TRACING` callback [`cleanup_tracing()`](fn@super::cleanup_tracing), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum cleanup_tracing {}
}
use __cleanup_tracing::cleanup_tracing;
unsafe impl __cleanup_tracing::m::role::hw_cleanup_tracing::Function<Adapter>
for cleanup_tracing {
    const CALL: __cleanup_tracing::m::role::hw_cleanup_tracing::Call<Adapter> = cleanup_tracing;
}
