//! Interrupts are disconnected: no service routine runs any more when that is over.

use std::rc::Rc;

use miniport::ffi;

use super::Connection;
use crate::kernel::memory::block::Block;
use crate::kernel::nt::call::{Call, routines};
use crate::kernel::time::MICROSECOND;
use crate::verifier::Rule;

routines! {
    /// Disconnects them, and waits until their routines have returned.
    IoDisconnectInterruptEx(parameters: ffi::PIO_DISCONNECT_INTERRUPT_PARAMETERS) -> (), PASSIVE
        => |call| disconnect(call, parameters), else ();
}

fn disconnect(call: &Call<'_>, parameters: ffi::PIO_DISCONNECT_INTERRUPT_PARAMETERS) {
    if !call.is_place(parameters) {
        return;
    }
    // SAFETY: the driver says that the parameters are there; the context is a pointer in all versions.
    let (version, name) = unsafe {
        let parameters = parameters.read();
        (
            parameters.Version,
            parameters.ConnectionContext.Generic as usize,
        )
    };
    let kernel = call.kernel;
    let connections = &kernel.nt.interrupts.connections;
    let mine: Vec<Rc<Connection>> = connections
        .borrow()
        .iter()
        .filter(|connection| connection.name == name)
        .cloned()
        .collect();
    let Some(first) = mine.first() else {
        call.violation(
            Rule::InterruptConnection,
            "an interrupt is disconnected that is not connected",
        );
        return;
    };
    if first.version != version {
        call.bad(&format!(
            "Version is {version}, and IoConnectInterruptEx gave {}",
            first.version
        ));
    }
    let function = &first.function;
    let others = connections
        .borrow()
        .iter()
        .any(|other| Rc::ptr_eq(&other.function, function) && other.name != name);
    if !others {
        kernel.disconnect(function);
    }
    while function.is_handled() && kernel.may_block() {
        kernel.sleep(MICROSECOND);
    }
    connections
        .borrow_mut()
        .retain(|connection| connection.name != name);
    let gone = |block: &Block| {
        let address = block.as_ptr() as usize;
        address == name || mine.iter().any(|connection| connection.object == address)
    };
    let (gone, left) = kernel
        .nt
        .interrupts
        .blocks
        .take()
        .into_iter()
        .partition(gone);
    kernel.nt.interrupts.blocks.replace(left);
    let gone: Vec<Block> = gone;
    for block in gone {
        kernel.pool.retire(block);
    }
}
