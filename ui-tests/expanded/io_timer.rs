// The expansion of
//
// #[io_timer]
// fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
//     device.count(cx);
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
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    device.count(cx);
}
mod __tick {
    /// The `IO_TIMER_ROUTINE` callback [`tick()`](fn@super::tick), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum tick {}
}
#[allow(unused_imports)]
use __tick::tick;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::io_timer::Function<Device> for tick {
            #[inline(always)]
            fn call(__device: &Device, __cx: &mut __m::wdm::TimerTick<'_, Device>) {
                tick(__device, __cx)
            }
        }
    };
};
