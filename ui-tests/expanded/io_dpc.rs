// The expansion of
//
// #[io_dpc]
// fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>, causes: u32) {
//     if let Some(irp) = irp { irp.complete(cx, NtStatus::SUCCESS, causes as usize); }
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
fn finish(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
    causes: u32,
) {
    if let Some(irp) = irp {
        irp.complete(cx, NtStatus::SUCCESS, causes as usize);
    }
}
mod __finish {
    /// The `IO_DPC_ROUTINE` callback [`finish()`](fn@super::finish), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum finish {}
}
#[allow(unused_imports)]
use __finish::finish;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::io_dpc::Function<Device, u32> for finish {
            const ARGUMENT: __m::__private::WorkItemArgumentOf<u32> = __m::__private::WorkItemArgumentOf::made::<
                u32,
            >();
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::DeferredIo<'_, Device>,
                __irp: __m::__private::core::option::Option<__m::wdm::Irp<Device>>,
                __causes: u32,
            ) {
                finish(__device, __cx, __irp, __causes)
            }
        }
    };
};
