// The expansion of
//
// #[virtual_hw_find_adapter]
// fn find_adapter(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
//     Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
#[allow(clippy::unnecessary_wraps)]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter::new(config), const { Limits::new(1 << 20, 16) }))
}
mod __find_adapter {
    pub extern crate miniport as m;
    /// The `VIRTUAL_HW_FIND_ADAPTER` callback [`find_adapter()`](fn@super::find_adapter), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum find_adapter {}
}
use __find_adapter::find_adapter;
unsafe impl __find_adapter::m::role::virtual_hw_find_adapter::Function<Adapter>
for find_adapter {
    const CALL: __find_adapter::m::role::virtual_hw_find_adapter::Call<Adapter> = find_adapter;
}
