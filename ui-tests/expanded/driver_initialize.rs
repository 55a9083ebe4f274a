// The expansion of
//
// #[driver_initialize]
// fn initialize(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
//     Ok(())
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
fn initialize(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    Ok(())
}
mod __initialize {
    /// The `DRIVER_INITIALIZE` callback [`initialize()`](fn@super::initialize), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum initialize {}
}
#[allow(unused_imports)]
use __initialize::initialize;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_initialize::Function<Device> for initialize {
            #[inline(always)]
            fn call(
                __cx: &mut __m::wdm::Initialize<'_, Device>,
            ) -> __m::__private::core::result::Result<(), __m::wdm::NtStatus> {
                initialize(__cx)
            }
        }
    };
};
