//! [`Value`]: what an instance, an event or a method's parameters are as bytes. Items lie where C puts them, and what pads them is zero.

/// A value that management tools read and write: a structure made by [`wmi_value!`](crate::wmi_value), an integer, or bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value of WMI",
    note = "make the structure by `wmi_value! {{ struct … }}`, which lays its items out as the class in the MOF file has them"
)]
pub trait Value: Copy + 'static {
    /// Its bytes.
    type Bytes: ValueBytes;
    /// The value of some bytes. A tool may send any.
    fn from_bytes(bytes: Self::Bytes) -> Self;
    /// The bytes of a value.
    fn into_bytes(self) -> Self::Bytes;
}

/// An array of bytes.
///
/// Sealed: a driver cannot implement it.
pub trait ValueBytes: sealed::Sealed + Copy + 'static {
    /// How many they are.
    const LENGTH: usize;
    /// All of them zero.
    #[doc(hidden)]
    const ZERO: Self;
    #[doc(hidden)]
    fn as_slice(&self) -> &[u8];
    #[doc(hidden)]
    fn as_mut_slice(&mut self) -> &mut [u8];
}

impl<const N: usize> ValueBytes for [u8; N] {
    const LENGTH: usize = N;
    const ZERO: Self = [0; N];
    fn as_slice(&self) -> &[u8] {
        self
    }
    fn as_mut_slice(&mut self) -> &mut [u8] {
        self
    }
}

impl<const N: usize> Value for [u8; N] {
    type Bytes = Self;
    fn from_bytes(bytes: Self) -> Self {
        bytes
    }
    fn into_bytes(self) -> Self {
        self
    }
}

/// At most 64 bytes: what an event has room for, since Storport ignores one of more than 128 with its header.
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "an event carries at most 64 bytes, and these are `{Self}`",
    note = "Storport ignores longer ones: say which instance has changed, and let the tool query it"
)]
pub trait EventBytes: ValueBytes {}

macro_rules! event_bytes {
    ($($length:literal)*) => {$(
        #[diagnostic::do_not_recommend]
        impl EventBytes for [u8; $length] {}
    )*};
}

event_bytes! {
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32
    33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64
}

/// An item of a structure: an integer, or an array of integers (a string has `MaxLen` then, and is an array of `u16`).
///
/// Sealed: a driver cannot implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an item of a value of WMI",
    note = "items are integers and arrays of them; a `boolean` of MOF is a `u8`"
)]
pub trait Item: sealed::Sealed + Sized {
    /// Reads the item at an offset.
    #[doc(hidden)]
    fn get(bytes: &[u8], at: usize) -> Self;
    /// Writes it there.
    #[doc(hidden)]
    fn put(self, bytes: &mut [u8], at: usize);
}

mod sealed {
    pub trait Sealed {}
    impl<const N: usize> Sealed for [u8; N] {}
}

macro_rules! items {
    ($($int:ty)*) => {$(
        impl sealed::Sealed for $int {}
        #[diagnostic::do_not_recommend]
        impl Item for $int {
            fn get(bytes: &[u8], at: usize) -> Self {
                let mut item = [0; size_of::<$int>()];
                item.copy_from_slice(&bytes[at..at + size_of::<$int>()]);
                Self::from_le_bytes(item)
            }
            fn put(self, bytes: &mut [u8], at: usize) {
                bytes[at..at + size_of::<$int>()].copy_from_slice(&self.to_le_bytes());
            }
        }
        #[diagnostic::do_not_recommend]
        impl Value for $int {
            type Bytes = [u8; size_of::<$int>()];
            fn from_bytes(bytes: Self::Bytes) -> Self {
                Self::from_le_bytes(bytes)
            }
            fn into_bytes(self) -> Self::Bytes {
                self.to_le_bytes()
            }
        }
        #[diagnostic::do_not_recommend]
        impl<const N: usize> Item for [$int; N] {
            fn get(bytes: &[u8], at: usize) -> Self {
                core::array::from_fn(|index| Item::get(bytes, at + index * size_of::<$int>()))
            }
            fn put(self, bytes: &mut [u8], at: usize) {
                for (index, item) in self.into_iter().enumerate() {
                    item.put(bytes, at + index * size_of::<$int>());
                }
            }
        }
    )*};
}

items! { u8 u16 u32 u64 i8 i16 i32 i64 }

macro_rules! sealed_arrays {
    ($($int:ty)*) => {$(impl<const N: usize> sealed::Sealed for [$int; N] {})*};
}
sealed_arrays! { u16 u32 u64 i8 i16 i32 i64 }

/// Makes a structure a [`Value`](crate::wmi::Value): its items lie where those of the C structure do that the kit's tools make of the class,
/// and what lies between them is zero.
///
/// ```
/// use miniport::wmi::Value;
/// miniport::wmi_value! {
///     /// An adapter's state.
///     #[derive(Debug, PartialEq)]
///     pub struct State {
///         /// Whether it works.
///         pub healthy: u8,
///         /// Degrees Celsius.
///         pub temperature: i16,
///         /// What is written on it, in UTF-16.
///         pub label: [u16; 2],
///         /// How many requests it had.
///         pub requests: u64,
///     }
/// }
/// let state = State { healthy: 1, temperature: -2, label: [0x61, 0x62], requests: 3 };
/// let bytes = state.into_bytes();
/// assert_eq!(bytes[..8], [1, 0, 0xFE, 0xFF, 0x61, 0, 0x62, 0]);
/// assert_eq!(State::from_bytes(bytes), state);
/// ```
#[macro_export]
macro_rules! wmi_value {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy)]
        #[repr(C)]
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type,)+
        }

        impl $crate::wmi::Value for $name {
            type Bytes = [u8; {
                let mut end = 0;
                $(
                    let item = $crate::__private::core::mem::offset_of!($name, $field)
                        + $crate::__private::core::mem::size_of::<$type>();
                    if item > end {
                        end = item;
                    }
                )+
                end
            }];

            fn from_bytes(bytes: Self::Bytes) -> Self {
                Self {
                    $($field: <$type as $crate::wmi::Item>::get(
                        &bytes,
                        $crate::__private::core::mem::offset_of!($name, $field),
                    ),)+
                }
            }

            fn into_bytes(self) -> Self::Bytes {
                let mut bytes = <Self::Bytes as $crate::wmi::ValueBytes>::ZERO;
                $(<$type as $crate::wmi::Item>::put(
                    self.$field,
                    &mut bytes,
                    $crate::__private::core::mem::offset_of!($name, $field),
                );)+
                bytes
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    wmi_value! {
        #[derive(Debug, PartialEq)]
        struct Padded {
            first: u8,
            second: u64,
            last: u16,
        }
    }

    #[test]
    fn items_lie_as_in_c_and_what_pads_them_is_zero_and_the_end_is_not_padded() {
        let value = Padded {
            first: 0xFF,
            second: u64::MAX,
            last: 0x1234,
        };
        let bytes = value.into_bytes();
        assert_eq!(bytes.len(), 18);
        assert_eq!(bytes[..8], [0xFF, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(
            bytes[8..],
            [255, 255, 255, 255, 255, 255, 255, 255, 0x34, 0x12]
        );
        assert_eq!(Padded::from_bytes(bytes), value);
    }
}
