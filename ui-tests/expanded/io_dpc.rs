// The expansion of
//
// #[io_dpc]
// fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>, causes: u32) {
//     if let Some(irp) = irp { irp.complete(cx, NtStatus::SUCCESS, causes as usize); }
// }

#[inline(always)]
#[deny(unused_must_use)]
#[allow(clippy::inline_always, clippy::needless_pass_by_value)]
fn finish(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
    causes: u32,
) {
    if let Some(irp) = irp {
        irp.complete(cx, NtStatus::SUCCESS, causes as usize);
    }
}
mod __finish {
    pub extern crate miniport as m;
    /// The `IO_DPC_ROUTINE` callback [`finish()`](fn@super::finish), where a type names it.
    #[allow(non_camel_case_types)]
    pub enum finish {}
}
use __finish::finish;
unsafe impl __finish::m::wdm::role::io_dpc::Function<Device> for finish {
    type Argument = u32;
    const CALL: __finish::m::wdm::role::io_dpc::Call<Self, Device> = finish;
}
