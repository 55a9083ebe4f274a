// The expansion of
//
// #[driver_list_control]
// fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
//     device.begin(cx, irp);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    device.begin(cx, irp);
}
mod __begin {
    pub extern crate miniport as m;
    /// The `DRIVER_LIST_CONTROL` callback [`begin()`](fn@super::begin), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum begin {}
}
use __begin::begin;
unsafe impl __begin::m::wdm::role::driver_list_control::Function<Device> for begin {
    const CALL: __begin::m::wdm::role::driver_list_control::Call<Device> = begin;
}
