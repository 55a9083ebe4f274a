//! [`DumpLock`]: what guards the data of a dump path.

use super::extension::DumpExtension;
use crate::shared::context::Context;
use crate::shared::irql;
use crate::shared::lock::{HasLock, lock as implement};
use crate::shared::scope::Scope;

/// Nothing else runs in dump mode: every callback but find-adapter holds this lock, which is no lock of Windows'.
/// `Locked<DumpLock, T>` is data of a dump path: `data.get(cx)`.
#[derive(Debug)]
pub enum DumpLock {}

implement! { [] first DumpLock: irql::High }

// SAFETY: no scope lets it be acquired: the callbacks that hold it run alone (`entry::enter`), until they return.
#[diagnostic::do_not_recommend]
unsafe impl<E: DumpExtension> HasLock<DumpLock> for E {
    type Handle = ();
    fn handle() -> Self::Handle {}
    unsafe fn acquire<S: Scope>(_: &Context<'_, E, S>, (): &mut Self::Handle) {}
    unsafe fn release<S: Scope>(_: &Context<'_, E, S>, (): &mut Self::Handle) {}
}
