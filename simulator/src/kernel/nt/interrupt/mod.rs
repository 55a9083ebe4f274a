//! Interrupts: what is connected, and how a service routine is called.

mod connect;
pub(in crate::kernel::nt) mod disconnect;
pub(in crate::kernel::nt) mod request;

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use miniport::ffi;

use crate::kernel::core::Kernel;
use crate::kernel::hardware::function::Function;
use crate::kernel::level::DIRQL;
use crate::kernel::lock::{Class, Lock};
use crate::kernel::memory::block::Block;
use crate::verifier::{Role, Rule};

/// A lock that the driver gave for its interrupts.
static GIVEN: Class = Class {
    name: "interrupt spin locks",
    one: "interrupt spin lock",
    rank: 2,
    irql: DIRQL,
};

/// The routine of a connection.
#[derive(Clone, Copy)]
enum Service {
    Line(ffi::KSERVICE_ROUTINE),
    Message(ffi::KMESSAGE_SERVICE_ROUTINE),
}

/// A line or a message that is connected.
pub(in crate::kernel::nt) struct Connection {
    pub function: Rc<Function>,
    message: Option<u32>,
    service: Service,
    context: ffi::PVOID,
    pub lock: Lock,
    /// The interrupt object.
    object: usize,
    /// What `IoDisconnectInterruptEx` names: the object, or the table of messages.
    name: usize,
    version: ffi::ULONG,
}

/// What is connected, and the memory of objects and tables by their address.
#[derive(Default)]
pub(in crate::kernel::nt) struct Interrupts {
    connections: RefCell<Vec<Rc<Connection>>>,
    blocks: RefCell<Vec<Block>>,
}

impl Kernel {
    /// What the line or a message of a function is connected to.
    fn connection(&self, owner: usize, message: Option<u32>) -> Option<Rc<Connection>> {
        self.nt
            .interrupts
            .connections
            .borrow()
            .iter()
            .find(|connection| connection.function.owner == owner && connection.message == message)
            .cloned()
    }

    /// The connection of an interrupt object.
    pub(in crate::kernel::nt) fn connection_of(
        &self,
        object: ffi::PKINTERRUPT,
    ) -> Option<Rc<Connection>> {
        self.nt
            .interrupts
            .connections
            .borrow()
            .iter()
            .find(|connection| connection.object == object as usize)
            .cloned()
    }

    /// Whether a spin lock was given for an interrupt that is connected.
    pub(in crate::kernel::nt) fn is_interrupt_lock(&self, address: usize) -> bool {
        let given = Lock::at(&GIVEN, address);
        let connections = self.nt.interrupts.connections.borrow();
        connections
            .iter()
            .any(|connection| connection.lock.excludes(given))
    }

    /// Memory is freed: locks of interrupts that are connected must not lie in it.
    pub(in crate::kernel::nt) fn interrupts_end(
        &self,
        memory: &Range<usize>,
        device: Option<usize>,
        what: &str,
    ) {
        let within = |connection: &Rc<Connection>| {
            connection.lock.is_of(&GIVEN) && memory.contains(&connection.lock.instance)
        };
        if self.nt.interrupts.connections.borrow().iter().any(within) {
            self.broken(
                Rule::InterruptConnection,
                device,
                format!(
                    "{what} is freed while the lock in it is that of an interrupt that is connected"
                ),
            );
        }
    }

    /// How many interrupts of a device are connected.
    pub(in crate::kernel::nt) fn connections_of(&self, owner: usize) -> usize {
        let connections = self.nt.interrupts.connections.borrow();
        let mine = |connection: &&Rc<Connection>| connection.function.owner == owner;
        connections.iter().filter(mine).count()
    }

    /// Calls the service routine of the line or of a message: whether the interrupt was the device's.
    fn serve(&self, owner: usize, message: Option<u32>) -> bool {
        let Some(connection) = self.connection(owner, message) else {
            return false;
        };
        let object = connection.object as ffi::PKINTERRUPT;
        let context = connection.context;
        match connection.service {
            Service::Line(routine) => {
                // SAFETY: the driver connected the routine with this context.
                let call = || unsafe { routine(object, context) != ffi::FALSE };
                self.callback(Some(owner), Role::KService, call)
            }
            Service::Message(routine) => {
                let id = message.unwrap_or(0);
                // SAFETY: as above.
                let call = || unsafe { routine(object, context, id) != ffi::FALSE };
                self.callback(Some(owner), Role::KMessageService, call)
            }
        }
    }
}
