// The expansion of
//
// #[driver_unload]
// fn unload(cx: &mut Unload<'_, Device>) {
//     let _ = cx;
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
fn unload(cx: &mut Unload<'_, Device>) {
    let _ = cx;
}
mod __unload {
    /// The `DRIVER_UNLOAD` callback [`unload()`](fn@super::unload), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum unload {}
}
#[allow(unused_imports)]
use __unload::unload;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_unload::Function<Device> for unload {
            #[inline(always)]
            fn call(__cx: &mut __m::wdm::Unload<'_, Device>) {
                unload(__cx)
            }
        }
    };
};
