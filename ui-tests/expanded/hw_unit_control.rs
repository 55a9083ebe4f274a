// The expansion of
//
// #[hw_unit_control(Start, Power)]
// fn control(adapter: &Adapter, cx: UnitControl<'_, Adapter>) -> UnitControlStatus {
//     UnitControlStatus::Success
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn control(adapter: &Adapter, cx: UnitControl<'_, Adapter>) -> UnitControlStatus {
    UnitControlStatus::Success
}
mod __control {
    pub extern crate miniport as m;
    /// The `HW_UNIT_CONTROL` callback [`control()`](fn@super::control), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum control {}
}
use __control::control;
unsafe impl __control::m::role::hw_unit_control::Function<Adapter> for control {
    const CALL: __control::m::role::hw_unit_control::Call<Adapter> = control;
}
impl __control::m::control::UnitControls for Adapter {
    type Declared = (
        __control::m::control::unit::Start,
        (__control::m::control::unit::Power, ()),
    );
}
