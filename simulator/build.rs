//! Says what the simulator is built for: `images` is where images of drivers for Windows run, and `miniport_asan` AddressSanitizer, whose
//! `cfg` is not one of stable Rust.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(images, miniport_asan)");
    println!("cargo::rerun-if-changed=build.rs");
    let sanitizers = std::env::var("CARGO_CFG_SANITIZE").unwrap_or_default();
    if sanitizers
        .split(',')
        .any(|sanitizer| sanitizer == "address")
    {
        println!("cargo::rustc-cfg=miniport_asan");
    }
    let target = |what: &str| std::env::var(what).unwrap_or_default();
    if target("CARGO_CFG_TARGET_OS") == "linux" && target("CARGO_CFG_TARGET_ARCH") == "x86_64" {
        println!("cargo::rustc-cfg=images");
    }
}
