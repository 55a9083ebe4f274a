//! The qtest protocol: memory and port accesses as a processor would make them, and the inputs of the I/O APIC.
//!
//! QEMU's `docs/devel/qtest.rst` describes it. The clock commands need the `qtest` accelerator, which distributions do
//! not build; nothing here uses them.

use std::fmt::Write as _;

use super::channel::{Channel, Trouble};
use crate::device::Width;

/// A write to physical memory: where, how wide, what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Write(pub u64, pub Width, pub u64);

/// The side of the test.
#[derive(Debug)]
pub(super) struct Qtest {
    channel: Channel,
    request: String,
    /// The inputs of the I/O APIC that are raised, by number.
    raised: u32,
}

impl Qtest {
    /// Speaks on `channel`.
    pub fn new(channel: Channel) -> Self {
        Self {
            channel,
            request: String::new(),
            raised: 0,
        }
    }

    /// Asks to be told when an input of the I/O APIC changes.
    pub fn watch_interrupts(&mut self) -> Result<(), Trouble> {
        self.request.clear();
        self.request.push_str("irq_intercept_in ioapic\n");
        self.exchange().map(drop)
    }

    /// Whether an input of the I/O APIC is raised.
    pub fn is_any_line_raised(&self) -> bool {
        self.raised != 0
    }

    /// Does nothing, but QEMU's main loop goes around.
    pub fn turn(&mut self) -> Result<(), Trouble> {
        self.request.clear();
        self.request.push_str("endianness\n");
        self.exchange().map(drop)
    }

    /// Reads physical memory.
    pub fn read(&mut self, address: u64, width: Width) -> Result<u64, Trouble> {
        self.ask(format_args!("read{} {address:#x}\n", suffix(width)))
    }

    /// Writes physical memory.
    pub fn write(&mut self, address: u64, width: Width, value: u64) -> Result<(), Trouble> {
        self.ask(format_args!(
            "write{} {address:#x} {:#x}\n",
            suffix(width),
            value & width.ones()
        ))
        .map(drop)
    }

    /// Writes physical memory, in this order, and waits once.
    pub fn write_all(&mut self, writes: &[Write]) -> Result<(), Trouble> {
        self.request.clear();
        for Write(address, width, value) in writes {
            let suffix = suffix(*width);
            let _ = writeln!(self.request, "write{suffix} {address:#x} {value:#x}");
        }
        self.channel.send(&self.request)?;
        writes.iter().try_for_each(|_| self.answer().map(drop))
    }

    /// Reads an I/O port: at most 32 bits.
    pub fn port_in(&mut self, port: u16, width: Width) -> Result<u64, Trouble> {
        self.ask(format_args!("in{} {port:#x}\n", suffix(width)))
    }

    /// Writes an I/O port: at most 32 bits.
    pub fn port_out(&mut self, port: u16, width: Width, value: u64) -> Result<(), Trouble> {
        self.ask(format_args!(
            "out{} {port:#x} {:#x}\n",
            suffix(width),
            value & width.ones()
        ))
        .map(drop)
    }

    fn ask(&mut self, request: std::fmt::Arguments<'_>) -> Result<u64, Trouble> {
        self.request.clear();
        let _ = self.request.write_fmt(request);
        self.exchange()
    }

    /// Sends the request; the number in the answer, or 0.
    fn exchange(&mut self) -> Result<u64, Trouble> {
        self.channel.send(&self.request)?;
        self.answer()
    }

    /// The number in the next answer, or 0. Interrupts that come before it are noted.
    fn answer(&mut self) -> Result<u64, Trouble> {
        loop {
            let line = self.channel.receive()?;
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next()) {
                (Some("OK"), None, _) => return Ok(0),
                (Some("OK"), Some(value), _) => return Ok(number(value).unwrap_or(0)),
                (Some("FAIL"), ..) => return Err(Trouble::Refused(line.into())),
                (Some("IRQ"), Some(change), Some(input)) => {
                    let input: u32 = input
                        .parse()
                        .map_err(|_| Trouble::Unexpected(line.into()))?;
                    let bit = 1u32.checked_shl(input).unwrap_or(0);
                    if change == "raise" {
                        self.raised |= bit;
                    } else {
                        self.raised &= !bit;
                    }
                }
                _ => return Err(Trouble::Unexpected(line.into())),
            }
        }
    }
}

