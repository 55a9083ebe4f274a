// The expansion of
//
// #[virtual_hw_find_adapter]
// fn find_adapter(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
//     Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
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
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
}
mod __find_adapter {
    /// The `VIRTUAL_HW_FIND_ADAPTER` callback [`find_adapter()`](fn@super::find_adapter), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum find_adapter {}
}
#[allow(unused_imports)]
use __find_adapter::find_adapter;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::virtual_hw_find_adapter::Function<Adapter>
        for find_adapter {
            #[inline(always)]
            fn call(
                __cx: &mut __m::FindAdapter<'_, Adapter>,
                __config: &mut __m::PortConfiguration<'_>,
            ) -> __m::__private::core::result::Result<
                __m::Found<Adapter>,
                __m::FindAdapterError,
            > {
                find_adapter(__cx, __config)
            }
        }
    };
};
