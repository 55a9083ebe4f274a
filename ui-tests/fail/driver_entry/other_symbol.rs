//! The hidden half of `driver_entry!` exports a `DriverEntry`, and nothing else.
#![forbid(unsafe_code)]

miniport::__export_driver_entry! {
    pub extern "C" fn memcpy(to: *mut u8, _: *const u8, _: usize) -> *mut u8 { to }
}

miniport::__export_driver_entry! { main }

fn main() {}
