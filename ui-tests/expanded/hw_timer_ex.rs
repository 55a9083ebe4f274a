// The expansion of
//
// #[hw_timer_ex]
// fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
//     adapter.poll(cx);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.poll(cx);
}
mod __expired {
    pub extern crate miniport as m;
    /// The `HW_TIMER_EX` callback [`expired()`](fn@super::expired), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum expired {}
}
use __expired::expired;
unsafe impl __expired::m::role::hw_timer_ex::Function<Adapter> for expired {
    const CALL: __expired::m::role::hw_timer_ex::Call<Adapter> = expired;
}
