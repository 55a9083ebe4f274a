//! Requests that a test does not wait for at once.

use std::rc::Rc;

use crate::adapter::state::AdapterState;
use crate::error::IoError;
use crate::machine::core::Core;
use crate::request::Completion;

/// A request that was submitted. Dropping it gives up its answer, not the request.
#[must_use = "the answer of a request says whether it succeeded"]
pub struct Pending {
    pub(super) core: Rc<Core>,
    pub(super) adapter: Rc<AdapterState>,
    pub(super) request: u32,
    pub(super) length: usize,
    pub(super) taken: bool,
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending")
            .field("done", &self.is_done())
            .finish_non_exhaustive()
    }
}

impl Pending {
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
        self.core.wait_for(&self.adapter, self.request)?;
        let mut data = vec![0; self.length];
        self.taken = true;
        let completion = self
            .core
            .take_answer(&self.adapter, self.request, &mut data)
            .ok_or(IoError::Halted)?;
        data.truncate(completion.transferred as usize);
        Ok((completion, data))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.taken {
            self.core.abandon(&self.adapter, self.request);
        }
    }
}
