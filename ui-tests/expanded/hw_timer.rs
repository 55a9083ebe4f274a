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
    unsafe impl ::miniport::role::HwTimer<Adapter> for tick {
        #[inline(always)]
        fn call(adapter: &Adapter, cx: &mut ::miniport::TimerTick<'_, Adapter>) {
            tick(adapter, cx)
        }
    }
};
