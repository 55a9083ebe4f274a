//! A handler with errors: what is written of it, so that nothing else fails for the same reason.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::arguments::Arguments;
use crate::diagnostics::Diagnostics;
use crate::expand::{generated, marker};
use crate::item::Handler;
use crate::role::{Kind, Role};
use crate::signature::Callback;
use crate::types;

/// The contexts that ask what an attribute declares.
const OPERATIONS: [&str; 2] = ["AdapterControl", "UnitControl"];

/// Says that a handler stands in what holds methods.
pub(crate) fn held(
    role: &Role,
    handler: &Handler,
    callback: Option<&Callback>,
    holder: &str,
    errors: &mut Diagnostics,
) {
    let name = &handler.signature.ident;
    let extension = callback.map_or_else(
        || role.extension().to_owned(),
        |callback| types::text(&callback.extension),
    );
    errors.error(
        name,
        format!(
            "`{}` is a routine of the driver: it does not belong to {holder}",
            role.role_type
        ),
        format!(
            "move the function out of it: `{}`",
            role.signature(&name.to_string(), &extension)
        ),
    );
}

/// The function, and the type of its name. What refers to the handler should not fail as well, nor should what was reported. `is_free`: no
/// `impl` block and no trait holds it.
pub(crate) fn kept(
    role: &Role,
    handler: Handler,
    callback: Option<&Callback>,
    arguments: &Arguments,
    runtime: &Ident,
    is_free: bool,
) -> TokenStream {
    let lifetimes_of = callback.and_then(|callback| callback.lifetimes_of.as_ref());
    let handler = handler.without_reported_parts(lifetimes_of);
    let stands_alone = is_free && handler.is_free() && !handler.is_named_as_one_of_its_types();
    let generated = match callback {
        _ if !stands_alone => TokenStream::new(),
        Some(callback) => generated(role, &handler, callback, arguments, runtime, false),
        None => marker(role, &handler, runtime),
    };
    let declares = stands_alone && callback.is_some() && role.controls().is_some();
    let asks = OPERATIONS.iter().any(|operation| {
        handler.names(&[operation]) && !(declares && role.context() == *operation)
    });
    // The compiler would say the same of the function.
    let knows_none = callback.is_none() && !role.takes_extension();
    let is_none = callback.is_some_and(|callback| callback.is_no_signature);
    let lacks_body = is_free && !handler.has_body();
    let function =
        (!asks && !knows_none && !is_none && !lacks_body && !lacks_extension(role, &handler))
            .then_some(handler);
    quote!(#function #generated)
}

/// Whether a type in the signature lacks its extension: `Srb` for `Srb<Adapter>`.
fn lacks_extension(role: &Role, handler: &Handler) -> bool {
    role.parameters
        .iter()
        .filter(|parameter| parameter.kind != Kind::Extension)
        .filter_map(|parameter| types::last_segment(types::behind(&parameter.ty)))
        .any(|segment| {
            !types::type_arguments(segment).is_empty() && handler.names_alone(&segment.ident)
        })
}
