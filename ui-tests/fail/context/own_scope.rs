//! Scopes are those of Storport's callbacks.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Anywhere {}

impl Scope for Anywhere {
    type Irql = irql::Passive;
    type First = miniport::lock::state::NotHeld;
    type Second = miniport::lock::state::HeldAlready;
    type Last = miniport::lock::state::HeldAlready;
    type Deferred = miniport::scope::Ready;
    type Extension = miniport::scope::Built;
    type Waiting = miniport::scope::Allowed;
}

fn main() {}
