// The expansion of
//
// #[hw_reset_bus]
// fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
//     adapter.reset_path(cx, path_id)
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
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    adapter.reset_path(cx, path_id)
}
mod __reset_bus {
    /// The `HW_RESET_BUS` callback [`reset_bus()`](fn@super::reset_bus), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum reset_bus {}
}
#[allow(unused_imports)]
use __reset_bus::reset_bus;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_reset_bus::Function<Adapter> for reset_bus {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::ResetBus<'_, Adapter>,
                __path_id: __m::__private::core::primitive::u32,
            ) -> __m::__private::core::primitive::bool {
                reset_bus(__adapter, __cx, __path_id)
            }
        }
    };
};
