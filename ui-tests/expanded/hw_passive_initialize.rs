// The expansion of
//
// #[hw_passive_initialize]
// fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
//     adapter.identify()
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
fn passive_initialize(
    adapter: &Adapter,
    cx: &mut PassiveInitialize<'_, Adapter>,
) -> bool {
    adapter.identify()
}
mod __passive_initialize {
    /// The `HW_PASSIVE_INITIALIZE_ROUTINE` callback [`passive_initialize()`](fn@super::passive_initialize), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum passive_initialize {}
}
#[allow(unused_imports)]
use __passive_initialize::passive_initialize;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_passive_initialize::Function<Adapter>
        for passive_initialize {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::PassiveInitialize<'_, Adapter>,
            ) -> __m::__private::core::primitive::bool {
                passive_initialize(__adapter, __cx)
            }
        }
    };
};
