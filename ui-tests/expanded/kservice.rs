// The expansion of
//
// #[kservice]
// fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
//     device.acknowledge()
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    device.acknowledge()
}
mod __service {
    pub extern crate miniport as m;
    /// The `KSERVICE_ROUTINE` callback [`service()`](fn@super::service), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum service {}
}
use __service::service;
unsafe impl __service::m::wdm::role::kservice::Function<Device> for service {
    const CALL: __service::m::wdm::role::kservice::Call<Device> = service;
}
