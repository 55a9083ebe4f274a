//! The admin commands that the driver sends (NVM Express 1.4, section 5).

use miniport::prelude::*;

use super::{ALL_NAMESPACES, Command, CommandId};

/// What Identify returns (CNS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Identify {
    /// A namespace.
    Namespace = 0x00,
    /// The controller.
    Controller = 0x01,
    /// The active namespaces above the one that is named.
    ActiveNamespaces = 0x02,
    /// The controller, as far as the NVM command set goes.
    CommandSetController = 0x06,
}

/// Features (FID).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Feature {
    /// Number of Queues.
    NumberOfQueues = 0x07,
    /// Asynchronous Event Configuration.
    AsynchronousEvents = 0x0b,
}

/// Log pages (LID).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Log {
    /// Error Information.
    Errors = 0x01,
    /// SMART / Health Information.
    Health = 0x02,
}

/// Identify: 4096 bytes at `page`.
pub fn identify(what: Identify, namespace: u32, page: PhysicalAddress) -> Command {
    Command::new(0x06, namespace)
        .data([page.get(), 0])
        .dword(10, what as u32)
}

/// Get Log Page: the first `bytes` bytes of log page `log`, to `page`. `bytes` is a multiple of 4, at most 4096.
///
/// Reading it lets the controller report the next event of its kind.
pub fn get_log_page(log: u8, bytes: u16, page: PhysicalAddress) -> Command {
    let last_dword = u32::from(bytes / 4).saturating_sub(1);
    Command::new(0x02, ALL_NAMESPACES)
        .data([page.get(), 0])
        .dword(10, last_dword << 16 | u32::from(log))
}

/// Set Features.
pub fn set_feature(feature: Feature, value: u32) -> Command {
    Command::new(0x09, 0)
        .dword(10, feature as u32)
        .dword(11, value)
}

/// The value of [`Feature::NumberOfQueues`] that asks for `pairs` I/O queue pairs.
pub fn number_of_queues(pairs: u16) -> u32 {
    let last = u32::from(pairs.saturating_sub(1));
    last << 16 | last
}

/// The value of [`Feature::AsynchronousEvents`]: critical warnings of the health log, and changed `namespaces` if the
/// controller reports them.
pub fn events(namespaces: bool) -> u32 {
    const CRITICAL_WARNINGS: u32 = 0x1f;
    const NAMESPACE_ATTRIBUTES: u32 = 1 << 8;
    if namespaces {
        NAMESPACE_ATTRIBUTES | CRITICAL_WARNINGS
    } else {
        CRITICAL_WARNINGS
    }
}

/// How many I/O queue pairs the answer to [`number_of_queues`] grants.
pub fn granted_queues(result: u32) -> u32 {
    (result & 0xffff).min(result >> 16) + 1
}

/// Create I/O Completion Queue `queue` of `entries` entries, which interrupts by `vector`, or not at all.
pub fn create_completion_queue(
    queue: u16,
    entries: u16,
    vector: Option<u16>,
    start: PhysicalAddress,
) -> Command {
    const CONTIGUOUS: u32 = 1;
    const INTERRUPTS: u32 = 2;
    let interrupts = vector.map_or(0, |vector| u32::from(vector) << 16 | INTERRUPTS);
    create_queue(0x05, queue, entries, start).dword(11, interrupts | CONTIGUOUS)
}

/// Create I/O Submission Queue `queue` of `entries` entries, whose commands complete in completion queue `queue`.
pub fn create_submission_queue(queue: u16, entries: u16, start: PhysicalAddress) -> Command {
    const CONTIGUOUS: u32 = 1;
    create_queue(0x01, queue, entries, start).dword(11, u32::from(queue) << 16 | CONTIGUOUS)
}

fn create_queue(opcode: u8, queue: u16, entries: u16, start: PhysicalAddress) -> Command {
    let last = u32::from(entries.saturating_sub(1));
    Command::new(opcode, 0)
        .data([start.get(), 0])
        .dword(10, last << 16 | u32::from(queue))
}

/// Abort command `id` of submission queue `queue`.
pub fn abort(queue: u16, id: CommandId) -> Command {
    Command::new(0x08, 0).dword(10, u32::from(id.0) << 16 | u32::from(queue))
}

/// Asynchronous Event Request: completes when something happens.
pub fn asynchronous_event_request() -> Command {
    Command::new(0x0c, 0)
}

/// An asynchronous event: the result of [`asynchronous_event_request`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event(pub u32);

impl Event {
    /// The log page that tells more, and has to be read.
    pub fn log(self) -> u8 {
        (self.0 >> 16 & 0xff) as u8
    }

    /// Namespaces came, went or changed.
    pub fn namespaces_changed(self) -> bool {
        const NOTICE: u8 = 2;
        let [kind, information, ..] = self.0.to_le_bytes();
        kind & 7 == NOTICE && information == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: PhysicalAddress = PhysicalAddress::new(0x1_2000_3000);

    fn words(command: Command) -> [u32; 16] {
        command.into_words()
    }

    #[test]
    fn queues_are_created_with_their_sizes() {
        let completion = words(create_completion_queue(3, 256, Some(2), PAGE));
        assert_eq!(
            (completion[0], completion[6], completion[7]),
            (5, 0x2000_3000, 1)
        );
        assert_eq!((completion[10], completion[11]), (0x00ff_0003, 0x0002_0003));
        assert_eq!(words(create_completion_queue(3, 256, None, PAGE))[11], 1);
        let submission = words(create_submission_queue(3, 256, PAGE));
        assert_eq!((submission[0], submission[10]), (1, 0x00ff_0003));
        assert_eq!(submission[11], 0x0003_0001);
    }

    #[test]
    fn log_pages_have_a_length_in_dwords() {
        let log = words(get_log_page(4, 4096, PAGE));
        assert_eq!((log[0], log[1], log[10]), (2, u32::MAX, 0x03ff_0004));
        assert_eq!(words(get_log_page(2, 512, PAGE))[10], 0x007f_0002);
    }

    #[test]
    fn as_many_queues_as_both_kinds_have() {
        assert_eq!(number_of_queues(16), 0x000f_000f);
        assert_eq!(granted_queues(0x0003_0007), 4);
        assert_eq!(granted_queues(0x0007_0003), 4);
    }

    #[test]
    fn abort_names_queue_and_command() {
        assert_eq!(words(abort(2, CommandId(0x0506)))[10], 0x0506_0002);
    }

    #[test]
    fn events_say_what_to_read() {
        let event = Event(0x0004_0002);
        assert!(event.namespaces_changed());
        assert_eq!(event.log(), 4);
        assert!(!Event(0x0002_0101).namespaces_changed());
    }
}
