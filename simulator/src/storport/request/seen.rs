//! What the memory of a request held when the driver got it, and when the driver completed it: "the port driver owns the request" from then on
//! (page of `StorPortNotification`), and what a sender wants written is the sender's.

use super::slot::{SENSE_SIZE, SRB_SIZE, Slot};
use super::table::{Direction, Function, Request};
use crate::kernel::memory::block::Block;
use crate::kernel::memory::buffer::DataBuffer;

/// Copies of memory that has to stay as it is; kept for the next request, so that nothing is allocated for most.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    srb: Vec<u8>,
    sense: Vec<u8>,
    data: Vec<u8>,
}

fn copy(block: &Block, length: usize, to: &mut Vec<u8>) {
    to.clear();
    // SAFETY: within the block; the driver does not run now.
    to.extend_from_slice(unsafe { std::slice::from_raw_parts(block.as_ptr(), length) });
}

fn is_same(block: &Block, seen: &[u8]) -> bool {
    // SAFETY: as above.
    seen == unsafe { std::slice::from_raw_parts(block.as_ptr(), seen.len()) }
}

/// What comes from the driver.
fn comes(request: &Request) -> Option<&DataBuffer> {
    let comes = matches!(request.direction, Direction::In | Direction::Both);
    request.data.as_ref().filter(|_| comes)
}

/// What a command is given, which its driver reads alone.
fn goes(request: &Request) -> Option<&DataBuffer> {
    let goes =
        request.direction == Direction::Out && matches!(request.function, Function::Scsi(..));
    request.data.as_ref().filter(|_| goes)
}

impl Slot {
    /// The driver gets the request.
    pub fn see_sent(&mut self, request: &Request) {
        self.seen.data.clear();
        if let Some(data) = goes(request) {
            data.copy_to(&mut self.seen.data);
        }
    }

    /// The driver has changed what it was to write to its device.
    pub fn is_data_changed(&self, request: &Request) -> bool {
        goes(request).is_some_and(|data| !data.is_same(&self.seen.data))
    }

    /// The driver has completed the request.
    pub fn see_completed(&mut self, request: &Request) {
        copy(&self.srb, SRB_SIZE, &mut self.seen.srb);
        copy(&self.sense, SENSE_SIZE, &mut self.seen.sense);
        if let Some(data) = comes(request) {
            data.copy_to(&mut self.seen.data);
        }
    }

    /// What the driver has written since.
    pub fn written_since(&self, request: &Request) -> Option<&'static str> {
        if !is_same(&self.srb, &self.seen.srb) {
            Some("the request block")
        } else if !is_same(&self.sense, &self.seen.sense) {
            Some("the sense buffer")
        } else if comes(request).is_some_and(|data| !data.is_same(&self.seen.data)) {
            Some("the data buffer")
        } else {
            None
        }
    }
}
