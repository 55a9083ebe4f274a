// The expansion of
//
// #[driver_unload]
// fn unload(cx: &mut Unload<'_, Device>) {
//     let _ = cx;
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
fn unload(cx: &mut Unload<'_, Device>) {
    let _ = cx;
}
mod __unload {
    pub extern crate miniport as m;
    /// The `DRIVER_UNLOAD` callback [`unload()`](fn@super::unload), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum unload {}
}
use __unload::unload;
unsafe impl __unload::m::wdm::role::driver_unload::Function<Device> for unload {
    const CALL: __unload::m::wdm::role::driver_unload::Call<Device> = unload;
}
