//! What `wdk-build` names of the crate `windows`, which does not compile outside Windows: the registry, where there is nothing.
#![allow(
    non_snake_case,
    non_camel_case_types,
    clippy::missing_safety_doc,
    clippy::missing_errors_doc,
    missing_docs
)]

pub mod Win32 {
    pub mod System {
        pub mod Registry {
            use crate::core::PCSTR;

            #[derive(Clone, Copy, Default)]
            pub struct HKEY;

            pub const HKEY_LOCAL_MACHINE: HKEY = HKEY;
            pub const KEY_READ: u32 = 0;
            pub const RRF_RT_REG_SZ: u32 = 0;

            /// The value or key is not there.
            pub struct NotFound;

            pub unsafe fn RegOpenKeyExA(
                _key: HKEY,
                _name: PCSTR,
                _options: Option<u32>,
                _access: u32,
                _opened: *mut HKEY,
            ) -> Result<(), NotFound> {
                Err(NotFound)
            }

            pub unsafe fn RegGetValueA(
                _key: HKEY,
                _name: Option<()>,
                _value: PCSTR,
                _flags: u32,
                _kind: Option<*mut u32>,
                _data: Option<*mut ()>,
                _bytes: Option<*mut u32>,
            ) -> Result<(), NotFound> {
                Err(NotFound)
            }

            pub unsafe fn RegCloseKey(_key: HKEY) -> Result<(), NotFound> {
                Ok(())
            }
        }
    }
}

pub mod core {
    pub use crate::s;

    /// A string of bytes that ends with 0.
    #[derive(Clone, Copy)]
    pub struct PCSTR(pub *const u8);
}

/// A literal as a [`core::PCSTR`].
#[macro_export]
macro_rules! s {
    ($text:literal) => {
        $crate::core::PCSTR(concat!($text, "\0").as_ptr())
    };
}
