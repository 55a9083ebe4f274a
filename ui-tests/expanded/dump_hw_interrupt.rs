// The expansion of
//
// #[dump_hw_interrupt]
// fn poll(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>) -> bool {
//     adapter.acknowledge()
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn poll(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>) -> bool {
    adapter.acknowledge()
}
mod __poll {
    pub extern crate miniport as m;
    /// The `HW_INTERRUPT` callback [`poll()`](fn@super::poll), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum poll {}
}
use __poll::poll;
unsafe impl __poll::m::dump::role::dump_hw_interrupt::Function<Adapter> for poll {
    const CALL: __poll::m::dump::role::dump_hw_interrupt::Call<Adapter> = poll;
}
