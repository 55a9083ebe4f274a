// The expansion of
//
// #[kmessage_service]
// fn message(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
//     device.acknowledge(message_id)
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
fn message(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> bool {
    device.acknowledge(message_id)
}
mod __message {
    /// The `KMESSAGE_SERVICE_ROUTINE` callback [`message()`](fn@super::message), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum message {}
}
#[allow(unused_imports)]
use __message::message;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::kmessage_service::Function<Device> for message {
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::MessageService<'_, Device>,
                __message_id: __m::__private::core::primitive::u32,
            ) -> __m::__private::core::primitive::bool {
                message(__device, __cx, __message_id)
            }
        }
    };
};
