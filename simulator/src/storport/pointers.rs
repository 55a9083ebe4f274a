//! Dump pointers: what Storport asks a driver whose disk is to hold crash dumps or the hibernation file.
//!
//! The pages name the request (`SRB_FUNCTION_DUMP_POINTERS`, after `HwStorInitialize`), which virtual miniports have to support and physical
//! ones may ask for. They do not say how a virtual miniport is called in dump mode: here like a physical one without a device, as public ones
//! that write dumps register themselves; nor when `SRB_FUNCTION_FREE_DUMP_POINTERS` comes: when the disk is used no more, at the latest
//! before the adapter is removed, unless it was pulled out.

use std::mem::offset_of;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::AdapterState;
use super::error::DumpError;
use super::port::Storport;
use super::request::table::{Direction, Function};
use super::unit::Address;
use crate::verifier::Rule;

/// Bytes of the structure.
const SIZE: usize = size_of::<ffi::MINIPORT_DUMP_POINTERS>();
/// `CommonBufferSize` is at most 64 KB. The advice of 32 KB for all memory is no limit.
pub(super) const LONGEST_COMMON_BUFFER: usize = 64 << 10;

/// A disk is used for dumps, and this is what its driver has answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pointers {
    address: Address,
    /// `MiniportPrivateDumpData`, which find-adapter of the dump path gets.
    pub private: usize,
}

impl Storport<'_> {
    /// Asks for dump pointers; nothing is asked of a driver that does not want to be.
    pub fn ask_for_pointers(
        &self,
        adapter: &Rc<AdapterState>,
        address: Address,
    ) -> Result<(), DumpError> {
        if !adapter.answers_dump_pointers() {
            return Ok(());
        }
        let offered = offered(adapter);
        let mut buffer = offered;
        let function = Function::Other(ffi::SRB_FUNCTION_DUMP_POINTERS);
        let completion = self
            .execute(adapter, address, function, Direction::Both, &mut buffer)
            .map_err(DumpError::Io)?;
        if !completion.is_success() {
            if adapter.virtual_device {
                let message = "a virtual miniport supports SRB_FUNCTION_DUMP_POINTERS (page of MINIPORT_DUMP_POINTERS)";
                self.broke(adapter, Rule::DumpMode, message);
            }
            return Err(DumpError::Failed {
                command: "SRB_FUNCTION_DUMP_POINTERS",
                completion,
            });
        }
        // SAFETY: any bytes are a value: integers and pointers, which are not followed.
        let answer: ffi::MINIPORT_DUMP_POINTERS = unsafe {
            buffer
                .as_ptr()
                .cast::<ffi::MINIPORT_DUMP_POINTERS>()
                .read_unaligned()
        };
        for wrong in wrong(&answer, &offered, &buffer, adapter.virtual_device) {
            let message = format!("MINIPORT_DUMP_POINTERS: {wrong}");
            self.broke(adapter, Rule::DumpMode, message);
        }
        let private = answer.MiniportPrivateDumpData as usize;
        adapter.pointers.set(Some(Pointers { address, private }));
        Ok(())
    }

    /// The disk is used for dumps no more.
    pub fn free_pointers(&self, adapter: &Rc<AdapterState>) -> Result<(), DumpError> {
        let Some(Pointers { address, .. }) = adapter.pointers.take() else {
            return Ok(());
        };
        let function = Function::Other(ffi::SRB_FUNCTION_FREE_DUMP_POINTERS);
        // Nobody waits for a certain answer: there is nothing that could be done about another one.
        self.execute(adapter, address, function, Direction::None, &mut [])
            .map(drop)
            .map_err(DumpError::Io)
    }
}

impl AdapterState {
    /// The driver is asked for dump pointers.
    pub fn answers_dump_pointers(&self) -> bool {
        self.virtual_device || self.init.FeatureSupport & ffi::STOR_FEATURE_DUMP_POINTERS != 0
    }
}

/// The structure as Storport initialises it, by its page.
fn offered(adapter: &AdapterState) -> [u8; SIZE] {
    let mut raw = [0; SIZE];
    let mut put = |at: usize, bytes: &[u8]| raw[at..at + bytes.len()].copy_from_slice(bytes);
    let bus = adapter.init.AdapterInterfaceType.to_ne_bytes();
    put(
        offset_of!(ffi::MINIPORT_DUMP_POINTERS, AdapterInterfaceType),
        &bus,
    );
    let longest = ffi::SP_UNINITIALIZED_VALUE.to_ne_bytes();
    put(
        offset_of!(ffi::MINIPORT_DUMP_POINTERS, MaximumTransferLength),
        &longest,
    );
    put(
        offset_of!(ffi::MINIPORT_DUMP_POINTERS, Master),
        &[ffi::TRUE],
    );
    raw
}

/// What is wrong with an answer.
fn wrong(
    answer: &ffi::MINIPORT_DUMP_POINTERS,
    offered: &[u8; SIZE],
    came: &[u8; SIZE],
    is_virtual: bool,
) -> Vec<String> {
    let mut wrong = Vec::new();
    if answer.Version != ffi::DUMP_MINIPORT_VERSION_1 || usize::from(answer.Size) != SIZE {
        wrong.push(format!(
            "Version {:#06x} and Size {} are not DUMP_MINIPORT_VERSION_1 and {SIZE}",
            answer.Version, answer.Size
        ));
    }
    let name = answer.DriverName;
    let end = name.iter().position(|&unit| unit == 0);
    let name = String::from_utf16_lossy(&name[..end.unwrap_or(name.len())]);
    // A physical one may leave it out.
    let is_named = !name.is_empty() || !is_virtual;
    if end.is_none() || !is_named || name.contains(['\\', '/']) {
        wrong.push(format!(
            "DriverName {name:?} is not the name of a driver's file, without a path and with a zero behind it"
        ));
    }
    if !answer.AdapterObject.is_null() || !answer.MappedRegisterBase.is_null() {
        wrong.push("AdapterObject and MappedRegisterBase are set to zero".to_owned());
    }
    if answer.CommonBufferSize as usize > LONGEST_COMMON_BUFFER {
        let bytes = answer.CommonBufferSize;
        wrong.push(format!("CommonBufferSize is {bytes}, more than 64 KB"));
    }
    let fixed = [
        (
            "SystemIoBusNumber",
            offset_of!(ffi::MINIPORT_DUMP_POINTERS, SystemIoBusNumber),
            4,
        ),
        (
            "AdapterInterfaceType",
            offset_of!(ffi::MINIPORT_DUMP_POINTERS, AdapterInterfaceType),
            4,
        ),
        ("Master", offset_of!(ffi::MINIPORT_DUMP_POINTERS, Master), 1),
    ];
    for (member, at, length) in fixed {
        if offered[at..at + length] != came[at..at + length] {
            wrong.push(format!("{member} is Storport's, and was changed"));
        }
    }
    wrong
}
