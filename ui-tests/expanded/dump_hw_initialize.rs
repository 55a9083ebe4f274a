// The expansion of
//
// #[dump_hw_initialize]
// fn initialize(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>) -> bool {
//     adapter.reset()
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn initialize(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>) -> bool {
    adapter.reset()
}
mod __initialize {
    pub extern crate miniport as m;
    /// The `HW_INITIALIZE` callback [`initialize()`](fn@super::initialize), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum initialize {}
}
use __initialize::initialize;
unsafe impl __initialize::m::dump::role::dump_hw_initialize::Function<Adapter>
for initialize {
    const CALL: __initialize::m::dump::role::dump_hw_initialize::Call<Adapter> = initialize;
}
