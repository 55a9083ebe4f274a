//! The sockets that QEMU connects to: Unix'. Where there are none, QEMU's devices cannot be had, and who asks is told so.

#[cfg(unix)]
pub(super) use std::os::unix::net::{UnixListener as Listener, UnixStream as Stream};

#[cfg(not(unix))]
pub(super) use absent::{Listener, Stream};

/// Sockets that nobody has.
#[cfg(not(unix))]
mod absent {
    use std::io::{self, ErrorKind, Read, Write};
    use std::path::Path;
    use std::time::Duration;

    #[derive(Debug)]
    pub enum Listener {}

    impl Listener {
        pub fn bind(_: &Path) -> io::Result<Self> {
            Err(ErrorKind::Unsupported.into())
        }

        pub fn set_nonblocking(&self, _: bool) -> io::Result<()> {
            match *self {}
        }

        pub fn accept(&self) -> io::Result<(Stream, ())> {
            match *self {}
        }
    }

    #[derive(Debug)]
    pub enum Stream {}

    impl Stream {
        pub fn set_nonblocking(&self, _: bool) -> io::Result<()> {
            match *self {}
        }

        pub fn set_read_timeout(&self, _: Option<Duration>) -> io::Result<()> {
            match *self {}
        }

        pub fn set_write_timeout(&self, _: Option<Duration>) -> io::Result<()> {
            match *self {}
        }
    }

    impl Read for Stream {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            match *self {}
        }
    }

    impl Write for Stream {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            match *self {}
        }

        fn flush(&mut self) -> io::Result<()> {
            match *self {}
        }
    }
}
