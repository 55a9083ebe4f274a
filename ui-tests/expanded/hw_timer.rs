// The expansion of
//
// #[hw_timer]
// fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
//     adapter.poll(cx);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    adapter.poll(cx);
}
mod __tick {
    pub extern crate miniport as m;
    /// The `HW_TIMER` callback [`tick()`](fn@super::tick), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum tick {}
}
use __tick::tick;
unsafe impl __tick::m::role::hw_timer::Function<Adapter> for tick {
    const CALL: __tick::m::role::hw_timer::Call<Adapter> = tick;
}
