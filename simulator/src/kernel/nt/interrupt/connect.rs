//! Interrupts are connected.
//!
//! Whether the messages of one connection share a lock is not documented: the seed decides, so that both are seen.

use std::rc::Rc;

use miniport::ffi;

use super::request::Request;
use super::{Connection, GIVEN};
use crate::kernel::core::Kernel;
use crate::kernel::hardware::function::{Handlers, INTERRUPT, Mode};
use crate::kernel::level::DIRQL;
use crate::kernel::lock::Lock;
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::block::Block;
use crate::kernel::nt::call::Call;
use crate::verifier::Rule;

/// The size of what an interrupt object points to.
const OBJECT: usize = 64;

/// Makes memory that stays while something is connected.
fn make<T>(call: &Call<'_>, length: usize, fill: u8) -> *mut T {
    let block = Block::new(length, 16, fill);
    let place = block.as_ptr();
    call.kernel.nt.interrupts.blocks.borrow_mut().push(block);
    place.cast()
}

/// Whether a message or the line has a routine already.
fn check_free(
    call: &Call<'_>,
    request: &Request,
    message: Option<u32>,
) -> Result<(), ffi::NTSTATUS> {
    if !call.is_place(request.result) {
        return Err(ffi::STATUS_INVALID_PARAMETER);
    }
    if call
        .kernel
        .connection(request.function.owner, message)
        .is_some()
    {
        call.violation(Rule::InterruptConnection, "an interrupt is connected twice");
        return Err(ffi::STATUS_INVALID_PARAMETER);
    }
    Ok(())
}

fn add(call: &Call<'_>, request: &Request, message: Option<u32>, lock: Lock, name: usize) -> usize {
    let object: *mut u8 = make(call, OBJECT, GARBAGE);
    let connection = Connection {
        function: Rc::clone(&request.function),
        message,
        service: request.service,
        context: request.context,
        lock: if request.spin_lock.is_null() {
            lock
        } else {
            Lock::at(&GIVEN, request.spin_lock as usize)
        },
        object: object as usize,
        name: if name == 0 { object as usize } else { name },
        version: request.version,
    };
    let mut connections = call.kernel.nt.interrupts.connections.borrow_mut();
    connections.push(Rc::new(connection));
    object as usize
}

pub(super) fn connect_line(
    call: &Call<'_>,
    request: &Request,
) -> Result<ffi::NTSTATUS, ffi::NTSTATUS> {
    let interrupts = request.function.interrupts();
    if !interrupts.iter().any(|found| found.message.is_none()) {
        return Err(ffi::STATUS_NOT_FOUND);
    }
    connect_one(call, request, None)
}

pub(super) fn connect_one(
    call: &Call<'_>,
    request: &Request,
    message: Option<u32>,
) -> Result<ffi::NTSTATUS, ffi::NTSTATUS> {
    check_free(call, request, message)?;
    let owner = request.function.owner;
    let lock = match message {
        Some(id) => Lock::one(&INTERRUPT, owner, id as usize),
        None => Lock::all(&INTERRUPT, owner),
    };
    let object = add(call, request, message, lock, 0);
    finish(call, request, object);
    Ok(ffi::STATUS_SUCCESS)
}

pub(super) fn connect_messages(
    call: &Call<'_>,
    request: &Request,
) -> Result<ffi::NTSTATUS, ffi::NTSTATUS> {
    let function = &request.function;
    for id in 0..function.granted {
        check_free(call, request, Some(id))?;
    }
    call.kernel.assign_messages(function, Mode::PerMessage);
    let count = function.granted as usize;
    let entry = size_of::<ffi::IO_INTERRUPT_MESSAGE_INFO_ENTRY>();
    let length = size_of::<ffi::IO_INTERRUPT_MESSAGE_INFO>() + (count - 1) * entry;
    let table: ffi::PIO_INTERRUPT_MESSAGE_INFO = make(call, length, 0);
    let each = call.kernel.chance(2);
    let messages = function.messages.borrow().clone();
    // SAFETY: the block has room for the header and all entries.
    let entries = unsafe {
        (*table).UnifiedIrql = DIRQL;
        (*table).MessageCount = function.granted;
        (&raw mut (*table).MessageInfo).cast::<ffi::IO_INTERRUPT_MESSAGE_INFO_ENTRY>()
    };
    for ((interrupt, message), index) in function.interrupts().iter().zip(&messages).zip(0..) {
        let lock = if each {
            Lock::one(&INTERRUPT, function.owner, index)
        } else {
            Lock::all(&INTERRUPT, function.owner)
        };
        let object = add(call, request, interrupt.message, lock, table as usize);
        // SAFETY: one of the entries.
        unsafe {
            entries
                .add(index)
                .write(ffi::IO_INTERRUPT_MESSAGE_INFO_ENTRY {
                    MessageAddress: ffi::LARGE_INTEGER {
                        QuadPart: message.address.cast_signed(),
                    },
                    TargetProcessorSet: 1 << message.processor,
                    InterruptObject: object as ffi::PKINTERRUPT,
                    MessageData: message.data,
                    Vector: interrupt.vector,
                    Irql: DIRQL,
                    Mode: ffi::Latched,
                    Polarity: ffi::InterruptRisingEdge,
                });
        }
    }
    finish(call, request, table as usize);
    Ok(ffi::STATUS_SUCCESS)
}

/// Says what was connected, then lets interrupts arrive, perhaps before the driver looks.
fn finish(call: &Call<'_>, request: &Request, name: usize) {
    // SAFETY: the driver says that the result goes there; it is not NULL and aligned.
    unsafe { request.result.write(name as ffi::PVOID) };
    let function = &request.function;
    let owner = function.owner;
    if function.granted != 0 {
        call.kernel.assign_messages(function, Mode::PerMessage);
    }
    function.set_handlers(Handlers {
        line: Some(Rc::new(move || Kernel::running().serve(owner, None))),
        message: Some(Rc::new(move |id| {
            Kernel::running().serve(owner, Some(id));
        })),
        lock: Some(Rc::new(move |message| {
            let connection = Kernel::running().connection(owner, message);
            connection.map_or(Lock::all(&INTERRUPT, owner), |connection| connection.lock)
        })),
    });
    call.kernel.connect(function);
}
