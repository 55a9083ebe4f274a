// The expansion of
//
// #[driver_dispatch_paged]
// fn create(device: &Device, cx: &mut DispatchPaged<'_, Device>, irp: Incoming<Device, Create>) -> Dispatched {
//     irp.complete(cx, NtStatus::SUCCESS, 0)
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn create(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}
mod __create {
    pub extern crate miniport as m;
    /// The `DRIVER_DISPATCH_PAGED` callback [`create()`](fn@super::create), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum create {}
}
use __create::create;
unsafe impl __create::m::wdm::role::driver_dispatch_paged::Function<Device> for create {
    type Argument = Incoming<Device, Create>;
    const CALL: __create::m::wdm::role::driver_dispatch_paged::Call<Self, Device> = create;
}
