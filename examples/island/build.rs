//! Links the driver as Windows wants it: a native-subsystem image without a C runtime, entered at `DriverEntry`.
//!
//! Only in kernel builds; under the simulator the driver is an ordinary library.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("DEP_STORPORT_KERNEL").is_some() {
        for argument in [
            "/DRIVER",
            "/SUBSYSTEM:NATIVE",
            "/NODEFAULTLIB",
            "/ENTRY:DriverEntry",
            "/RELEASE",
        ] {
            println!("cargo::rustc-cdylib-link-arg={argument}");
        }
    }
}
