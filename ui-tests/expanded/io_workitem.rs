// The expansion of
//
// #[io_workitem]
// fn work(device: &Device, cx: &mut Passive<'_, Device>, index: u32) {
//     device.go_on(cx, index);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn work(device: &Device, cx: &mut Passive<'_, Device>, index: u32) {
    device.go_on(cx, index);
}
mod __work {
    pub extern crate miniport as m;
    /// The `IO_WORKITEM_ROUTINE` callback [`work()`](fn@super::work), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum work {}
}
use __work::work;
unsafe impl __work::m::wdm::role::io_workitem::Function<Device> for work {
    type Argument = u32;
    const CALL: __work::m::wdm::role::io_workitem::Call<Self, Device> = work;
}
