// The expansion of
//
// #[hw_state_change]
// fn changed(adapter: &Adapter, cx: &mut StateChanged<'_, Adapter>, handled: HandledChange, generation: u32) {
//     adapter.tell_next(cx, handled, generation);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn changed(
    adapter: &Adapter,
    cx: &mut StateChanged<'_, Adapter>,
    handled: HandledChange,
    generation: u32,
) {
    adapter.tell_next(cx, handled, generation);
}
mod __changed {
    pub extern crate miniport as m;
    /// The `HW_STATE_CHANGE` callback [`changed()`](fn@super::changed), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum changed {}
}
use __changed::changed;
unsafe impl __changed::m::role::hw_state_change::Function<Adapter> for changed {
    type Argument = u32;
    const CALL: __changed::m::role::hw_state_change::Call<Self, Adapter> = changed;
}
