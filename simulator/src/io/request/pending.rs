//! Requests that were submitted, and their answers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi;

use crate::io::error::NtError;
use crate::io::irp::record::{Irp, Phase};
use crate::io::manager::IoManager;
use crate::io::object::file::FileObject;
use crate::kernel::job::Job;
use crate::kernel::level::PASSIVE_LEVEL;

/// What an application asks for.
pub(crate) enum Ask {
    Read {
        offset: u64,
        length: usize,
    },
    Write {
        offset: u64,
        data: Vec<u8>,
    },
    /// A device control; of a driver (`IoBuildDeviceIoControlRequest`), an internal one.
    Control {
        major: u8,
        code: u32,
        input: Vec<u8>,
        output: usize,
    },
    /// An internal device control whose parameters are known to its sender and to the driver.
    Internal {
        arguments: [usize; 4],
    },
    Flush,
}

/// How a request of an application was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `IoStatus.Status`
    pub status: ffi::NTSTATUS,
    /// `IoStatus.Information`: mostly how many bytes were transferred.
    pub information: usize,
    /// What came: as many bytes as `information` says, and as there was room for.
    pub data: Vec<u8>,
}

impl Answer {
    pub(super) fn of(status: ffi::NTSTATUS) -> Self {
        Self {
            status,
            information: 0,
            data: Vec::new(),
        }
    }
}

/// A request of an application.
pub(crate) struct Request {
    pub file: Rc<FileObject>,
    pub irp: RefCell<Option<Rc<Irp>>>,
    /// The call that submitted it has returned.
    pub returned: Cell<bool>,
    pub answer: RefCell<Option<Answer>>,
}

impl Request {
    pub fn is_answered(&self) -> bool {
        self.answer.borrow().is_some()
    }
}

impl IoManager<'_> {
    /// Submits a request, on a thread of the application's.
    pub fn submit(&self, file: &Rc<FileObject>, ask: Ask) -> Rc<Request> {
        let request = Rc::new(Request {
            file: Rc::clone(file),
            irp: RefCell::default(),
            returned: Cell::new(false),
            answer: RefCell::default(),
        });
        self.io.open_requests.set(self.io.open_requests.get() + 1);
        let inner = Rc::clone(&request);
        let work = Box::new(move || IoManager::running().issue(&inner, ask));
        if self.io.power.asleep.get() {
            self.io.power.frozen.borrow_mut().push(work);
        } else {
            self.kernel.make_ready(Job::new(PASSIVE_LEVEL, work));
        }
        request
    }

    /// Answers a request, with the application's thread: later, outside of the driver.
    pub(super) fn answer(&self, request: &Rc<Request>, answer: Answer) {
        let request = Rc::clone(request);
        self.kernel.complete_later(Box::new(move || {
            let manager = IoManager::running();
            let kernel = manager.kernel;
            kernel.clock.pass(crate::kernel::time::cost::COMPLETION);
            kernel.answered.set(kernel.answered.get() + 1);
            let open = &manager.io.open_requests;
            open.set(open.get() - 1);
            *request.answer.borrow_mut() = Some(answer);
        }));
    }

    /// Runs the machine until the call of a request has made its IRP.
    pub fn begin(&self, request: &Rc<Request>) -> Result<(), NtError> {
        self.run_until_late(|| request.irp.borrow().is_some() || request.is_answered())
    }

    /// Asks for the cancellation of a request, from another thread of the application's: it comes when that runs.
    pub fn cancel(&self, request: &Rc<Request>) -> Result<(), NtError> {
        // An application that cancels has seen its call return; another of its threads may have been faster.
        if self.kernel.chance(2) {
            self.run_until_late(|| request.returned.get() || request.is_answered())?;
        } else {
            self.begin(request)?;
        }
        let request = Rc::clone(request);
        self.make_ready(PASSIVE_LEVEL, move |manager| {
            let irp = request.irp.borrow().clone();
            if let Some(irp) = irp.filter(|irp| irp.phase.get() != Phase::Over) {
                manager.cancel_irp(&irp);
            }
        });
        Ok(())
    }

    /// Runs the machine until a request is answered.
    pub fn wait(&self, request: &Rc<Request>) -> Result<Answer, NtError> {
        let result = self.run_until_late(|| request.is_answered());
        if result == Err(NtError::Stuck)
            && let Some(irp) = &*request.irp.borrow()
            && irp.phase.get() != Phase::Over
        {
            self.report_lost(irp);
        }
        result?;
        request.answer.borrow().clone().ok_or(NtError::Stuck)
    }
}
