//! Handlers whose attribute is forgotten, where the extension names them: it is said once, and nothing else fails for that reason.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Type;

use super::fields::Contents;
use super::object::Names;
use crate::block::Block;
use crate::diagnostics::{Diagnostics, article};
use crate::expand;
use crate::item;
use crate::place;
use crate::role::Role;

/// What the attributes of functions beside the structure would write.
pub(super) fn handlers(
    structure: &Ident,
    contents: &Contents,
    names: &Names,
    errors: &mut Diagnostics,
) -> TokenStream {
    let mut given = Vec::new();
    let mut written = TokenStream::new();
    for deferred in &contents.deferred {
        let (kind, attribute) = (deferred.kind.name, deferred.kind.attribute);
        let name = match &deferred.handler {
            Type::Path(path) => path.path.get_ident(),
            _ => None,
        };
        let Some((name, item)) = name.and_then(|name| Some((name, names.beside.forgotten(name)?)))
        else {
            continue;
        };
        if attribute.is_empty() || given.contains(&name) {
            continue;
        }
        errors.error(
            name,
            format!(
                "`{name}` has no attribute, and {} `{kind}` is handled by {} `#[{attribute}]` function",
                article(kind),
                article(attribute)
            ),
            format!("write `#[{attribute}]` above the function, in line {}", item.line),
        );
        written.extend(expand::forgotten(attribute, &item.text, &names.runtime));
        given.push(name);
    }
    let stubs = place::stubs(structure, &given);
    let controls = controls(structure, names);
    quote!(#written #stubs #controls)
}

/// What a function with control requests would declare, if it lacks its attribute: the types that it names. The registration says what it
/// lacks, and its requests should not fail as well.
fn controls(structure: &Ident, names: &Names) -> TokenStream {
    let mut written = TokenStream::new();
    for item in names.beside.all_forgotten() {
        let Ok(function) = item.text.parse::<TokenStream>() else {
            continue;
        };
        for (attribute, object) in [
            ("hw_adapter_control", "adapter"),
            ("hw_unit_control", "unit"),
        ] {
            let Some(role) = Role::named(attribute) else {
                continue;
            };
            let is_its = item::mentions(function.clone(), &[&structure.to_string()])
                && item::mentions(function.clone(), &[role.context()]);
            if !is_its || names.beside.has_attribute(attribute) {
                continue;
            }
            let mut block = Block::new(&names.runtime, &function);
            let (m, declares) = (block.runtime.clone(), role.declares());
            let object = format_ident!("{object}");
            let known = role.controls().unwrap_or_default().iter();
            let named = known.filter(|control| item::mentions(function.clone(), &[control.name]));
            let declared = named.fold(quote!(()), |rest, control| {
                let name = format_ident!("{}", control.name);
                quote!((#m::control::#object::#name, #rest))
            });
            block.add(quote! {
                impl #m::control::#declares for #structure {
                    type Declared = #declared;
                }
            });
            written.extend(block.finish());
        }
    }
    written
}
