// The expansion of
//
// #[dump_hw_interrupt]
// fn poll(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>) -> bool {
//     adapter.acknowledge()
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
fn poll(adapter: &Adapter, cx: &mut Dumping<'_, Adapter>) -> bool {
    adapter.acknowledge()
}
mod __poll {
    /// The `HW_INTERRUPT` callback [`poll()`](fn@super::poll), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum poll {}
}
#[allow(unused_imports)]
use __poll::poll;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::dump::role::dump_hw_interrupt::Function<Adapter> for poll {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::dump::Dumping<'_, Adapter>,
            ) -> __m::__private::core::primitive::bool {
                poll(__adapter, __cx)
            }
        }
    };
};
