// The expansion of
//
// #[hw_adapter_control(StopAdapter, RestartAdapter)]
// fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
//     AdapterControlStatus::Success
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}
mod __control {
    pub extern crate miniport as m;
    /// The `HW_ADAPTER_CONTROL` callback [`control()`](fn@super::control), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum control {}
}
use __control::control;
unsafe impl __control::m::role::hw_adapter_control::Function<Adapter> for control {
    const CALL: __control::m::role::hw_adapter_control::Call<Adapter> = control;
}
impl __control::m::control::AdapterControls for Adapter {
    type Declared = (
        __control::m::control::adapter::StopAdapter,
        (__control::m::control::adapter::RestartAdapter, ()),
    );
}
