//! A handle, and the requests that go through it.

use std::fmt;
use std::rc::Rc;

use miniport::ffi;

use crate::io::error::NtError;
use crate::io::manager::IoManager;
use crate::io::object::file::FileObject;
use crate::io::request::pending::{Answer, Ask, Request};
use crate::kernel::core::Kernel;

/// A handle of a device, as an application has it. Dropping it does not close it.
#[derive(Clone)]
pub struct File {
    pub(super) kernel: Rc<Kernel>,
    pub(super) file: Rc<FileObject>,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("closed", &self.file.closed.get())
            .finish_non_exhaustive()
    }
}

impl File {
    fn io(&self) -> IoManager<'_> {
        Kernel::check_outside();
        IoManager::of(&self.kernel)
    }

    fn submit(&self, ask: Ask) -> PendingIo {
        PendingIo {
            kernel: Rc::clone(&self.kernel),
            request: self.io().submit(&self.file, ask),
        }
    }

    /// Reads from a position of the file: how many bytes came. The status of the request if it is no success.
    pub fn read(&self, offset: u64, into: &mut [u8]) -> Result<usize, NtError> {
        let answer = self.submit_read(offset, into.len()).success()?;
        let data = &answer.data[..answer.data.len().min(into.len())];
        into[..data.len()].copy_from_slice(data);
        Ok(answer.information)
    }

    /// Writes to a position of the file: how many bytes went.
    pub fn write(&self, offset: u64, data: &[u8]) -> Result<usize, NtError> {
        Ok(self.submit_write(offset, data).success()?.information)
    }

    /// Sends a device control: what came into `output`, in bytes.
    pub fn control(&self, code: u32, input: &[u8], output: &mut [u8]) -> Result<usize, NtError> {
        let answer = self.submit_control(code, input, output.len()).success()?;
        let data = &answer.data[..answer.data.len().min(output.len())];
        output[..data.len()].copy_from_slice(data);
        Ok(answer.information)
    }

    /// Sends `IRP_MJ_FLUSH_BUFFERS`.
    pub fn flush(&self) -> Result<(), NtError> {
        self.submit(Ask::Flush).success().map(drop)
    }

    /// Submits a read and does not wait for it, as another thread of the application.
    pub fn submit_read(&self, offset: u64, length: usize) -> PendingIo {
        self.submit(Ask::Read { offset, length })
    }

    /// Submits a write and does not wait for it.
    pub fn submit_write(&self, offset: u64, data: &[u8]) -> PendingIo {
        let data = data.to_vec();
        self.submit(Ask::Write { offset, data })
    }

    /// Submits a device control and does not wait for it; there is room for `output` bytes of an answer.
    pub fn submit_control(&self, code: u32, input: &[u8], output: usize) -> PendingIo {
        self.submit_control_by(ffi::IRP_MJ_DEVICE_CONTROL, code, input, output)
    }

    /// Submits an internal device control as another driver does by `IoBuildDeviceIoControlRequest`: its buffers are those of the code's method.
    pub fn submit_internal_control(&self, code: u32, input: &[u8], output: usize) -> PendingIo {
        self.submit_control_by(ffi::IRP_MJ_INTERNAL_DEVICE_CONTROL, code, input, output)
    }

    /// Submits an internal device control whose parameters (`Parameters.Others`) two drivers have agreed on, as those of `IRP_MJ_SCSI`: no field of
    /// the IRP is a buffer.
    pub fn submit_internal(&self, arguments: [usize; 4]) -> PendingIo {
        self.submit(Ask::Internal { arguments })
    }

    fn submit_control_by(&self, major: u8, code: u32, input: &[u8], output: usize) -> PendingIo {
        let input = input.to_vec();
        self.submit(Ask::Control {
            major,
            code,
            input,
            output,
        })
    }

    /// Another thread of the application closes the handle: `IRP_MJ_CLEANUP` comes while the machine runs, beside whatever else does.
    /// [`File::close`] waits for the end of the file.
    pub fn begin_close(&self) {
        self.io().begin_close(&self.file);
    }

    /// Closes the handle: `IRP_MJ_CLEANUP`, and `IRP_MJ_CLOSE` when all of its requests are completed.
    pub fn close(&self) -> Result<(), NtError> {
        self.io().close(&self.file)
    }
}

/// A request that was submitted. Dropping it gives up its answer, not the request.
#[must_use = "the answer of a request says whether it succeeded"]
pub struct PendingIo {
    kernel: Rc<Kernel>,
    request: Rc<Request>,
}

impl fmt::Debug for PendingIo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingIo")
            .field("done", &self.is_done())
            .finish_non_exhaustive()
    }
}

impl PendingIo {
    /// Whether the answer is there: it comes while the machine runs.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.request.is_answered()
    }

    /// Runs the machine until the call has made the IRP, with which it may be anywhere in the driver: what comes next overlaps it.
    pub fn begin(&self) -> Result<(), NtError> {
        Kernel::check_outside();
        IoManager::of(&self.kernel).begin(&self.request)
    }

    /// Asks for its cancellation, from another thread. Whether it comes in time, its answer says.
    pub fn cancel(&self) -> Result<(), NtError> {
        Kernel::check_outside();
        IoManager::of(&self.kernel).cancel(&self.request)
    }

    /// Runs the machine until the answer is there.
    ///
    /// [`NtError::Stuck`] if that takes more than a minute of virtual time or never happens; then the report names the request, and
    /// the routine that had it last. What may take longer, as a device control that waits for an event, is run by
    /// [`Machine::advance`](crate::Machine::advance) until [`is_done`](Self::is_done).
    pub fn wait(&self) -> Result<Answer, NtError> {
        Kernel::check_outside();
        IoManager::of(&self.kernel).wait(&self.request)
    }

    /// The same, and an answer that is no success is an error.
    pub fn success(&self) -> Result<Answer, NtError> {
        let answer = self.wait()?;
        NtError::check(answer.status)?;
        Ok(answer)
    }
}
