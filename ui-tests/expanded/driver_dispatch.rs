// The expansion of
//
// #[driver_dispatch]
// fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
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
fn read(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}
mod __read {
    /// The `DRIVER_DISPATCH` callback [`read()`](fn@super::read), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum read {}
}
#[allow(unused_imports)]
use __read::read;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_dispatch::Function<
            Device,
            Incoming<Device, Read>,
        > for read {
            const ARGUMENT: __m::__private::MajorFunctionOf<Incoming<Device, Read>> = __m::__private::MajorFunctionOf::made::<
                Incoming<Device, Read>,
            >();
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::Dispatch<'_, Device>,
                __irp: Incoming<Device, Read>,
            ) -> __m::wdm::Dispatched {
                read(__device, __cx, __irp)
            }
        }
    };
};
