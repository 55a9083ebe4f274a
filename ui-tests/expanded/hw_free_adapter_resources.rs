// The expansion of
//
// #[hw_free_adapter_resources]
// fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
//     adapter.power_off();
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
fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
    adapter.power_off();
}
mod __free {
    /// The `HW_FREE_ADAPTER_RESOURCES` callback [`free()`](fn@super::free), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum free {}
}
#[allow(unused_imports)]
use __free::free;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_free_adapter_resources::Function<Adapter> for free {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::FreeAdapterResources<'_, Adapter>,
            ) {
                free(__adapter, __cx)
            }
        }
    };
};
