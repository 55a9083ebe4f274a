// Refused: what the runtime trusts is implemented by hand: each public trait that is unsafe, or sealed, without the word.
#![forbid(unsafe_code)]
use miniport::ffi;
use miniport::prelude::*;
use miniport::scope::{DeferredState, ExtensionState, Finding, WaitingState};
use miniport::{
    DpcArgument, HasDpc, HasLuExtension, HasSrbExtension, HasTimer, HasWorkItem, WorkItemArgument,
};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

struct Mine;
enum Handler {}

impl ExtensionPart for Mine {
    type Guarded = ();
}
impl HasDpc<Handler> for Adapter {
    const OFFSET: usize = 1 << 30;
}
impl HasTimer<Handler> for Adapter {
    const OFFSET: usize = 1 << 30;
}
impl HasWorkItem<Handler> for Adapter {
    const OFFSET: usize = 1 << 30;
}
impl HasSrbExtension<[u8; 4096]> for Adapter {}
impl HasLuExtension<[u8; 4096]> for Adapter {}
impl DpcArgument for Mine {
    fn into_raw(self) -> (ffi::PVOID, ffi::PVOID) {
        (1 as ffi::PVOID, 1 as ffi::PVOID)
    }
}
impl WorkItemArgument for &'static Mine {}
impl miniport::role::HwDpc<Adapter, &'static Mine> for Handler {}
impl miniport::lock::HasLock<DpcLock<Handler>> for Adapter {}
impl miniport::lock::Lock for Mine {}
impl miniport::lock::HeldIn<miniport::scope::Deferred> for Mine {}
impl MayAcquire<DpcLock<Handler>> for miniport::scope::StartIoLocked {}
impl Holds<StartIoLock> for miniport::scope::Deferred {}
impl MayDefer for Mine {}
impl MayWait for Mine {}
impl IsBuilt for Mine {}
impl AtMost<irql::Dispatch> for irql::Dirql {}
impl Scope for Mine {}
impl Finding for Mine {}
impl DeferredState for Mine {}
impl ExtensionState for Mine {}
impl WaitingState for Mine {}
impl Send for Srb<Adapter> {}

fn main() {}
