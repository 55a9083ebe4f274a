//! Tells the build scripts of drivers whether this is a kernel build (`DEP_STORPORT_KERNEL`), so that they link accordingly.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let windows = std::env::var_os("CARGO_CFG_WINDOWS").is_some();
    let simulated = std::env::var_os("CARGO_FEATURE_SIMULATED").is_some();
    if windows && !simulated {
        println!("cargo::metadata=KERNEL=1");
    }
}
