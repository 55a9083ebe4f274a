// The expansion of
//
// #[kdeferred]
// fn deferred(device: &Device, cx: &mut Deferred<'_, Device>, tag: u32) {
//     device.finish(cx, tag);
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn deferred(device: &Device, cx: &mut Deferred<'_, Device>, tag: u32) {
    device.finish(cx, tag);
}
mod __deferred {
    pub extern crate miniport as m;
    /// The `KDEFERRED_ROUTINE` callback [`deferred()`](fn@super::deferred), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum deferred {}
}
use __deferred::deferred;
unsafe impl __deferred::m::wdm::role::kdeferred::Function<Device> for deferred {
    type Argument = u32;
    const CALL: __deferred::m::wdm::role::kdeferred::Call<Self, Device> = deferred;
}
