//! IRPs: their memory, who owns them, how they go down and up a stack, and what is wrong with that.

pub(super) mod call;
pub(super) mod cancel;
mod check;
pub(super) mod complete;
pub(super) mod name;
pub(super) mod record;
