// The expansion of
//
// #[hw_message_signaled_interrupt]
// fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
//     adapter.acknowledge_message(message.id())
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    adapter.acknowledge_message(message.id())
}
mod __message {
    pub extern crate miniport as m;
    /// The `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE` callback [`message()`](fn@super::message), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum message {}
}
use __message::message;
unsafe impl __message::m::role::hw_message_signaled_interrupt::Function<Adapter>
for message {
    const CALL: __message::m::role::hw_message_signaled_interrupt::Call<Adapter> = message;
}
