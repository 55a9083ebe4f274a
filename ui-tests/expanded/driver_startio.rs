// The expansion of
//
// #[driver_startio]
// fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
//     irp.complete(cx, NtStatus::SUCCESS, 0);
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
fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}
mod __start_io {
    /// The `DRIVER_STARTIO` callback [`start_io()`](fn@super::start_io), where a type names it.
    #[allow(non_camel_case_types, unreachable_pub)]
    pub enum start_io {}
}
#[allow(unused_imports)]
use __start_io::start_io;
const _: () = {
    const _: () = {
        extern crate miniport as __m;
        unsafe impl __m::wdm::role::driver_startio::Function<Device> for start_io {
            #[inline(always)]
            fn call(
                __device: &Device,
                __cx: &mut __m::wdm::StartIo<'_, Device>,
                __irp: __m::wdm::Irp<Device>,
            ) {
                start_io(__device, __cx, __irp)
            }
        }
    };
};
