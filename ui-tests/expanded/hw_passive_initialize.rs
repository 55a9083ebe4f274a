// The expansion of
//
// #[hw_passive_initialize]
// fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
//     adapter.identify()
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn passive_initialize(
    adapter: &Adapter,
    cx: &mut PassiveInitialize<'_, Adapter>,
) -> bool {
    adapter.identify()
}
mod __passive_initialize {
    pub extern crate miniport as m;
    /// The `HW_PASSIVE_INITIALIZE_ROUTINE` callback [`passive_initialize()`](fn@super::passive_initialize), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum passive_initialize {}
}
use __passive_initialize::passive_initialize;
unsafe impl __passive_initialize::m::role::hw_passive_initialize::Function<Adapter>
for passive_initialize {
    const CALL: __passive_initialize::m::role::hw_passive_initialize::Call<Adapter> = passive_initialize;
}