fn suffix(width: Width) -> char {
    match width {
        Width::Byte => 'b',
        Width::Word => 'w',
        Width::Long => 'l',
        Width::Quad => 'q',
    }
}

fn number(text: &str) -> Option<u64> {
    u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{BufRead, BufReader, Write as _};
    use std::os::unix::net::UnixStream;
    use std::thread::JoinHandle;
    use std::time::Duration;

    use super::*;

    /// A QEMU that gives these answers, then closes; its result is what it was asked.
    fn answering(answers: &'static [&'static str]) -> (Qtest, JoinHandle<Vec<String>>) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let server = std::thread::spawn(move || {
            let mut requests = BufReader::new(theirs.try_clone().unwrap()).lines();
            let answer = |answer: &&str| {
                let request = requests.next().unwrap().unwrap();
                (&theirs).write_all(answer.as_bytes()).unwrap();
                request
            };
            answers.iter().map(answer).collect()
        });
        (
            // The thread that answers may have to wait for a processor.
            Qtest::new(Channel::new(ours, Duration::from_secs(60)).unwrap()),
            server,
        )
    }

    #[test]
    fn accesses_are_written_as_the_protocol_says() {
        let (mut qtest, server) = answering(&["OK 0x00000000deadbeef\n", "OK\n", "OK 0x0012\n"]);
        assert_eq!(qtest.read(0xc000_0000, Width::Long).unwrap(), 0xdead_beef);
        qtest.write(0xc000_0008, Width::Quad, u64::MAX).unwrap();
        assert_eq!(qtest.port_in(0xcfc, Width::Word).unwrap(), 0x12);
        let requests = server.join().unwrap();
        assert_eq!(
            requests,
            [
                "readl 0xc0000000",
                "writeq 0xc0000008 0xffffffffffffffff",
                "inw 0xcfc"
            ]
        );
    }

    #[test]
    fn a_value_is_cut_to_the_width() {
        let (mut qtest, server) = answering(&["OK\n"]);
        qtest.port_out(0x70, Width::Byte, 0x1ff).unwrap();
        assert_eq!(server.join().unwrap(), ["outb 0x70 0xff"]);
    }

    #[test]
    fn writes_together_are_answered_one_by_one() {
        let (mut qtest, server) = answering(&["OK\nIRQ raise 3\n", "OK\n", "OK 0x7\n"]);
        let writes = [Write(0x10, Width::Byte, 1), Write(0x20, Width::Word, 2)];
        qtest.write_all(&writes).unwrap();
        assert!(qtest.is_any_line_raised());
        assert_eq!(qtest.read(0x30, Width::Long).unwrap(), 7);
        let requests = server.join().unwrap();
        assert_eq!(
            requests,
            ["writeb 0x10 0x1", "writew 0x20 0x2", "readl 0x30"]
        );
    }

    #[test]
    fn interrupts_before_an_answer_are_noted() {
        let (mut qtest, _server) = answering(&["IRQ raise 21\nOK\n", "IRQ lower 21\nOK\n"]);
        qtest.turn().unwrap();
        assert!(qtest.is_any_line_raised());
        qtest.turn().unwrap();
        assert!(!qtest.is_any_line_raised());
    }

    #[test]
    fn refusal_nonsense_silence_and_end_are_told_apart() {
        let (mut qtest, _server) = answering(&["FAIL Unknown command\n", "what?\n"]);
        assert!(matches!(qtest.turn(), Err(Trouble::Refused(_))));
        assert!(matches!(qtest.turn(), Err(Trouble::Unexpected(_))));
        assert!(matches!(qtest.turn(), Err(Trouble::Closed)));
        let (ours, _theirs) = UnixStream::pair().unwrap();
        let mut qtest = Qtest::new(Channel::new(ours, Duration::from_millis(20)).unwrap());
        assert!(matches!(qtest.turn(), Err(Trouble::TimedOut)));
    }
}
