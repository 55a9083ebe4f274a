// The expansion of
//
// #[hw_message_signaled_interrupt]
// fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
//     adapter.acknowledge_message(message.id())
// }

#[inline(always)]
#[allow(
    clippy::inline_always,
    clippy::needless_pass_by_ref_mut,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    reason = "the role decides the signature"
)]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    adapter.acknowledge_message(message.id())
}
/// The `HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE` callback [`message()`](fn@message), where a type names it.
#[allow(non_camel_case_types)]
enum message {}
const _: () = {
    unsafe impl ::miniport::role::HandlerOf<Adapter> for message {}
    unsafe impl ::miniport::role::HwMessageSignaledInterrupt for message {
        type Extension = Adapter;
        const ROUTINE: ::miniport::ffi::HW_MESSAGE_SIGNALED_INTERRUPT_ROUTINE = {
            unsafe extern "system" fn trampoline(
                hw_device_extension: ::miniport::ffi::PVOID,
                message_id: ::miniport::ffi::ULONG,
            ) -> ::miniport::ffi::BOOLEAN {
                unsafe {
                    ::miniport::__private::hw_message_signaled_interrupt::enter::<
                        message,
                    >(hw_device_extension, message_id)
                }
            }
            trampoline
        };
        #[inline(always)]
        fn call(
            adapter: &Adapter,
            cx: &mut ::miniport::MessageInterrupt<'_, Adapter>,
            message: ::miniport::Message<'_>,
        ) -> ::miniport::__private::core::primitive::bool {
            message(adapter, cx, message)
        }
    }
};
