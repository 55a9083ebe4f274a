// The expansion of
//
// #[hw_process_service_request]
// fn service_request(adapter: &Adapter, cx: &mut ProcessServiceRequest<'_, Adapter>, irp: ServiceIrp<Adapter>) {
//     adapter.wait_for_news(cx, irp);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn service_request(
    adapter: &Adapter,
    cx: &mut ProcessServiceRequest<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) {
    adapter.wait_for_news(cx, irp);
}
mod __service_request {
    pub extern crate miniport as m;
    /// The `HW_PROCESS_SERVICE_REQUEST` callback [`service_request()`](fn@super::service_request), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum service_request {}
}
use __service_request::service_request;
unsafe impl __service_request::m::role::hw_process_service_request::Function<Adapter>
for service_request {
    const CALL: __service_request::m::role::hw_process_service_request::Call<Adapter> = service_request;
}
