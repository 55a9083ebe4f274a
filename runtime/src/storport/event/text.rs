//! Texts of events: as long as Storport takes them, and UTF-16 when the driver is compiled.

use crate::ffi::{PWSTR, STORPORT_ETW_MAX_DESCRIPTION_LENGTH, STORPORT_ETW_MAX_PARAM_NAME_LENGTH};

macro_rules! text {
    ($($(#[$doc:meta])* $name:ident: $longest:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name([u16; $longest + 1]);

        impl $name {
            /// The text. It is for `const`, where a text that is too long or not ASCII is a compile error.
            ///
            /// # Panics
            /// If it is longer than Storport takes it, or not ASCII.
            #[track_caller]
            pub const fn new(text: &str) -> Self {
                let bytes = text.as_bytes();
                assert!(bytes.len() <= $longest, "the text is longer than Storport takes it");
                let mut units = [0; $longest + 1];
                let mut index = 0;
                while index < bytes.len() {
                    assert!(bytes[index].is_ascii() && bytes[index] != 0, "the text is ASCII");
                    units[index] = bytes[index] as u16;
                    index += 1;
                }
                Self(units)
            }

            /// A string that ends with a zero. It is read only.
            pub(in crate::storport) fn as_ptr(&self) -> PWSTR {
                self.0.as_ptr().cast_mut()
            }
        }
    )+};
}
text! {
    /// What an event is about, in at most 32 characters of ASCII (`STORPORT_ETW_MAX_DESCRIPTION_LENGTH`; newer Windows take 64).
    EventDescription: STORPORT_ETW_MAX_DESCRIPTION_LENGTH;
    /// The name of a parameter, in at most 16 characters of ASCII (`STORPORT_ETW_MAX_PARAM_NAME_LENGTH`).
    ParameterName: STORPORT_ETW_MAX_PARAM_NAME_LENGTH;
}

#[cfg(test)]
mod tests {
    use super::ParameterName;

    #[test]
    fn a_text_is_utf_16_and_ends_with_a_zero() {
        const NAME: ParameterName = ParameterName::new("0123456789abcdef");
        assert_eq!(NAME.0[15], u16::from(b'f'));
        assert_eq!(NAME.0[16], 0);
    }

    #[test]
    #[should_panic(expected = "longer")]
    fn a_text_that_is_too_long_is_none() {
        let _ = ParameterName::new("0123456789abcdefg");
    }

    #[test]
    #[should_panic(expected = "ASCII")]
    fn a_text_that_is_not_ascii_is_none() {
        let _ = ParameterName::new("größe");
    }
}
