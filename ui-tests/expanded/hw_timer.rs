// The expansion of
//
// #[hw_timer]
// fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
//     adapter.poll(cx);
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
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    adapter.poll(cx);
}
mod __tick {
    /// The `HW_TIMER` callback [`tick()`](fn@super::tick), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum tick {}
}
#[allow(unused_imports)]
use __tick::tick;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_timer::Function<Adapter> for tick {
            #[inline(always)]
            fn call(__adapter: &Adapter, __cx: &mut __m::TimerTick<'_, Adapter>) {
                tick(__adapter, __cx)
            }
        }
    };
};
