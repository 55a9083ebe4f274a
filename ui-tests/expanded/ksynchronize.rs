// The expansion of
//
// #[ksynchronize]
// fn synchronized(device: &Device, cx: &mut Synchronize<'_, Device>, value: u32) -> bool {
//     device.set(value)
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn synchronized(device: &Device, cx: &mut Synchronize<'_, Device>, value: u32) -> bool {
    device.set(value)
}
mod __synchronized {
    pub extern crate miniport as m;
    /// The `KSYNCHRONIZE_ROUTINE` callback [`synchronized()`](fn@super::synchronized), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum synchronized {}
}
use __synchronized::synchronized;
unsafe impl __synchronized::m::wdm::role::ksynchronize::Function<Device>
for synchronized {
    type Argument = u32;
    const CALL: __synchronized::m::wdm::role::ksynchronize::Call<Self, Device> = synchronized;
}
