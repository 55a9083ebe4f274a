//! Where the data of a response is written: a fixed buffer, cut to what the initiator asked for.

/// Writes response data into a buffer of the caller, up to the allocation length.
///
/// What does not fit is counted and left out: the length fields inside a response say how long it would have been, which is
/// how an initiator learns to ask again with more room (SPC-4, 4.2.5.6).
///
/// ```
/// use miniport_scsi::Response;
///
/// let mut buffer = [0; 64];
/// let mut response = Response::new(&mut buffer, 3);
/// response.put(&[1, 2, 3, 4]);
/// assert_eq!((response.bytes(), response.total()), (&[1, 2, 3][..], 4));
/// ```
#[derive(Debug)]
pub struct Response<'b> {
    room: &'b mut [u8],
    total: usize,
}

impl<'b> Response<'b> {
    /// An empty response in `buffer`, cut to `allocation_length` bytes.
    pub fn new(buffer: &'b mut [u8], allocation_length: u32) -> Self {
        let room = usize::try_from(allocation_length)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        Self {
            room: buffer.get_mut(..room).unwrap_or_default(),
            total: 0,
        }
    }

    /// The bytes written so far, without those that were cut off.
    pub fn bytes(&self) -> &[u8] {
        self.room.get(..self.total).unwrap_or(self.room)
    }

    /// The bytes written so far, with those that were cut off.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Appends `bytes`.
    pub fn put(&mut self, bytes: &[u8]) {
        let at = self.total;
        self.total = at.saturating_add(bytes.len());
        self.replace(at, bytes);
    }

    /// Appends one byte.
    pub fn put_u8(&mut self, value: u8) {
        self.put(&[value]);
    }

    /// Appends 16 bits.
    pub fn put_u16(&mut self, value: u16) {
        self.put(&value.to_be_bytes());
    }

    /// Appends 32 bits.
    pub fn put_u32(&mut self, value: u32) {
        self.put(&value.to_be_bytes());
    }

    /// Appends 64 bits.
    pub fn put_u64(&mut self, value: u64) {
        self.put(&value.to_be_bytes());
    }

    /// Appends zeros up to `total` bytes from the start.
    pub fn pad_to(&mut self, total: usize) {
        while self.total < total {
            self.put_u8(0);
        }
    }

    /// Appends `text` in a field of `width` bytes, left-aligned and filled with spaces; bytes that are not printable ASCII
    /// become spaces too (SPC-4, 4.4.1).
    pub fn put_ascii(&mut self, text: &str, width: usize) {
        let printable = text.bytes().map(|byte| {
            if matches!(byte, 0x20..=0x7e) {
                byte
            } else {
                b' '
            }
        });
        for byte in printable.chain(core::iter::repeat(b' ')).take(width) {
            self.put_u8(byte);
        }
    }

    /// Writes over what was put at `at`: for a length field in front of what it counts.
    pub(super) fn replace(&mut self, at: usize, bytes: &[u8]) {
        let Some(tail) = self.room.get_mut(at..) else {
            return;
        };
        let length = tail.len().min(bytes.len());
        if let (Some(to), Some(from)) = (tail.get_mut(..length), bytes.get(..length)) {
            to.copy_from_slice(from);
        }
    }

    /// Writes over the 8-bit length at `at` what was put since `from`; a longer response says 255.
    pub(super) fn close_u8(&mut self, at: usize, from: usize) {
        let length = u8::try_from(self.total.saturating_sub(from)).unwrap_or(u8::MAX);
        self.replace(at, &[length]);
    }

    /// Writes over the 16-bit length at `at` what was put since `from`; a longer response says 65535.
    pub(super) fn close_u16(&mut self, at: usize, from: usize) {
        let length = u16::try_from(self.total.saturating_sub(from)).unwrap_or(u16::MAX);
        self.replace(at, &length.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::Response;

    #[test]
    fn is_cut_to_the_smaller_of_buffer_and_allocation_length() {
        let mut buffer = [0xee; 4];
        let mut response = Response::new(&mut buffer, 100);
        response.put_u64(0x0102_0304_0506_0708);
        assert_eq!(response.bytes(), [1, 2, 3, 4]);
        assert_eq!(response.total(), 8);

        let mut response = Response::new(&mut buffer, 0);
        response.put_u32(7);
        response.close_u16(0, 2);
        assert_eq!(response.bytes(), [0_u8; 0]);
        assert_eq!(buffer, [1, 2, 3, 4]);
    }

    #[test]
    fn text_is_padded_and_printable() {
        let mut buffer = [0; 8];
        let mut response = Response::new(&mut buffer, 8);
        response.put_ascii("a\u{e9}b", 5);
        response.put_ascii("long text", 3);
        assert_eq!(response.bytes(), b"a  b lon");
    }
}
