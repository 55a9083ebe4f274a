// The expansion of
//
// #[dump_hw_startio]
// fn start_io(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>, srb: DumpSrb<Adapter>) -> Result<(), DumpSrb<Adapter>> {
//     srb.complete(cx, SrbStatus::Success);
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
fn start_io(
    adapter: &Adapter,
    cx: &mut Dumping<'_, Adapter>,
    srb: DumpSrb<Adapter>,
) -> Result<(), DumpSrb<Adapter>> {
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}
mod __start_io {
    /// The `HW_STARTIO` callback [`start_io()`](fn@super::start_io), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum start_io {}
}
#[allow(unused_imports)]
use __start_io::start_io;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::dump::role::dump_hw_startio::Function<Adapter> for start_io {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::dump::Dumping<'_, Adapter>,
                __srb: __m::dump::DumpSrb<Adapter>,
            ) -> __m::__private::core::result::Result<(), __m::dump::DumpSrb<Adapter>> {
                start_io(__adapter, __cx, __srb)
            }
        }
    };
};
