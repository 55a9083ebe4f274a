// The expansion of
//
// #[hw_complete_service_irp]
// fn complete_service_irps(adapter: &Adapter, cx: &mut CompleteServiceIrp<'_, Adapter>) {
//     adapter.end_of_news(cx);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn complete_service_irps(adapter: &Adapter, cx: &mut CompleteServiceIrp<'_, Adapter>) {
    adapter.end_of_news(cx);
}
mod __complete_service_irps {
    pub extern crate miniport as m;
    /// The `HW_COMPLETE_SERVICE_IRP` callback [`complete_service_irps()`](fn@super::complete_service_irps), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum complete_service_irps {}
}
use __complete_service_irps::complete_service_irps;
unsafe impl __complete_service_irps::m::role::hw_complete_service_irp::Function<Adapter>
for complete_service_irps {
    const CALL: __complete_service_irps::m::role::hw_complete_service_irp::Call<
        Adapter,
    > = complete_service_irps;
}
