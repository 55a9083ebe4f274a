// The expansion of
//
// #[hw_initialize_tracing]
// fn initialize_tracing(cx: &mut InitializeTracing<'_, Adapter>) {
//     let _ = cx.registry_path();
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn initialize_tracing(cx: &mut InitializeTracing<'_, Adapter>) {
    let _ = cx.registry_path();
}
mod __initialize_tracing {
    pub extern crate miniport as m;
    /// The `HW_INITIALIZE_TRACING` callback [`initialize_tracing()`](fn@super::initialize_tracing), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum initialize_tracing {}
}
use __initialize_tracing::initialize_tracing;
unsafe impl __initialize_tracing::m::role::hw_initialize_tracing::Function<Adapter>
for initialize_tracing {
    const CALL: __initialize_tracing::m::role::hw_initialize_tracing::Call<Adapter> = initialize_tracing;
}
