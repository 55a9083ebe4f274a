// The expansion of
//
// #[hw_process_service_request]
// fn service_request(adapter: &Adapter, cx: &mut ProcessServiceRequest<'_, Adapter>, irp: ServiceIrp<Adapter>) {
//     adapter.wait_for_news(cx, irp);
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
fn service_request(
    adapter: &Adapter,
    cx: &mut ProcessServiceRequest<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) {
    adapter.wait_for_news(cx, irp);
}
mod __service_request {
    /// The `HW_PROCESS_SERVICE_REQUEST` callback [`service_request()`](fn@super::service_request), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum service_request {}
}
#[allow(unused_imports)]
use __service_request::service_request;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_process_service_request::Function<Adapter>
        for service_request {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::ProcessServiceRequest<'_, Adapter>,
                __irp: __m::ServiceIrp<Adapter>,
            ) {
                service_request(__adapter, __cx, __irp)
            }
        }
    };
};
