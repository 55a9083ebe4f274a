//! What a driver answered.

/// The answer to a control request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlAnswer {
    /// The driver answered with success.
    pub is_done: bool,
    /// What it wrote: the field of the structure that is its answer, or the output that it returned.
    pub output: Vec<u8>,
}

impl ControlAnswer {
    /// The output up to its first zero byte, as text.
    #[must_use]
    pub fn text(&self) -> String {
        let end = self.output.iter().position(|&byte| byte == 0);
        String::from_utf8_lossy(&self.output[..end.unwrap_or(self.output.len())]).into_owned()
    }
}
