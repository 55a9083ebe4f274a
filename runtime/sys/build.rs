//! Says once which of its builds this is.
//!
//! - `kernel`: a kernel runs it, of Windows.
//! - `wdk_sys`: in it the names of the headers come from the crate `wdk-sys`.
//! - `by_table`: a simulated build for Windows, whose linkers want every symbol: routines are found by name.
//! - `fixed_arity`: C-variadic routines take a fixed number of words.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(kernel, wdk_sys, by_table, fixed_arity)");
    let set = |name: &str| std::env::var_os(name).is_some();
    let windows = set("CARGO_CFG_WINDOWS");
    let simulated = set("CARGO_FEATURE_SIMULATED");
    let vendor = std::env::var("CARGO_CFG_TARGET_VENDOR");
    // The flag compiles this way anywhere, to try it.
    let fixed =
        vendor.is_ok_and(|vendor| vendor == "apple") || set("CARGO_CFG_MINIPORT_FIXED_ARITY");
    for (name, is_so) in [
        ("kernel", windows && !simulated),
        (
            "wdk_sys",
            windows && !simulated && set("CARGO_FEATURE_WDK_SYS"),
        ),
        ("by_table", windows && simulated),
        ("fixed_arity", fixed || windows && simulated),
    ] {
        if is_so {
            println!("cargo::rustc-cfg={name}");
        }
    }
}
