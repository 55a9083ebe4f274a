// The expansion of
//
// #[hw_adapter_control(StopAdapter, RestartAdapter)]
// fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
//     AdapterControlStatus::Success
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
fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}
mod __control {
    /// The `HW_ADAPTER_CONTROL` callback [`control()`](fn@super::control), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum control {}
}
#[allow(unused_imports)]
use __control::control;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_adapter_control::Function<Adapter> for control {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: __m::AdapterControl<'_, Adapter>,
            ) -> __m::AdapterControlStatus {
                control(__adapter, __cx)
            }
        }
        impl __m::control::AdapterControls for Adapter {
            type Declared = (
                __m::control::adapter::StopAdapter,
                (__m::control::adapter::RestartAdapter, ()),
            );
        }
    };
};
