// The expansion of
//
// #[hw_free_adapter_resources]
// fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
//     adapter.power_off();
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {
    adapter.power_off();
}
mod __free {
    pub extern crate miniport as m;
    /// The `HW_FREE_ADAPTER_RESOURCES` callback [`free()`](fn@super::free), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum free {}
}
use __free::free;
unsafe impl __free::m::role::hw_free_adapter_resources::Function<Adapter> for free {
    const CALL: __free::m::role::hw_free_adapter_resources::Call<Adapter> = free;
}
