//! What a test does as an application that talks to a virtual miniport by service requests.

use std::fmt;
use std::rc::Rc;

use miniport::ffi;

use super::adapter::Adapter;
use crate::kernel::core::Kernel;
use crate::kernel::time::SECOND;
use crate::storport::error::IoError;
use crate::storport::port::Storport;
use crate::storport::service::{ServiceAnswer, ServiceRequest};

/// How long a test waits for an answer, in virtual time.
const PATIENCE: u64 = 60 * SECOND;

impl Adapter {
    /// Sends a service request (`IOCTL_MINIPORT_PROCESS_SERVICE_IRP`) with some input and room for `room` bytes of an answer, and does not
    /// wait for it, as another thread of the application.
    pub fn service_request(&self, input: &[u8], room: usize) -> PendingService {
        self.device_control(ffi::IOCTL_MINIPORT_PROCESS_SERVICE_IRP, input, room)
    }

    /// Sends any device control whose data is buffered (`METHOD_BUFFERED`), as [`service_request`](Self::service_request) does that of service requests.
    /// A driver that hooks `IRP_MJ_DEVICE_CONTROL` gets it first; what it hands on, and is no service request, Storport answers with
    /// `STATUS_INVALID_DEVICE_REQUEST` here.
    pub fn device_control(&self, code: u32, input: &[u8], room: usize) -> PendingService {
        Kernel::check_outside();
        let storport = Storport::of(&self.kernel);
        PendingService {
            request: storport.send_service_request(&self.state, code, input, room),
            kernel: Rc::clone(&self.kernel),
        }
    }
}

/// A service request that was sent. Dropping it gives up its answer, not the request.
#[must_use = "the answer of a request says whether it succeeded"]
pub struct PendingService {
    kernel: Rc<Kernel>,
    request: Rc<ServiceRequest>,
}

impl fmt::Debug for PendingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingService")
            .field("done", &self.is_done())
            .finish_non_exhaustive()
    }
}

impl PendingService {
    /// Whether the answer is there: it comes while the machine runs.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.request.is_answered()
    }

    /// Asks for its cancellation. The IRP is marked (`Irp->Cancel`) and stays with the driver: no page says that Storport takes it away.
    pub fn cancel(&self) {
        Kernel::check_outside();
        self.request.cancel();
    }

    /// Runs the machine until the answer is there.
    ///
    /// # Errors
    /// [`IoError::Stuck`] if that takes more than a minute of virtual time or never happens.
    pub fn wait(&self) -> Result<ServiceAnswer, IoError> {
        Kernel::check_outside();
        let deadline = self.kernel.clock.now() + PATIENCE;
        self.kernel
            .run_until(|| self.is_done() || self.kernel.clock.now() > deadline);
        if self.kernel.halted.get() {
            return Err(IoError::Halted);
        }
        let answer = self.request.answer.borrow().clone();
        answer.ok_or(IoError::Stuck)
    }
}
