// The expansion of
//
// #[hw_timer]
// fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
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
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    adapter.poll(cx);
}
/// The `HW_TIMER` callback [`tick()`](fn@tick), where a type names it.
#[allow(non_camel_case_types)]
enum tick {}
const _: () = {
    unsafe impl ::miniport::role::HandlerOf<Adapter> for tick {}
    unsafe impl ::miniport::role::HwTimer for tick {
        type Extension = Adapter;
        const ROUTINE: ::miniport::ffi::HW_TIMER = {
            unsafe extern "system" fn trampoline(
                device_extension: ::miniport::ffi::PVOID,
            ) {
                unsafe {
                    ::miniport::__private::hw_timer::enter::<tick>(device_extension)
                }
            }
            trampoline
        };
        #[inline(always)]
        fn call(adapter: &Adapter, cx: &mut ::miniport::TimerTick<'_, Adapter>) {
            tick(adapter, cx)
        }
    }
};
