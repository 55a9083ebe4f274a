//! The expansion of the derives.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::fields::{Contents, Deferred};
use super::options::Options;
use crate::types;

/// The implementations for a device extension.
pub(super) fn extension(name: &Ident, options: &Options, contents: &Contents) -> TokenStream {
    let Options {
        kind,
        interrupts,
        channels,
        srb_extension,
    } = options;
    let [kind, interrupts, channels] =
        [kind, interrupts, channels].map(|name| format_ident!("{name}"));
    let checks = checks(contents);
    let handlers = contents
        .deferred
        .iter()
        .map(|deferred| handler_check(name, deferred));
    let slots = contents.deferred.iter().rev().fold(quote!(()), |tail, deferred| {
        let Deferred { kind, handler, count } = deferred;
        let slots = format_ident!("{}Slots", kind.name());
        quote!(::miniport::__private::SlotList<::miniport::__private::#slots<#handler, { #count }>, #tail>)
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
                #(#handlers)*
            }
            type __Slots = #slots;
            unsafe impl ::miniport::DeviceExtension for #name {
                type Kind = ::miniport::kind::#kind;
                type Interrupts = ::miniport::kind::#interrupts;
                type Channels = ::miniport::kind::#channels;
                type SrbExtension = #srb_extension;
                type Slots = ::miniport::__private::SlotMemory<{ ::miniport::__private::core::mem::size_of::<__Slots>() }>;
                const SLOTS: ::miniport::__private::SlotTable = ::miniport::__private::SlotTable::of::<__Slots>();
            }
            #(#has)*
        };
    }
}

/// The implementation for a part of an extension.
pub(super) fn part(name: &Ident, contents: &Contents) -> TokenStream {
    let checks = checks(contents);
    quote! {
        const _: () = {
            fn fields() {
                #checks
            }
            unsafe impl ::miniport::ExtensionPart for #name {}
        };
    }
}

/// Every field is a part itself or is shared by processors; errors are shown at the field's type.
fn checks(contents: &Contents) -> TokenStream {
    let checks = contents.all.iter().map(|ty| {
        let span = types::heart(ty);
        let check = quote_spanned!(span.resolved_at(proc_macro2::Span::mixed_site())=> check());
        quote!(let _: ::miniport::__private::Checked<#ty> = (&::miniport::__private::FieldOf::<#ty>::NEW).kind().#check;)
    });
    quote! {
        #[allow(unused_imports)]
        use ::miniport::__private::{PartField as _, PlainField as _};
        #(#checks)*
    }
}

/// The handler of a deferred object has the right role and belongs to this extension.
fn handler_check(extension: &Ident, deferred: &Deferred) -> TokenStream {
    let role_trait = format_ident!("{}", deferred.kind.role_trait());
    let handler = &deferred.handler;
    quote! {
        {
            fn handler<__Handler: ::miniport::role::#role_trait<Extension = #extension>>() {}
            handler::<#handler>();
        }
    }
}

/// Where the slots of one deferred object are.
fn has(extension: &Ident, index: usize, deferred: &Deferred) -> TokenStream {
    let Deferred {
        kind,
        handler,
        count,
    } = deferred;
    let has = format_ident!("Has{}", kind.name());
    let place = std::iter::repeat_n(quote!(tail.), index).collect::<TokenStream>();
    quote! {
        unsafe impl ::miniport::#has<#handler> for #extension {
            const OFFSET: ::miniport::__private::core::primitive::usize = ::miniport::__private::core::mem::offset_of!(
                __Slots,
                #place head
            );
            const COUNT: ::miniport::__private::core::primitive::usize = #count;
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
        assert!(text.contains("DpcSlots<x,{1}>,::miniport::__private::SlotList<::miniport::__private::WorkItemSlots<y,{N}>"), "{text}");
        for place in ["Slots,head)", "Slots,tail.head)", "Slots,tail.tail.head)"] {
            assert!(text.contains(place), "{place}: {text}");
        }
        assert_eq!(text.matches("check()").count(), 4);
    }
}
