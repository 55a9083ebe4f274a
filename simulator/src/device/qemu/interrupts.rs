//! Messages of a function: the table that the machine programs is kept here, and the function's own points at words of low
//! memory, where a message that it sends is found.
//!
//! A message is a write of the function to an address, and QEMU lets it write anywhere: no interrupt controller is needed.
//! Two messages of one vector before anyone looks are one, as they are for a processor.

use super::channel::Trouble;
use super::function::Place;
use super::qtest::Qtest;
use super::shared_memory::LowMemory;
use crate::device::{Width, high, low};

/// Bytes of low memory for each port: a word for each of 2048 vectors. The last is the one of MSI.
const MAILBOX: u64 = 0x2000;
const MAILBOXES: u64 = 0x1_0000;
const ENTRY: u64 = 16;

/// The low memory of the function behind a port.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mailbox {
    base: u64,
}

impl Mailbox {
    pub fn of_port(port: usize) -> Self {
        Self {
            base: MAILBOXES + MAILBOX * port as u64,
        }
    }

    /// Where the message of a vector of MSI-X goes.
    fn vector(self, vector: usize) -> u64 {
        self.base + 4 * vector as u64
    }

    /// Where the message of MSI goes.
    pub fn msi(self) -> u64 {
        self.base + MAILBOX - 4
    }

    /// Whether a message of MSI came.
    pub fn take_msi(self, low: &LowMemory) -> bool {
        low.take(self.msi()) != 0
    }
}

/// An entry of the table as the machine wrote it.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    address: u64,
    data: u32,
}

/// The MSI-X table.
#[derive(Debug)]
pub(super) struct MessageTable {
    bar: usize,
    from: u64,
    entries: Vec<Entry>,
    mailbox: Mailbox,
}

impl MessageTable {
    /// The table of a function that has not been programmed.
    pub fn new(bar: usize, from: u64, entries: usize, mailbox: Mailbox) -> Self {
        Self {
            bar,
            from,
            entries: vec![Entry::default(); entries],
            mailbox,
        }
    }

    /// As after a reset: also the function's own table is to be [pointed](Self::point) again.
    pub fn reset(&mut self) {
        self.entries.fill(Entry::default());
    }

    /// Lets the function's own table point at the mailbox.
    pub fn point(&self, qtest: &mut Qtest, place: &Place) -> Result<(), Trouble> {
        for vector in 0..self.entries.len() {
            let entry = place.base + self.from + ENTRY * vector as u64;
            qtest.write(entry, Width::Quad, self.mailbox.vector(vector))?;
            qtest.write(entry + 8, Width::Long, 1)?; // any data but 0
        }
        Ok(())
    }

    /// The base address register whose memory has the table.
    pub fn bar(&self) -> usize {
        self.bar
    }

    /// Whether the register belongs to the table.
    pub fn has(&self, bar: usize, offset: u64) -> bool {
        let length = ENTRY * self.entries.len() as u64;
        bar == self.bar
            && offset
                .checked_sub(self.from)
                .is_some_and(|offset| offset < length)
    }

    /// The part of a read that is answered from here. `control` is the function's own word, where the read reaches it.
    pub fn read(&self, offset: u64, width: Width, control: u32) -> u64 {
        let (entry, within) = self.split(offset);
        let entry = &self.entries[entry];
        let whole =
            u128::from(control) << 96 | u128::from(entry.data) << 64 | u128::from(entry.address);
        let shifted = whole >> (8 * within);
        u64::try_from(shifted & u128::from(width.ones())).expect("cut to 64 bits")
    }

    /// Takes a write; the function's own control word is to be written with what is returned.
    ///
    /// Only whole words count, as the PCI specification demands of those who write.
    pub fn write(&mut self, offset: u64, width: Width, value: u64) -> Option<u32> {
        let (entry, within) = self.split(offset);
        let entry = &mut self.entries[entry];
        let (low, high) = (low(value), high(value));
        match (width, within) {
            (Width::Quad, 0) => entry.address = value,
            (Width::Quad, 8) => {
                entry.data = low;
                return Some(high);
            }
            (Width::Long, 0) => entry.address = entry.address & !0xFFFF_FFFF | u64::from(low),
            (Width::Long, 4) => entry.address = entry.address & 0xFFFF_FFFF | u64::from(low) << 32,
            (Width::Long, 8) => entry.data = low,
            (Width::Long, 12) => return Some(low),
            _ => {}
        }
        None
    }

    /// Whether an access reaches the control word, and where that is.
    pub fn control(&self, offset: u64, width: Width) -> Option<u64> {
        let (entry, within) = self.split(offset);
        (within + width.bytes() > 12).then(|| self.from + ENTRY * entry as u64 + 12)
    }

    /// The messages that came: address and data, by vector.
    pub fn take<'a>(&'a self, low: &'a LowMemory) -> impl Iterator<Item = (u64, u32)> + 'a {
        let came = |&(vector, _): &(usize, &Entry)| low.take(self.mailbox.vector(vector)) != 0;
        self.entries
            .iter()
            .enumerate()
            .filter(came)
            .map(|(_, entry)| (entry.address, entry.data))
    }

    fn split(&self, offset: u64) -> (usize, u64) {
        let offset = offset - self.from;
        (
            usize::try_from(offset / ENTRY).expect("the table has the entry"),
            offset % ENTRY,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_back_what_was_written_in_any_width() {
        let mut table = MessageTable::new(0, 0x2000, 3, Mailbox::of_port(0));
        assert!(table.has(0, 0x2000) && table.has(0, 0x202F));
        assert!(!table.has(0, 0x2030) && !table.has(1, 0x2000) && !table.has(0, 0x1FFC));
        assert_eq!(table.write(0x2010, Width::Long, 0xFEE0_0000), None);
        assert_eq!(table.write(0x2014, Width::Long, 1), None);
        assert_eq!(table.write(0x2018, Width::Quad, 0x1_0000_4041), Some(1));
        assert_eq!(table.write(0x201C, Width::Long, 0), Some(0));
        assert_eq!(table.write(0x2018, Width::Byte, 7), None);
        assert_eq!(table.read(0x2010, Width::Quad, 0), 0x1_FEE0_0000);
        assert_eq!(table.read(0x2018, Width::Quad, 1), 0x1_0000_4041);
        assert_eq!(table.read(0x201A, Width::Word, 1), 0);
        assert_eq!(table.read(0x2011, Width::Byte, 1), 0);
        assert_eq!(table.read(0x2012, Width::Word, 1), 0xFEE0);
        assert_eq!(table.read(0x2000, Width::Quad, 1), 0);
    }

    #[test]
    fn the_control_word_is_the_functions() {
        let table = MessageTable::new(0, 0x2000, 3, Mailbox::of_port(0));
        assert_eq!(table.control(0x2018, Width::Long), None);
        assert_eq!(table.control(0x2018, Width::Quad), Some(0x201C));
        assert_eq!(table.control(0x202C, Width::Byte), Some(0x202C));
    }

    #[test]
    fn mailboxes_lie_in_low_memory_and_apart() {
        let last = Mailbox::of_port(29);
        assert!(last.msi() + 4 <= 0xA_0000);
        assert_eq!(Mailbox::of_port(1).vector(0), Mailbox::of_port(0).msi() + 4);
    }
}
