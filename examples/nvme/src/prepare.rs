//! What a request carries from `HW_BUILDIO` to `HW_STARTIO`: its command, and memory for a list that the controller reads.

use core::cell::Cell;
use core::mem::{MaybeUninit, offset_of};

use miniport::prelude::*;

use crate::adapter::Adapter;
use crate::command::Command;
use crate::prp::{Entries, LIST_BYTES, PAGE, PrpError};
use crate::scsi::Refusal;

const WORDS: usize = LIST_BYTES / 8;

/// The SRB extension.
///
/// Its second half is never read here, and written only as far as a list needs it: making it new costs nothing.
pub struct Prepared {
    command: Option<Command>,
    transferred: u32,
    /// Twice as long as a list, so that wherever it lies there is a part of a list's length inside one page.
    list: [Cell<MaybeUninit<u64>>; 2 * WORDS],
}

impl Default for Prepared {
    fn default() -> Self {
        Self {
            command: None,
            transferred: 0,
            list: [const { Cell::new(MaybeUninit::uninit()) }; 2 * WORDS],
        }
    }
}

impl Prepared {
    /// The command, if there is one for the controller.
    pub fn command(&self) -> Option<Command> {
        self.command
    }

    /// How many bytes the command transfers.
    pub fn transferred(&self) -> u32 {
        self.transferred
    }

    /// Sets both.
    pub fn set(&mut self, command: Command, transferred: u32) {
        self.command = Some(command);
        self.transferred = transferred;
    }
}

/// The part of the list memory that lies in one page.
pub struct Window<'s> {
    words: &'s [Cell<MaybeUninit<u64>>],
    /// Where it is for the controller.
    pub address: u64,
}

impl<'s> Window<'s> {
    /// That of a request. `None` if the memory has no physical address.
    pub fn of<S: UpTo<irql::Dispatch>>(
        cx: &mut Context<'_, Adapter, S>,
        srb: &'s Srb<Adapter>,
    ) -> Option<Self> {
        let list = offset_of!(Prepared, list);
        let whole = srb.extension_address(cx, list)?;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "only the lowest bits count"
        )]
        let skipped = whole.start.get().wrapping_neg() as usize % LIST_BYTES;
        let range = if whole.length >= skipped + LIST_BYTES {
            PhysicalRange {
                start: whole.start.add(skipped as u64),
                length: LIST_BYTES,
            }
        } else {
            srb.extension_address(cx, list + skipped)?
        };
        let words = srb.extension().list.get(skipped / 8..)?.get(..WORDS)?;
        (range.length >= LIST_BYTES).then(|| Self {
            words,
            address: range.start.get(),
        })
    }

    /// Writes word `index`; whether there is room for it.
    pub fn write(&self, index: usize, word: u64) -> bool {
        let Some(place) = self.words.get(index) else {
            return false;
        };
        place.set(MaybeUninit::new(word));
        true
    }
}

/// The PRP entries for the first `length` bytes of a request's data.
///
/// # Errors
/// How the request ends if its data cannot be named.
pub fn data_entries(
    cx: &mut BuildIo<'_, Adapter>,
    srb: &Srb<Adapter>,
    length: u32,
) -> Result<[u64; 2], Refusal> {
    if srb.transfer_length() < length {
        return Err(Refusal::Status(SrbStatus::DataOverrun));
    }
    let pieces = srb
        .scatter_gather_list(cx)
        .ok_or(Refusal::Status(SrbStatus::InternalError))?;
    let offset = pieces
        .iter()
        .next()
        .map_or(0, |(start, _)| start.get() % PAGE);
    let window = if offset + u64::from(length) > 2 * PAGE {
        Some(Window::of(cx, srb).ok_or(Refusal::Status(SrbStatus::InternalError))?)
    } else {
        None
    };
    let pieces = pieces.iter().map(|(start, bytes)| (start.get(), bytes));
    let entries = Entries::build(pieces, length.into(), |index, entry| match &window {
        Some(window) => window.write(index, entry),
        None => index == 0, // the second entry of the command
    });
    match entries {
        Ok(entries) => Ok(entries.for_command(window.map_or(0, |window| window.address))),
        Err(PrpError::TooShort) => Err(Refusal::Status(SrbStatus::DataOverrun)),
        Err(PrpError::Unaligned | PrpError::Gap | PrpError::TooLong) => {
            Err(Refusal::Status(SrbStatus::InvalidRequest))
        }
    }
}
