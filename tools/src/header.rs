//! `cargo miniport header`: the callbacks of a driver as C declarations with role types, as Static Driver Verifier and Code Analysis
//! want them, for a project whose other half is C.

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use syn::{FnArg, GenericArgument, PathArguments, Type};

use crate::package::Package;
use crate::source::{Crate, Mark, Marked};
use crate::toolchain::cargo_of_this_process;
use crate::{Error, cli};

/// Prints the header.
///
/// # Errors
///
/// When there is no such package, its source cannot be read, or it has no callback.
pub fn run(arguments: &cli::Header) -> Result<(), Error> {
    let package = Package::find(
        cargo_of_this_process(),
        arguments.manifest_path.as_deref(),
        arguments.package.as_deref(),
    )?;
    let text = header(&package.name, &Crate::read(&package)?).ok_or_else(|| {
        Error::new(format!(
            "no function of `{}` has the attribute of a role",
            package.name
        ))
    })?;
    print!("{text}");
    Ok(())
}

/// The header; `None` where there is nothing to declare.
fn header(package: &str, source: &Crate) -> Option<String> {
    let mut lines = String::new();
    let mut headers: Vec<&str> = Vec::new();
    for marked in &source.marked {
        let Mark::Role(role, _) = &marked.mark else {
            continue;
        };
        if !headers.contains(&role.header) {
            headers.push(role.header);
        }
        let file = source.file(marked);
        let (path, line) = (file.path.display(), file.line(marked.at));
        let dispatch = major_function(marked)
            .map(|major| format!("_Dispatch_type_({major}) "))
            .unwrap_or_default();
        let _ = writeln!(
            lines,
            "{dispatch}{} {}; /* {path}:{line} */",
            role.role_type,
            marked.name().trim_start_matches("r#")
        );
    }
    if headers.is_empty() {
        return None;
    }
    let mut text = format!(
        "/* The callbacks of {package}, by role type. Written by `cargo miniport header`; the routines are Rust's, and reach Windows\n   \
         through DriverEntry: no linker symbol has these names. */\n#pragma once\n"
    );
    for header in headers {
        let _ = writeln!(text, "#include <{header}.h>");
    }
    text.push_str("\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    for entry in &source.entries {
        let role = if entry.starts_with("wdm") {
            "DRIVER_INITIALIZE"
        } else {
            "sp_DRIVER_INITIALIZE"
        };
        let _ = writeln!(text, "{role} DriverEntry; /* {entry}! */");
    }
    text.push_str(&lines);
    text.push_str("\n#ifdef __cplusplus\n}\n#endif\n");
    Some(text)
}

/// The major function of a dispatch routine: `IRP_MJ_DEVICE_CONTROL` of `irp: Incoming<Device, DeviceControl>`.
fn major_function(marked: &Marked) -> Option<String> {
    let Mark::Role(role, _) = &marked.mark else {
        return None;
    };
    if !role.role_type.starts_with("DRIVER_DISPATCH") {
        return None;
    }
    let function: syn::ItemFn =
        syn::parse2::<syn::ItemFn>(TokenStream::clone(&marked.item)).ok()?;
    let FnArg::Typed(last) = function.sig.inputs.last()? else {
        return None;
    };
    let Type::Path(path) = &*last.ty else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    let GenericArgument::Type(Type::Path(major)) = arguments.args.last()? else {
        return None;
    };
    let mut name = String::from("IRP_MJ");
    for letter in major.path.segments.last()?.ident.to_string().chars() {
        if letter.is_uppercase() {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    Some(name)
}
