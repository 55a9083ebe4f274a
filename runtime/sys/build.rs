//! Says once where the names of the headers come from: `wdk_sys` in a kernel build with that feature.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(wdk_sys)");
    let set = |name: &str| std::env::var_os(name).is_some();
    if set("CARGO_FEATURE_WDK_SYS") && set("CARGO_CFG_WINDOWS") && !set("CARGO_FEATURE_SIMULATED") {
        println!("cargo::rustc-cfg=wdk_sys");
    }
}
