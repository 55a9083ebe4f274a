//! What a driver asks for when it connects interrupts: by vector, the line, or all messages.

use std::rc::Rc;

use miniport::ffi;

use super::Service;
use super::connect::{connect_line, connect_messages, connect_one};
use crate::kernel::hardware::function::Function;
use crate::kernel::level::DIRQL;
use crate::kernel::nt::call::{Call, routines};

routines! {
    /// Connects the interrupts of a device.
    IoConnectInterruptEx(parameters: ffi::PIO_CONNECT_INTERRUPT_PARAMETERS) -> ffi::NTSTATUS, PASSIVE
        => |call| connect(call, parameters).unwrap_or_else(|status| status), else ffi::STATUS_INVALID_PARAMETER;
}

/// What the kinds of connections have in common.
pub(super) struct Request {
    pub function: Rc<Function>,
    pub version: ffi::ULONG,
    pub service: Service,
    pub context: ffi::PVOID,
    pub spin_lock: ffi::PKSPIN_LOCK,
    /// Where the interrupt object or the table goes.
    pub result: *mut ffi::PVOID,
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
                Some(routine) if by_message => Service::Message(call.kernel.callable(routine)),
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
    let routine = routine.map(|routine| call.kernel.callable(routine));
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
