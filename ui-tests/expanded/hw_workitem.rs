// The expansion of
//
// #[hw_workitem]
// fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
//     cx.bus_change_detected(0);
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
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.bus_change_detected(0);
}
/// The `HW_WORKITEM` callback [`rescan()`](fn@rescan), where a type names it.
#[allow(non_camel_case_types)]
enum rescan {}
const _: () = {
    unsafe impl ::miniport::role::HwWorkItem<Adapter, ()> for rescan {
        #[inline(always)]
        fn call(
            adapter: &Adapter,
            cx: &mut ::miniport::Passive<'_, Adapter>,
            argument: (),
        ) {
            rescan(adapter, cx)
        }
    }
};
