// The expansion of
//
// #[dump_hw_startio]
// fn start_io(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>, srb: DumpSrb<Adapter>) -> Result<(), DumpSrb<Adapter>> {
//     srb.complete(cx, SrbStatus::Success);
//     Ok(())
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
#[allow(clippy::unnecessary_wraps)]
fn start_io(
    adapter: &Adapter,
    cx: &mut Dumping<'_, Adapter>,
    srb: DumpSrb<Adapter>,
) -> Result<(), DumpSrb<Adapter>> {
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}
mod __start_io {
    pub extern crate miniport as m;
    /// The `HW_STARTIO` callback [`start_io()`](fn@super::start_io), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum start_io {}
}
use __start_io::start_io;
unsafe impl __start_io::m::dump::role::dump_hw_startio::Function<Adapter> for start_io {
    const CALL: __start_io::m::dump::role::dump_hw_startio::Call<Adapter> = start_io;
}
