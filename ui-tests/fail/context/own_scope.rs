//! Scopes are those of Storport's callbacks.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Anywhere {}

impl Scope for Anywhere {
    type Irql = irql::Passive;
    type Dpc = miniport::lock::state::Free;
    type StartIo = miniport::lock::state::Held;
    type Interrupt = miniport::lock::state::Held;
    type Deferred = miniport::scope::Ready;
    type Extension = miniport::scope::Built;
    type Waiting = miniport::scope::Allowed;
}

fn main() {}
