//! What the tests of any device need: a slot that it is in, and the machine around it.

pub mod machine;
pub mod slot;
