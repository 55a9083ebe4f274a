// The expansion of
//
// #[driver_initialize]
// fn initialize(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
//     Ok(())
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always)]
#[allow(clippy::unnecessary_wraps)]
fn initialize(cx: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
    Ok(())
}
mod __initialize {
    pub extern crate miniport as m;
    /// The `DRIVER_INITIALIZE` callback [`initialize()`](fn@super::initialize), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum initialize {}
}
use __initialize::initialize;
unsafe impl __initialize::m::wdm::role::driver_initialize::Function<Device>
for initialize {
    const CALL: __initialize::m::wdm::role::driver_initialize::Call<Device> = initialize;
}
