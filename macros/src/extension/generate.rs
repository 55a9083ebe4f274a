//! The expansion of the derives.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use super::fields::{Contents, Deferred, Kind};
use super::options::Options;
use crate::types;

/// The implementations for a device extension.
pub(super) fn extension(name: &Ident, options: &Options, contents: &Contents) -> TokenStream {
    let Options {
        kind,
        interrupts,
        channels,
        srb_extension,
        lu_extension,
    } = options;
    let [kind, interrupts, channels] =
        [kind, interrupts, channels].map(|name| format_ident!("{name}"));
    let checks = checks(contents.all.iter().chain(lu_extension));
    let lu_size = lu_extension.as_ref().map(|ty| {
        quote! {
            const LU_EXTENSION_SIZE: ::miniport::__private::core::primitive::u32 =
                ::miniport::__private::lu_extension_size::<#ty>();
        }
    });
    let has_lu = lu_extension.as_ref().map(|ty| {
        quote! {
            unsafe impl ::miniport::HasLuExtension for #name {
                type LuExtension = #ty;
            }
        }
    });
    let slots = contents.deferred.iter().rev().fold(quote!(()), |tail, deferred| {
        let Deferred { kind, handler, count, .. } = deferred;
        let slots = format_ident!("{}Slots", kind.name());
        quote!(::miniport::__private::SlotList<::miniport::__private::#slots<#name, #handler, { #count }>, #tail>)
    });
    let has = contents
        .deferred
        .iter()
        .enumerate()
        .map(|(index, deferred)| has(name, index, deferred));
    quote! {
        const _: () = {
            fn fields() {
                #checks
            }
            type __Slots = #slots;
            unsafe impl ::miniport::DeviceExtension for #name {
                type Kind = ::miniport::kind::#kind;
                type Interrupts = ::miniport::kind::#interrupts;
                type Channels = ::miniport::kind::#channels;
                type SrbExtension = #srb_extension;
                #lu_size
                type Slots = ::miniport::__private::SlotMemory<{ ::miniport::__private::core::mem::size_of::<__Slots>() }>;
                const SLOTS: ::miniport::__private::SlotTable = ::miniport::__private::SlotTable::of::<__Slots>();
            }
            #(#has)*
            #has_lu
        };
    }
}

/// The implementation for a part of an extension.
pub(super) fn part(name: &Ident, contents: &Contents) -> TokenStream {
    let checks = checks(contents.all.iter());
    quote! {
        const _: () = {
            fn fields() {
                #checks
            }
            unsafe impl ::miniport::ExtensionPart for #name {}
        };
    }
}

/// Every type is a part itself or is shared by processors; errors are shown at the user's type.
fn checks<'t>(types: impl Iterator<Item = &'t Type>) -> TokenStream {
    let checks = types.map(|ty| {
        // Every token is at the type's place, whichever of them the compiler blames.
        let span = Span::mixed_site().located_at(types::heart(ty));
        quote_spanned! {span=>
            let _: ::miniport::__private::Checked<#ty> = (&::miniport::__private::FieldOf::<#ty>::NEW).kind().check();
        }
    });
    quote! {
        #[allow(unused_imports)]
        use ::miniport::__private::{PartField as _, PlainField as _};
        #(#checks)*
    }
}

/// Where the slots of one deferred object are, and the routine of its handler, which has the right role and belongs to this
/// extension.
fn has(extension: &Ident, index: usize, deferred: &Deferred) -> TokenStream {
    let Deferred {
        kind,
        handler,
        count,
        array,
    } = deferred;
    let count = array.as_ref().map_or_else(
        || count.clone(),
        |member| {
            quote! {{
                // The field counts as used.
                let _ = ::miniport::__private::core::mem::offset_of!(#extension, #member);
                #count
            }}
        },
    );
    let has = format_ident!("Has{}", kind.name());
    let (role_type, routine) = kind.routine();
    let (role_type, routine) = (format_ident!("{role_type}"), format_ident!("{routine}"));
    // The type of the argument is the handler's own.
    let argument = (*kind != Kind::Timer).then(|| quote!(, _));
    let place = std::iter::repeat_n(quote!(tail.), index).collect::<TokenStream>();
    quote! {
        unsafe impl ::miniport::#has<#handler> for #extension {
            const OFFSET: ::miniport::__private::core::primitive::usize = ::miniport::__private::core::mem::offset_of!(
                __Slots,
                #place head
            );
            const COUNT: ::miniport::__private::core::primitive::usize = #count;
            const ROUTINE: ::miniport::ffi::#role_type = ::miniport::__private::#routine::<#handler, #extension #argument>();
        }
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    #[test]
    fn slots_are_listed_in_the_order_of_the_fields() {
        let text = crate::extension::derive(&quote!(
            struct Adapter {
                a: Dpc<x>,
                b: u8,
                c: [WorkItem<y>; N],
                d: Timer<z>,
            }
        ));
        syn::parse2::<syn::File>(text.clone()).expect("items");
        let text = text.to_string().replace(' ', "");
        assert!(text.contains("DpcSlots<Adapter,x,{1}>,::miniport::__private::SlotList<::miniport::__private::WorkItemSlots<Adapter,y,{N}>"), "{text}");
        for place in ["Slots,head)", "Slots,tail.head)", "Slots,tail.tail.head)"] {
            assert!(text.contains(place), "{place}: {text}");
        }
        assert_eq!(text.matches("check()").count(), 4);
    }
}
