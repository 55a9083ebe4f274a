//! What Identify and Get Log Page return (NVM Express 1.4, sections 5.14 and 5.15).

mod controller;
mod fields;
mod limits;
mod list;
mod logs;
mod namespace;

pub use self::controller::{Controller, Optional};
pub use self::fields::{Fields, Text};
pub use self::limits::{Limits, SharedLimits};
pub use self::list::numbers;
pub use self::logs::{ErrorEntry, Health};
pub use self::namespace::{Identifiers, Namespace};

/// Bytes of what Identify returns, and the most that the driver asks of a log page.
pub const PAGE: usize = 4096;
