// The expansion of
//
// #[driver_cancel]
// fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
//     device.note_cancelled();
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
    device.note_cancelled();
}
mod __cancel {
    pub extern crate miniport as m;
    /// The `DRIVER_CANCEL` callback [`cancel()`](fn@super::cancel), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum cancel {}
}
use __cancel::cancel;
unsafe impl __cancel::m::wdm::role::driver_cancel::Function<Device> for cancel {
    const CALL: __cancel::m::wdm::role::driver_cancel::Call<Device> = cancel;
}
