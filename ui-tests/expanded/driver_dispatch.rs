// The expansion of
//
// #[driver_dispatch]
// fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
//     irp.complete(cx, NtStatus::SUCCESS, 0)
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn read(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}
mod __read {
    pub extern crate miniport as m;
    /// The `DRIVER_DISPATCH` callback [`read()`](fn@super::read), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum read {}
}
use __read::read;
unsafe impl __read::m::wdm::role::driver_dispatch::Function<Device> for read {
    type Argument = Incoming<Device, Read>;
    const CALL: __read::m::wdm::role::driver_dispatch::Call<Self, Device> = read;
}
