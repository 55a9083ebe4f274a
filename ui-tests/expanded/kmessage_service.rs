// The expansion of
//
// #[kmessage_service]
// fn message(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
//     device.acknowledge(message_id)
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn message(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> bool {
    device.acknowledge(message_id)
}
mod __message {
    pub extern crate miniport as m;
    /// The `KMESSAGE_SERVICE_ROUTINE` callback [`message()`](fn@super::message), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum message {}
}
use __message::message;
unsafe impl __message::m::wdm::role::kmessage_service::Function<Device> for message {
    const CALL: __message::m::wdm::role::kmessage_service::Call<Device> = message;
}
