// The expansion of
//
// #[hw_workitem]
// fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, path_id: u8) {
//     cx.bus_change_detected(path_id);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, path_id: u8) {
    cx.bus_change_detected(path_id);
}
mod __rescan {
    pub extern crate miniport as m;
    /// The `HW_WORKITEM` callback [`rescan()`](fn@super::rescan), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum rescan {}
}
use __rescan::rescan;
unsafe impl __rescan::m::role::hw_workitem::Function<Adapter> for rescan {
    type Argument = u8;
    const CALL: __rescan::m::role::hw_workitem::Call<Self, Adapter> = rescan;
}
