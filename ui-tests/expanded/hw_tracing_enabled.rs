// The expansion of
//
// #[hw_tracing_enabled]
// fn tracing(adapter: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, enabled: bool) {
//     adapter.trace(enabled);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn tracing(adapter: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, enabled: bool) {
    adapter.trace(enabled);
}
mod __tracing {
    pub extern crate miniport as m;
    /// The `HW_TRACING_ENABLED` callback [`tracing()`](fn@super::tracing), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum tracing {}
}
use __tracing::tracing;
unsafe impl __tracing::m::role::hw_tracing_enabled::Function<Adapter> for tracing {
    const CALL: __tracing::m::role::hw_tracing_enabled::Call<Adapter> = tracing;
}
