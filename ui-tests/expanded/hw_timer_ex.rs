// The expansion of
//
// #[hw_timer_ex]
// fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
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
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.poll(cx);
}
mod __expired {
    /// The `HW_TIMER_EX` callback [`expired()`](fn@super::expired), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum expired {}
}
#[allow(unused_imports)]
use __expired::expired;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_timer_ex::Function<Adapter> for expired {
            #[inline(always)]
            fn call(__adapter: &Adapter, __cx: &mut __m::TimerExpired<'_, Adapter>) {
                expired(__adapter, __cx)
            }
        }
    };
};
