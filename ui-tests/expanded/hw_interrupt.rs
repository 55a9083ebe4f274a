// The expansion of
//
// #[hw_interrupt]
// fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
//     adapter.acknowledge()
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.acknowledge()
}
mod __isr {
    pub extern crate miniport as m;
    /// The `HW_INTERRUPT` callback [`isr()`](fn@super::isr), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum isr {}
}
use __isr::isr;
unsafe impl __isr::m::role::hw_interrupt::Function<Adapter> for isr {
    const CALL: __isr::m::role::hw_interrupt::Call<Adapter> = isr;
}
