//! [`MethodCall`]: a method's number, its input and the room for its output.

use super::block::WmiError;
use super::value::{Value, ValueBytes};
use crate::shared::data::DataBuffer;

/// What a method is called with. Input and output are the same memory: what is written over the input is not read any more.
#[derive(Debug, Clone, Copy)]
pub struct MethodCall<'s> {
    method: u32,
    input: DataBuffer<'s>,
    output: DataBuffer<'s>,
}

impl<'s> MethodCall<'s> {
    pub(super) fn new(method: u32, input: DataBuffer<'s>, output: DataBuffer<'s>) -> Self {
        Self {
            method,
            input,
            output,
        }
    }

    /// Its `WmiMethodId`.
    pub fn method(&self) -> u32 {
        self.method
    }

    /// What was sent.
    pub fn input(&self) -> DataBuffer<'s> {
        self.input
    }

    /// The same as a value.
    ///
    /// # Errors
    /// [`WmiError::BadValue`] if that has more bytes.
    pub fn parameters<V: Value>(&self) -> Result<V, WmiError> {
        let mut bytes = V::Bytes::ZERO;
        match self.input.read_at(0, bytes.as_mut_slice()) {
            Ok(()) => Ok(V::from_bytes(bytes)),
            Err(_) => Err(WmiError::BadValue),
        }
    }

    /// Whether so many bytes of output fit: asked before anything is done that must not be done twice, as WMI calls the method again.
    ///
    /// # Errors
    /// [`WmiError::TooSmall`].
    pub fn has_room(&self, bytes: u32) -> Result<(), WmiError> {
        if self.output.len() < bytes as usize {
            Err(WmiError::TooSmall(bytes))
        } else {
            Ok(())
        }
    }

    /// Writes the output, and says how many bytes it has.
    ///
    /// # Errors
    /// [`WmiError::TooSmall`], and nothing is written.
    pub fn answer<V: Value>(&self, output: V) -> Result<u32, WmiError> {
        self.answer_bytes(output.into_bytes().as_slice())
    }

    /// The same with bytes, for an output whose length is not known beforehand.
    ///
    /// # Errors
    /// [`WmiError::TooSmall`], and nothing is written.
    pub fn answer_bytes(&self, output: &[u8]) -> Result<u32, WmiError> {
        let length = u32::try_from(output.len()).unwrap_or(u32::MAX);
        match self.output.write_at(0, output) {
            Ok(()) => Ok(length),
            Err(_) => Err(WmiError::TooSmall(length)),
        }
    }
}
