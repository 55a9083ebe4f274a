//! The controller as a whole: enabling, disabling, shutting down, and commands that somebody waits for.

mod admin;
mod power;
pub mod registers;
mod trouble;

pub use self::admin::{Finding, Managing, execute, submit_event_request};
pub use self::power::{AdminQueues, Alone, Turn, disable, enable, shut_down};
pub use self::trouble::Trouble;
