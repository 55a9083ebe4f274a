// The expansion of
//
// #[hw_initialize]
// fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
//     adapter.reset()
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
fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    adapter.reset()
}
mod __initialize {
    /// The `HW_INITIALIZE` callback [`initialize()`](fn@super::initialize), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum initialize {}
}
#[allow(unused_imports)]
use __initialize::initialize;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_initialize::Function<Adapter> for initialize {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::Initialize<'_, Adapter>,
            ) -> __m::__private::core::primitive::bool {
                initialize(__adapter, __cx)
            }
        }
    };
};
