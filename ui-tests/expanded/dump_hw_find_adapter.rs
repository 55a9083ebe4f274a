// The expansion of
//
// #[dump_hw_find_adapter]
// fn find(cx: &mut DumpFindAdapter<'_, Adapter>, config: &mut DumpConfiguration<'_>) -> Result<DumpFound<Adapter>, FindAdapterError> {
//     Ok(DumpFound::new(Adapter::new(config), const { Limits::new(1 << 16, 17) }))
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
#[allow(clippy::unnecessary_wraps)]
fn find(
    cx: &mut DumpFindAdapter<'_, Adapter>,
    config: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<Adapter>, FindAdapterError> {
    Ok(DumpFound::new(Adapter::new(config), const { Limits::new(1 << 16, 17) }))
}
mod __find {
    pub extern crate miniport as m;
    /// The `HW_FIND_ADAPTER` callback [`find()`](fn@super::find), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum find {}
}
use __find::find;
unsafe impl __find::m::dump::role::dump_hw_find_adapter::Function<Adapter> for find {
    const CALL: __find::m::dump::role::dump_hw_find_adapter::Call<Adapter> = find;
}
