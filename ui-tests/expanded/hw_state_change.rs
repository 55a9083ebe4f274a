// The expansion of
//
// #[hw_state_change]
// fn changed(adapter: &Adapter, cx: &mut StateChanged<'_, Adapter>, handled: HandledChange, generation: u32) {
//     adapter.tell_next(cx, handled, generation);
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
fn changed(
    adapter: &Adapter,
    cx: &mut StateChanged<'_, Adapter>,
    handled: HandledChange,
    generation: u32,
) {
    adapter.tell_next(cx, handled, generation);
}
mod __changed {
    /// The `HW_STATE_CHANGE` callback [`changed()`](fn@super::changed), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum changed {}
}
#[allow(unused_imports)]
use __changed::changed;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_state_change::Function<Adapter, u32> for changed {
            const ARGUMENT: __m::__private::WorkItemArgumentOf<u32> = __m::__private::WorkItemArgumentOf::made::<
                u32,
            >();
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::StateChanged<'_, Adapter>,
                __handled: __m::HandledChange,
                __generation: u32,
            ) {
                changed(__adapter, __cx, __handled, __generation)
            }
        }
    };
};
