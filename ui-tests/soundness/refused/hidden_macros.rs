// Refused: the macros that other macros use are called by hand with more than a name.
#![forbid(unsafe_code)]

miniport::__export_driver_entry! {
    pub extern "C" fn memset(to: *mut u8, _: i32, _: usize) -> *mut u8 { to }
}
miniport::__export_driver_entry! { driver; #[unsafe(no_mangle)] pub fn memcpy() {} }
miniport::__export_driver_entry! { { core::hint::unreachable_unchecked() } }
miniport::role_trait! { hw_dpc pub fn memcmp() {} }

fn main() {}
