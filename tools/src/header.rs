//! `cargo miniport header`: the callbacks of a driver as C declarations with role types, as Static Driver Verifier and Code Analysis
//! want them, for a project whose other half is C.

mod names;

use std::fmt::Write as _;

use proc_macro2::TokenStream;
use syn::{FnArg, GenericArgument, PathArguments, Type};

use names::Names;

use crate::expand;
use crate::file::say;
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
        arguments.package.as_deref().or(arguments.named.as_deref()),
    )?;
    miniport_expand::set_package(package.folder.clone());
    let source = Crate::read(&package)?;
    let text = header(&package.name, &source).ok_or_else(|| {
        let error = Error::new(format!(
            "no function of `{}` has the attribute of a role",
            package.name
        ));
        source.unseen().fold(error, |error, unseen| {
            error.help(format!("not looked into: {unseen}"))
        })
    })?;
    say(&text)
}

/// The header; `None` where there is nothing to declare.
fn header(package: &str, source: &Crate) -> Option<String> {
    let mut lines = String::new();
    let mut headers: Vec<&str> = Vec::new();
    let mut names = Names::default();
    for marked in &source.marked {
        let Mark::Role(role, _) = &marked.mark else {
            continue;
        };
        let file = source.file(marked);
        let place = format!("{}:{}", file.path.display(), file.line(marked.at));
        if expand::is_refused(marked) {
            let written = source.written(marked);
            let name = marked.name();
            let _ = writeln!(
                lines,
                "/* not declared: `{written}` refuses `{name}`, {place} */"
            );
            continue;
        }
        let header = match role.header {
            // storport.h declares what runs in dump mode.
            "dump" => "storport",
            header => header,
        };
        if !headers.contains(&header) {
            headers.push(header);
        }
        let dispatch = major_function(marked)
            .map(|major| format!("_Dispatch_type_({major}) "))
            .unwrap_or_default();
        let name = names.of(marked, role.role_type);
        let mut about = place;
        if name != marked.name() {
            let _ = write!(about, ", {}", marked.path);
        }
        let written = source.written(marked);
        let conditional = written.starts_with("#[cfg_attr").then_some(&written);
        for condition in marked.conditions.iter().chain(conditional) {
            let _ = write!(about, ", {condition}");
        }
        let about = about.replace("*/", "* /");
        let _ = writeln!(lines, "{dispatch}{} {name}; /* {about} */", role.role_type);
    }
    for unseen in source.unseen() {
        let _ = writeln!(lines, "/* not looked into: {unseen} */");
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
