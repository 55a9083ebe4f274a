// The expansion of
//
// #[hw_registry_notification]
// fn parameters_changed(adapter: &Adapter, cx: &mut RegistryNotification<'_, Adapter>) {
//     adapter.read_parameters(cx);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(
    clippy::inline_always,
    clippy::needless_pass_by_ref_mut,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    private_interfaces,
    reason = "the role decides the signature"
)]
fn parameters_changed(adapter: &Adapter, cx: &mut RegistryNotification<'_, Adapter>) {
    adapter.read_parameters(cx);
}
mod __parameters_changed {
    /// The `HW_REGISTRY_NOTIFICATION_ROUTINE` callback [`parameters_changed()`](fn@super::parameters_changed), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum parameters_changed {}
}
#[allow(unused_imports)]
use __parameters_changed::parameters_changed;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_registry_notification::Function<Adapter>
        for parameters_changed {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::RegistryNotification<'_, Adapter>,
            ) {
                parameters_changed(__adapter, __cx)
            }
        }
    };
};
