// The expansion of
//
// #[hw_dpc]
// fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, tag: u32) {
//     adapter.finish(cx, tag);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, tag: u32) {
    adapter.finish(cx, tag);
}
mod __complete {
    pub extern crate miniport as m;
    /// The `HW_DPC_ROUTINE` callback [`complete()`](fn@super::complete), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum complete {}
}
use __complete::complete;
unsafe impl __complete::m::role::hw_dpc::Function<Adapter> for complete {
    type Argument = u32;
    const CALL: __complete::m::role::hw_dpc::Call<Self, Adapter> = complete;
}
