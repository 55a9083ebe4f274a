// The expansion of
//
// #[hw_registry_notification]
// fn parameters_changed(adapter: &Adapter, cx: &mut RegistryNotification<'_, Adapter>) {
//     adapter.read_parameters(cx);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn parameters_changed(adapter: &Adapter, cx: &mut RegistryNotification<'_, Adapter>) {
    adapter.read_parameters(cx);
}
mod __parameters_changed {
    pub extern crate miniport as m;
    /// The `HW_REGISTRY_NOTIFICATION_ROUTINE` callback [`parameters_changed()`](fn@super::parameters_changed), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum parameters_changed {}
}
use __parameters_changed::parameters_changed;
unsafe impl __parameters_changed::m::role::hw_registry_notification::Function<Adapter>
for parameters_changed {
    const CALL: __parameters_changed::m::role::hw_registry_notification::Call<Adapter> = parameters_changed;
}
