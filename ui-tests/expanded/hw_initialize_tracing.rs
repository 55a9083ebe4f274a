// The expansion of
//
// #[hw_initialize_tracing]
// fn initialize_tracing(cx: &mut InitializeTracing<'_, Adapter>) {
//     let _ = cx.registry_path();
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
fn initialize_tracing(cx: &mut InitializeTracing<'_, Adapter>) {
    let _ = cx.registry_path();
}
mod __initialize_tracing {
    /// The `HW_INITIALIZE_TRACING` callback [`initialize_tracing()`](fn@super::initialize_tracing), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum initialize_tracing {}
}
#[allow(unused_imports)]
use __initialize_tracing::initialize_tracing;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_initialize_tracing::Function<Adapter>
        for initialize_tracing {
            #[inline(always)]
            fn call(__cx: &mut __m::InitializeTracing<'_, Adapter>) {
                initialize_tracing(__cx)
            }
        }
    };
};
