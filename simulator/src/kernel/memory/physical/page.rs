//! Pages, and why a device does not reach one.

/// Bytes of a page.
pub(crate) const PAGE: usize = 4096;
pub(super) const PAGE_BYTES: u64 = PAGE as u64;

/// Why a device does not reach memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no memory.
    Nothing(u64),
    /// The memory is not open for it: what it is.
    Closed(u64, &'static str),
    /// The memory may be read, not written.
    ReadOnly(u64, &'static str),
}
