//! What a scope knows of a lock is not the driver's to say, not even of a lock of its own.
#![allow(unused)]
use miniport::irql::{self, AtMost};
use miniport::lock::{After, Holds, IsFree, IsHeld, MayAcquire, StartIoLock, state};
use miniport::scope;

struct Mine;

impl IsHeld<Mine> for state::NotHeld {}
impl IsFree<Mine> for state::LentOut {}
impl After<StartIoLock> for Mine {}
impl MayAcquire<Mine> for scope::Passive {}
impl Holds<Mine> for scope::Passive {}
impl AtMost<Mine> for irql::Dirql {}

fn main() {}
