// The expansion of
//
// #[hw_message_signaled_interrupt]
// fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
//     adapter.acknowledge_message(message.id())
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
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    adapter.acknowledge_message(message.id())
}
mod __message {
    /// The `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE` callback [`message()`](fn@super::message), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum message {}
}
#[allow(unused_imports)]
use __message::message;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_message_signaled_interrupt::Function<Adapter>
        for message {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::MessageInterrupt<'_, Adapter>,
                __message: __m::Message<'_>,
            ) -> __m::__private::core::primitive::bool {
                message(__adapter, __cx, __message)
            }
        }
    };
};
