// The expansion of
//
// #[hw_timer_ex]
// fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
//     adapter.poll(cx);
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
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.poll(cx);
}
/// The `HW_TIMER_EX` callback [`expired()`](fn@expired), where a type names it.
#[allow(non_camel_case_types)]
enum expired {}
const _: () = {
    unsafe impl ::miniport::role::HandlerOf<Adapter> for expired {}
    unsafe impl ::miniport::role::HwTimerEx for expired {
        type Extension = Adapter;
        const ROUTINE: ::miniport::ffi::HW_TIMER_EX = {
            unsafe extern "system" fn trampoline(
                device_extension: ::miniport::ffi::PVOID,
                context: ::miniport::ffi::PVOID,
            ) {
                unsafe {
                    ::miniport::__private::hw_timer_ex::enter::<
                        expired,
                    >(device_extension, context)
                }
            }
            trampoline
        };
        #[inline(always)]
        fn call(adapter: &Adapter, cx: &mut ::miniport::TimerExpired<'_, Adapter>) {
            expired(adapter, cx)
        }
    }
};
