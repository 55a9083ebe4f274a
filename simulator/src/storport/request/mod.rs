//! Requests on their way: to the driver, back from it, and again after busy and resets.

mod check;
mod complete;
pub(crate) mod completion;
mod dispatch;
mod dump;
mod own_length;
mod recovery;
pub(crate) mod scatter_gather;
mod seen;
mod sense;
pub(crate) mod slot;
mod srb;
pub(crate) mod table;
pub(crate) mod words;
pub(crate) mod written;
