//! Passes what wins over the options of the tool.

fn main() {
    println!("cargo::rustc-cdylib-link-arg=/SUBSYSTEM:NATIVE");
}
