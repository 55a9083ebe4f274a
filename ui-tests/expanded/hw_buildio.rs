// The expansion of
//
// #[hw_buildio]
// fn build_io(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>> {
//     Some(srb)
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
#[allow(clippy::unnecessary_wraps)]
fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    Some(srb)
}
mod __build_io {
    pub extern crate miniport as m;
    /// The `HW_BUILDIO` callback [`build_io()`](fn@super::build_io), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum build_io {}
}
use __build_io::build_io;
unsafe impl __build_io::m::role::hw_buildio::Function<Adapter> for build_io {
    const CALL: __build_io::m::role::hw_buildio::Call<Adapter> = build_io;
}
