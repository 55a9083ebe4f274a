//! A socket to QEMU on which both sides speak in lines. Every wait has a limit.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::time::Duration;

use super::socket::Stream;

/// Why an exchange failed, before it is known whether QEMU lives.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The other end is gone.
    Closed,
    /// No answer in time.
    TimedOut,
    /// An answer that the protocol does not know.
    Unexpected(String),
    /// QEMU understood, and refused.
    Refused(String),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Self::TimedOut,
            ErrorKind::InvalidData => Self::Unexpected("bytes that are no text".into()),
            _ => Self::Closed,
        }
    }
}

/// The socket.
#[derive(Debug)]
pub(super) struct Channel {
    stream: BufReader<Stream>,
    line: String,
}

impl Channel {
    /// Takes over a connected socket. `limit` is for each answer.
    pub fn new(stream: Stream, limit: Duration) -> std::io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(limit))?;
        stream.set_write_timeout(Some(limit))?;
        Ok(Self {
            stream: BufReader::new(stream),
            line: String::new(),
        })
    }

    /// Sends one line, which ends with its newline.
    pub fn send(&mut self, line: &str) -> Result<(), Trouble> {
        Ok(self.stream.get_mut().write_all(line.as_bytes())?)
    }

    /// Waits for the next line.
    pub fn receive(&mut self) -> Result<&str, Trouble> {
        self.line.clear();
        if self.stream.read_line(&mut self.line)? == 0 {
            return Err(Trouble::Closed);
        }
        Ok(self.line.trim_end())
    }
}
