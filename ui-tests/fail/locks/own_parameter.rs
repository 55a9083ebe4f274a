//! What a scope knows of a lock is not the driver's to say, not even of a lock of its own.
#![allow(unused)]
use miniport::irql::{self, AtMost};
use miniport::lock::{IsFree, IsHeld, MayAcquire, NoLater, state};
use miniport::scope;

struct Mine;

impl IsHeld<Mine> for state::Free {}
impl IsFree<Mine> for state::Taken {}
impl NoLater<Mine> for state::Held {}
impl MayAcquire<Mine> for scope::Passive {}
impl AtMost<Mine> for irql::Dirql {}

fn main() {}
