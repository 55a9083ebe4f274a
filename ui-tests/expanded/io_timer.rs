// The expansion of
//
// #[io_timer]
// fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
//     device.count(cx);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    device.count(cx);
}
mod __tick {
    pub extern crate miniport as m;
    /// The `IO_TIMER_ROUTINE` callback [`tick()`](fn@super::tick), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum tick {}
}
use __tick::tick;
unsafe impl __tick::m::wdm::role::io_timer::Function<Device> for tick {
    const CALL: __tick::m::wdm::role::io_timer::Call<Device> = tick;
}
