// The expansion of
//
// #[hw_buildio]
// fn build_io(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>> {
//     Some(srb)
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
fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    Some(srb)
}
mod __build_io {
    /// The `HW_BUILDIO` callback [`build_io()`](fn@super::build_io), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum build_io {}
}
#[allow(unused_imports)]
use __build_io::build_io;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_buildio::Function<Adapter> for build_io {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::BuildIo<'_, Adapter>,
                __srb: __m::Srb<Adapter>,
            ) -> __m::__private::core::option::Option<__m::Srb<Adapter>> {
                build_io(__adapter, __cx, __srb)
            }
        }
    };
};
