//! Requests that a test does not wait for at once.

use std::rc::Rc;

use crate::kernel::core::Kernel;
use crate::storport::adapter::AdapterState;
use crate::storport::error::IoError;
use crate::storport::port::Storport;
use crate::storport::request::completion::Completion;

/// A request that was submitted. Dropping it gives up its answer, not the request.
#[must_use = "the answer of a request says whether it succeeded"]
pub struct Pending {
    kernel: Rc<Kernel>,
    adapter: Rc<AdapterState>,
    request: u32,
    length: usize,
    taken: bool,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending")
            .field("done", &self.is_done())
            .finish_non_exhaustive()
    }
}

impl Pending {
    pub(crate) fn new(
        kernel: &Rc<Kernel>,
        adapter: &Rc<AdapterState>,
        request: u32,
        length: usize,
    ) -> Self {
        Self {
            kernel: Rc::clone(kernel),
            adapter: Rc::clone(adapter),
            request,
            length,
            taken: false,
        }
    }

    fn storport(&self) -> Storport<'_> {
        Storport::of(&self.kernel)
    }

    /// Whether the answer is there: it comes while the machine runs.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.adapter
            .requests
            .borrow_mut()
            .get(self.request)
            .is_none_or(|request| request.answer.is_some())
    }

    /// Runs the machine until the answer is there, and returns it with the data that came.
    pub fn wait(mut self) -> Result<(Completion, Vec<u8>), IoError> {
        self.storport().wait_for(&self.adapter, self.request)?;
        let mut data = vec![0; self.length];
        self.taken = true;
        let completion = self
            .storport()
            .take_answer(&self.adapter, self.request, &mut data)
            .ok_or(IoError::Halted)?;
        data.truncate(completion.transferred as usize);
        Ok((completion, data))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.taken {
            self.storport().abandon(&self.adapter, self.request);
        }
    }
}
