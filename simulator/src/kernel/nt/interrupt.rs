//! Interrupts are connected and disconnected.
//!
//! Whether the messages of one connection share a lock is not documented: the seed decides, so that both are seen.

use std::cell::RefCell;
use std::rc::Rc;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::core::Kernel;
use crate::kernel::hardware::function::{Function, Handlers, INTERRUPT, Mode};
use crate::kernel::level::DIRQL;
use crate::kernel::lock::{Class, Lock};
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::block::Block;
use crate::kernel::time::MICROSECOND;
use crate::verifier::{Role, Rule};

/// A lock that the driver gave for its interrupts.
static GIVEN: Class = Class {
    name: "interrupt spin locks",
    one: "interrupt spin lock",
    rank: 2,
    irql: DIRQL,
};

/// The size of what an interrupt object points to.
const OBJECT: usize = 64;

/// The routine of a connection.
#[derive(Clone, Copy)]
enum Service {
    Line(ffi::KSERVICE_ROUTINE),
    Message(ffi::KMESSAGE_SERVICE_ROUTINE),
}

/// A line or a message that is connected.
pub(super) struct Connection {
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
pub(super) struct Interrupts {
    connections: RefCell<Vec<Rc<Connection>>>,
    blocks: RefCell<Vec<Block>>,
}

routines! {
    /// Connects the interrupts of a device.
    IoConnectInterruptEx(parameters: ffi::PIO_CONNECT_INTERRUPT_PARAMETERS) -> ffi::NTSTATUS, PASSIVE
        => |call| connect(call, parameters).unwrap_or_else(|status| status), else ffi::STATUS_INVALID_PARAMETER;
    /// Disconnects them, and waits until their routines have returned.
    IoDisconnectInterruptEx(parameters: ffi::PIO_DISCONNECT_INTERRUPT_PARAMETERS) -> (), PASSIVE
        => |call| disconnect(call, parameters), else ();
}

/// What the kinds of connections have in common.
struct Request {
    function: Rc<Function>,
    version: ffi::ULONG,
    service: Service,
    context: ffi::PVOID,
    spin_lock: ffi::PKSPIN_LOCK,
    /// Where the interrupt object or the table goes.
    result: *mut ffi::PVOID,
}

fn connect(
    call: &Call<'_>,
    parameters: ffi::PIO_CONNECT_INTERRUPT_PARAMETERS,
) -> Result<ffi::NTSTATUS, ffi::NTSTATUS> {
    if !call.is_place(parameters) {
        return Err(ffi::STATUS_INVALID_PARAMETER);
    }
    // SAFETY: the driver says that the parameters are there, of the kind that the version says.
    let version = unsafe { (*parameters).Version };
    // SAFETY: as above.
    let arms = unsafe { &raw mut (*parameters).u };
    match version {
        // SAFETY: as above.
        ffi::CONNECT_FULLY_SPECIFIED | ffi::CONNECT_FULLY_SPECIFIED_GROUP => unsafe {
            let given = (*arms).FullySpecified;
            let request = Request {
                function: function_of(call, given.PhysicalDeviceObject)?,
                version,
                service: line_service(call, given.ServiceRoutine)?,
                context: given.ServiceContext,
                spin_lock: given.SpinLock,
                result: given.InterruptObject.cast(),
            };
            let message = find_vector(call, &request, &given)?;
            connect_one(call, &request, message)
        },
        // SAFETY: as above.
        ffi::CONNECT_LINE_BASED => unsafe {
            let given = (*arms).LineBased;
            let request = Request {
                function: function_of(call, given.PhysicalDeviceObject)?,
                version,
                service: line_service(call, given.ServiceRoutine)?,
                context: given.ServiceContext,
                spin_lock: given.SpinLock,
                result: given.InterruptObject.cast(),
            };
            connect_line(call, &request)
        },
        // SAFETY: as above.
        ffi::CONNECT_MESSAGE_BASED => unsafe {
            let given = (*arms).MessageBased;
            let function = function_of(call, given.PhysicalDeviceObject)?;
            let by_message = function.granted != 0;
            if !by_message && given.FallBackServiceRoutine.is_none() {
                return Err(ffi::STATUS_NOT_FOUND);
            }
            let service = match given.MessageServiceRoutine {
                Some(routine) if by_message => Service::Message(routine),
                _ if by_message => {
                    call.bad("MessageServiceRoutine is NULL");
                    return Err(ffi::STATUS_INVALID_PARAMETER);
                }
                _ => line_service(call, given.FallBackServiceRoutine)?,
            };
            let request = Request {
                function,
                version: if by_message {
                    version
                } else {
                    ffi::CONNECT_LINE_BASED
                },
                service,
                context: given.ServiceContext,
                spin_lock: given.SpinLock,
                result: given.ConnectionContext.Generic,
            };
            if by_message {
                connect_messages(call, &request)
            } else {
                let status = connect_line(call, &request)?;
                (*parameters).Version = ffi::CONNECT_LINE_BASED;
                Ok(status)
            }
        },
        _ => {
            // SAFETY: as above. The highest version that there is here.
            unsafe { (*parameters).Version = ffi::CONNECT_FULLY_SPECIFIED_GROUP };
            Err(ffi::STATUS_NOT_SUPPORTED)
        }
    }
}

fn function_of(
    call: &Call<'_>,
    object: ffi::PDEVICE_OBJECT,
) -> Result<Rc<Function>, ffi::NTSTATUS> {
    call.kernel.function_of(object as usize).ok_or_else(|| {
        call.bad("PhysicalDeviceObject is that of no device with interrupts");
        ffi::STATUS_INVALID_PARAMETER
    })
}

fn line_service(
    call: &Call<'_>,
    routine: ffi::PKSERVICE_ROUTINE,
) -> Result<Service, ffi::NTSTATUS> {
    routine.map(Service::Line).ok_or_else(|| {
        call.bad("the service routine is NULL");
        ffi::STATUS_INVALID_PARAMETER
    })
}

/// The interrupt that fully specified parameters mean: the message, or `None` for the line.
fn find_vector(
    call: &Call<'_>,
    request: &Request,
    given: &ffi::IO_CONNECT_INTERRUPT_FULLY_SPECIFIED_PARAMETERS,
) -> Result<Option<u32>, ffi::NTSTATUS> {
    let invalid = |what: &str| {
        call.bad(what);
        ffi::STATUS_INVALID_PARAMETER
    };
    let interrupts = request.function.interrupts();
    let found = interrupts.iter().find(|found| found.vector == given.Vector);
    let Some(found) = found else {
        return Err(invalid("the vector was not assigned to the device"));
    };
    let mode = if found.message.is_some() {
        ffi::Latched
    } else {
        ffi::LevelSensitive
    };
    if given.Irql != DIRQL || given.SynchronizeIrql < given.Irql {
        return Err(invalid(
            "Irql is not that of the interrupt, or SynchronizeIrql is lower",
        ));
    }
    if given.InterruptMode != mode || given.ProcessorEnableMask == 0 {
        return Err(invalid(
            "InterruptMode is not that of the interrupt, or no processor is enabled",
        ));
    }
    Ok(found.message)
}

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

fn connect_line(call: &Call<'_>, request: &Request) -> Result<ffi::NTSTATUS, ffi::NTSTATUS> {
    let interrupts = request.function.interrupts();
    if !interrupts.iter().any(|found| found.message.is_none()) {
        return Err(ffi::STATUS_NOT_FOUND);
    }
    connect_one(call, request, None)
}

fn connect_one(
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

fn connect_messages(call: &Call<'_>, request: &Request) -> Result<ffi::NTSTATUS, ffi::NTSTATUS> {
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
    while function.is_handled() {
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
    pub(super) fn connection_of(&self, object: ffi::PKINTERRUPT) -> Option<Rc<Connection>> {
        self.nt
            .interrupts
            .connections
            .borrow()
            .iter()
            .find(|connection| connection.object == object as usize)
            .cloned()
    }

    /// Whether a spin lock was given for an interrupt that is connected.
    pub(super) fn is_interrupt_lock(&self, address: usize) -> bool {
        let given = Lock::at(&GIVEN, address);
        let connections = self.nt.interrupts.connections.borrow();
        connections
            .iter()
            .any(|connection| connection.lock.excludes(given))
    }

    /// How many interrupts of a device are connected.
    pub(super) fn connections_of(&self, owner: usize) -> usize {
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
                self.callback(Some(owner), Role::KServiceRoutine, call)
            }
            Service::Message(routine) => {
                let id = message.unwrap_or(0);
                // SAFETY: as above.
                let call = || unsafe { routine(object, context, id) != ffi::FALSE };
                self.callback(Some(owner), Role::KMessageServiceRoutine, call)
            }
        }
    }
}
