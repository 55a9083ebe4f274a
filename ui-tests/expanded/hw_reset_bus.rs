// The expansion of
//
// #[hw_reset_bus]
// fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
//     adapter.reset_path(cx, path_id)
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    adapter.reset_path(cx, path_id)
}
mod __reset_bus {
    pub extern crate miniport as m;
    /// The `HW_RESET_BUS` callback [`reset_bus()`](fn@super::reset_bus), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum reset_bus {}
}
use __reset_bus::reset_bus;
unsafe impl __reset_bus::m::role::hw_reset_bus::Function<Adapter> for reset_bus {
    const CALL: __reset_bus::m::role::hw_reset_bus::Call<Adapter> = reset_bus;
}
