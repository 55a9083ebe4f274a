//! What the runtime trusts is promised by hand.
#![forbid(unsafe_code)]

use miniport::ffi;
use miniport::wdm::extension::{HasInterrupt, HasMessages, Interrupts, WdmExtension};
use miniport::wdm::lock::{HasLock, HoldsNoLock, MayAcquire, NotHeld};
use miniport::wdm::prelude::*;
use miniport::wdm::role;
use miniport::wdm::scope;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = Mine;
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Mine, NtStatus> {
        Ok(Mine)
    }
}

struct Mine;
impl ExtensionPart for Mine {
    type Guarded = ();
}
impl WdmExtension for Mine {}
impl Interrupts for Mine {
    const ANY: bool = true;
    const MESSAGES: bool = false;
}
impl HasInterrupt for Mine {}
impl HasMessages for Mine {}
impl NotHeld for Mine {}
impl HoldsNoLock for Mine {}
impl MayAcquire<InterruptLock> for scope::Service {}
impl scope::IsStarted for Mine {}
impl HasLock<InterruptLock> for Device {}
impl miniport::wdm::Major for Mine {}
impl role::KService<Device> for Mine {}
impl role::DriverStartIo<Device> for Mine {}
impl miniport::wdm::HasIrpQueue<Mine> for Device {}
impl miniport::wdm::HasSystemQueue<Mine> for Device {}
impl miniport::wdm::HasDpcForIsr<Mine> for Device {}
impl role::kdeferred::TimerHandler<Device> for Mine {
    const ROUTINE: ffi::KDEFERRED_ROUTINE = own_routine;
}
extern "C" fn own_routine(_: *mut ffi::KDPC, _: ffi::PVOID, _: ffi::PVOID, _: ffi::PVOID) {}

fn main() {}
