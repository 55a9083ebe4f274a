// The expansion of
//
// #[driver_dispatch_paged]
// fn create(device: &Device, cx: &mut DispatchPaged<'_, Device>, irp: Incoming<Device, Create>) -> Dispatched {
//     irp.complete(cx, NtStatus::SUCCESS, 0)
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
fn create(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}
mod __create {
    /// The `DRIVER_DISPATCH_PAGED` callback [`create()`](fn@super::create), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum create {}
}
#[allow(unused_imports)]
use __create::create;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_dispatch_paged::Function<
            Device,
            Incoming<Device, Create>,
        > for create {
            const ARGUMENT: __m::__private::PagedMajorFunctionOf<
                Incoming<Device, Create>,
            > = __m::__private::PagedMajorFunctionOf::made::<Incoming<Device, Create>>();
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::DispatchPaged<'_, Device>,
                __irp: Incoming<Device, Create>,
            ) -> __m::wdm::Dispatched {
                create(__device, __cx, __irp)
            }
        }
    };
};
