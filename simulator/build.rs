//! Tells the simulator that it is built under AddressSanitizer, whose `cfg` is not one of stable Rust.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(miniport_asan)");
    println!("cargo::rerun-if-changed=build.rs");
    let sanitizers = std::env::var("CARGO_CFG_SANITIZE").unwrap_or_default();
    if sanitizers
        .split(',')
        .any(|sanitizer| sanitizer == "address")
    {
        println!("cargo::rustc-cfg=miniport_asan");
    }
}
