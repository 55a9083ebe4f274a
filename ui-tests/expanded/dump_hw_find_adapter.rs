// The expansion of
//
// #[dump_hw_find_adapter]
// fn find(cx: &mut DumpFindAdapter<'_, Adapter>, config: &mut DumpConfiguration<'_>) -> Result<DumpFound<Adapter>, FindAdapterError> {
//     Ok(DumpFound::new(Adapter::new(config), const { Limits::new(1 << 16, 17) }))
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
fn find(
    cx: &mut DumpFindAdapter<'_, Adapter>,
    config: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<Adapter>, FindAdapterError> {
    Ok(DumpFound::new(Adapter::new(config), const { Limits::new(1 << 16, 17) }))
}
mod __find {
    /// The `HW_FIND_ADAPTER` callback [`find()`](fn@super::find), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum find {}
}
#[allow(unused_imports)]
use __find::find;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::dump::role::dump_hw_find_adapter::Function<Adapter> for find {
            #[inline(always)]
            fn call(
                __cx: &mut __m::dump::DumpFindAdapter<'_, Adapter>,
                __config: &mut __m::dump::DumpConfiguration<'_>,
            ) -> __m::__private::core::result::Result<
                __m::dump::DumpFound<Adapter>,
                __m::dump::FindAdapterError,
            > {
                find(__cx, __config)
            }
        }
    };
};
