//! Which interrupts the system has for an adapter.

/// The interrupt resources of an adapter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InterruptResources {
    /// As many messages as the device has, up to one more than there are processors; its line if it has none.
    #[default]
    Automatic,
    /// So many messages, if the device has them (MSI-X, else MSI); its line if it has none.
    Messages(u32),
    /// The line, as on a machine without messages.
    Line,
    /// The line, which other devices share: the handler is called for their interrupts too.
    SharedLine,
    /// None at all.
    None,
}
