//! [`RegistryData`]: the types that registry values have, and how their bytes are read and written.

use crate::ffi;

/// A type of registry values: `u32` (`REG_DWORD`), `u64` (`REG_QWORD`), `str` (`REG_SZ`), `[&str]` (`REG_MULTI_SZ`), `[u8]`
/// (`REG_BINARY`).
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of registry values",
    note = "they are `u32` (REG_DWORD), `u64` (REG_QWORD), `str` (REG_SZ), `[&str]` (REG_MULTI_SZ) and `[u8]` (REG_BINARY)"
)]
pub trait RegistryData: sealed::Sealed {
    /// What a value is read as.
    type Read<'b>;
    #[doc(hidden)]
    const TYPE: u32;
    /// The value that the bytes are.
    #[doc(hidden)]
    fn parse(bytes: &[u8]) -> Option<Self::Read<'_>>;
    /// Puts the value's bytes to the beginning of `to`: how many, whether they fit or not.
    #[doc(hidden)]
    fn put(&self, to: &mut [u8]) -> usize;
}

/// Puts pieces one after another; what does not fit is left out.
fn join<'p>(to: &mut [u8], pieces: impl Iterator<Item = &'p [u8]>) -> usize {
    let mut length = 0;
    for piece in pieces {
        if let Some(place) = to.get_mut(length..length + piece.len()) {
            place.copy_from_slice(piece);
        }
        length += piece.len();
    }
    length
}

/// ASCII up to the first zero byte.
fn text(bytes: &[u8]) -> Option<&str> {
    let end = bytes.iter().position(|&byte| byte == 0);
    let text = &bytes[..end.unwrap_or(bytes.len())];
    core::str::from_utf8(text)
        .ok()
        .filter(|text| text.is_ascii())
}

macro_rules! integers {
    ($($integer:ty: $type:ident;)+) => {$(
        #[diagnostic::do_not_recommend]
        impl RegistryData for $integer {
            type Read<'b> = Self;
            const TYPE: u32 = ffi::$type;
            fn parse(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self::from_le_bytes)
            }
            fn put(&self, to: &mut [u8]) -> usize {
                join(to, [self.to_le_bytes().as_slice()].into_iter())
            }
        }
    )+};
}
integers! {
    u32: REG_DWORD;
    u64: REG_QWORD;
}

#[diagnostic::do_not_recommend]
impl RegistryData for [u8] {
    type Read<'b> = &'b [u8];
    const TYPE: u32 = ffi::REG_BINARY;
    fn parse(bytes: &[u8]) -> Option<&[u8]> {
        Some(bytes)
    }
    fn put(&self, to: &mut [u8]) -> usize {
        join(to, [self].into_iter())
    }
}

#[diagnostic::do_not_recommend]
impl RegistryData for str {
    type Read<'b> = &'b str;
    const TYPE: u32 = ffi::REG_SZ;
    fn parse(bytes: &[u8]) -> Option<&str> {
        text(bytes)
    }
    fn put(&self, to: &mut [u8]) -> usize {
        join(to, [self.as_bytes(), &[0]].into_iter())
    }
}

#[diagnostic::do_not_recommend]
impl RegistryData for [&str] {
    type Read<'b> = Strings<'b>;
    const TYPE: u32 = ffi::REG_MULTI_SZ;
    fn parse(bytes: &[u8]) -> Option<Strings<'_>> {
        bytes.is_ascii().then_some(Strings(bytes))
    }
    fn put(&self, to: &mut [u8]) -> usize {
        let strings = self.iter().flat_map(|string| [string.as_bytes(), &[0]]);
        join(to, strings.chain([[0].as_slice()]))
    }
}

/// The strings of a `REG_MULTI_SZ` value.
#[derive(Debug, Clone)]
pub struct Strings<'b>(&'b [u8]);

impl<'b> Iterator for Strings<'b> {
    type Item = &'b str;

    fn next(&mut self) -> Option<&'b str> {
        // An empty string ends the list.
        let string = text(self.0).filter(|string| !string.is_empty())?;
        self.0 = self.0.get(string.len() + 1..).unwrap_or_default();
        Some(string)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for u32 {}
    impl Sealed for u64 {}
    impl Sealed for str {}
    impl Sealed for [u8] {}
    impl Sealed for [&str] {}
}

#[cfg(test)]
mod tests {
    use super::RegistryData;

    fn bytes_of<T: RegistryData + ?Sized>(value: &T) -> Vec<u8> {
        let mut to = [0xAA; 32];
        let length = value.put(&mut to);
        to[..length].to_vec()
    }

    #[test]
    fn values_are_read_as_they_were_written() {
        assert_eq!(u32::parse(&bytes_of(&7_u32)), Some(7));
        assert_eq!(u64::parse(&bytes_of(&(7_u64 << 40))), Some(7 << 40));
        assert_eq!(
            <str as RegistryData>::parse(&bytes_of("depth")),
            Some("depth")
        );
        assert_eq!(
            <[u8]>::parse(&bytes_of(&[1, 0, 2][..])),
            Some(&[1, 0, 2][..])
        );
        let strings = bytes_of(&["one", "two"][..]);
        assert_eq!(strings, b"one\0two\0\0");
        let read = <[&str]>::parse(&strings).unwrap();
        assert!(read.eq(["one", "two"]));
    }

    #[test]
    fn a_value_that_does_not_fit_says_how_long_it_is() {
        assert_eq!("depth".put(&mut [0; 3]), 6);
        assert_eq!(7_u32.put(&mut []), 4);
    }

    #[test]
    fn what_is_no_value_of_the_type_is_not_read() {
        assert_eq!(u32::parse(&[1, 2]), None);
        assert_eq!(<str as RegistryData>::parse(b"\xE4\0"), None);
        assert!(<[&str]>::parse(b"\xE4\0\0").is_none());
    }

    #[test]
    fn a_list_without_an_end_ends_with_its_bytes() {
        assert!(<[&str]>::parse(b"one\0two").unwrap().eq(["one", "two"]));
        assert!(<[&str]>::parse(b"").unwrap().next().is_none());
    }
}
