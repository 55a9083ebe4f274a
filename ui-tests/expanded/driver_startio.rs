// The expansion of
//
// #[driver_startio]
// fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
//     irp.complete(cx, NtStatus::SUCCESS, 0);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}
mod __start_io {
    pub extern crate miniport as m;
    /// The `DRIVER_STARTIO` callback [`start_io()`](fn@super::start_io), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum start_io {}
}
use __start_io::start_io;
unsafe impl __start_io::m::wdm::role::driver_startio::Function<Device> for start_io {
    const CALL: __start_io::m::wdm::role::driver_startio::Call<Device> = start_io;
}
