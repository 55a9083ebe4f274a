// The expansion of
//
// #[hw_interrupt]
// fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
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
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.acknowledge()
}
mod __isr {
    /// The `HW_INTERRUPT` callback [`isr()`](fn@super::isr), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum isr {}
}
#[allow(unused_imports)]
use __isr::isr;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::role::hw_interrupt::Function<Adapter> for isr {
            #[inline(always)]
            fn call(
                __adapter: &Adapter,
                __cx: &mut __m::Interrupt<'_, Adapter>,
            ) -> __m::__private::core::primitive::bool {
                isr(__adapter, __cx)
            }
        }
    };
};
