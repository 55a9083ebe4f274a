//! What a scope knows of a lock is not the driver's to say, not even of a lock of its own.
#![allow(unused)]
use miniport::irql::{self, AtMost};
use miniport::lock::{After, AllowedIn, HeldIn, Holds, MayAcquire, NotHeldIn, StartIoLock};
use miniport::scope;

struct Mine;

impl HeldIn<scope::Passive> for Mine {}
impl NotHeldIn<scope::Passive> for Mine {}
impl AllowedIn<scope::Passive> for Mine {}
impl After<StartIoLock> for Mine {}
impl MayAcquire<Mine> for scope::Passive {}
impl Holds<Mine> for scope::Passive {}
impl AtMost<Mine> for irql::Dirql {}

fn main() {}
