//! The expansion of the derives: one block, in which a token of the author's stands in the definition of a type and nowhere
//! else, apart from the names of the structure and its fields.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, Member};

use super::fields::{Contents, Deferred};
use super::options::{Options, WdmOptions};
use crate::block::Block;
use crate::types;

/// Gives a type a name: its tokens mean one thing for the whole block. Errors about it are shown at its heart.
fn alias(
    block: &mut Block,
    structure: &Ident,
    wanted: &str,
    ty: &impl ToTokens,
    span: Span,
) -> Ident {
    let mut name = block.name(wanted);
    // What the compiler would add to the structure's generics for a name that it does not know, it would add here: then it says so once.
    name.set_span(structure.span());
    block.add(quote!(type #name = #ty;));
    name.set_span(Span::mixed_site().located_at(span));
    name
}

/// The implementations for a device extension.
pub(super) fn extension(
    name: &Ident,
    options: &Options,
    contents: &Contents,
    item: &TokenStream,
) -> TokenStream {
    let mut block = Block::new(&contents.runtime, item);
    let fields = fields(&mut block, name, contents);
    implement(&mut block, name, options, contents, &fields);
    let p = block.private_at(name.span());
    let size = quote_spanned!(p.span()=> const _: () = #p::check_size::<#name>(););
    block.add(size);
    block.finish()
}

/// The implementations alone, for a structure with an error.
pub(super) fn stub(name: &Ident, options: &Options, contents: &Contents) -> TokenStream {
    let mut block = Block::new(&contents.runtime, &name.to_token_stream());
    implement(&mut block, name, options, contents, &[]);
    block.finish()
}

fn implement(
    block: &mut Block,
    name: &Ident,
    options: &Options,
    contents: &Contents,
    fields: &[Ident],
) {
    if let Some(wdm) = &options.wdm {
        implement_wdm(block, name, options.interrupts, wdm, contents, fields);
        return;
    }
    let (m, p) = (block.runtime.clone(), block.private.clone());
    if options.dump {
        block.add(quote! {
            unsafe impl #m::Extension for #name {
                type Kind = #m::dump::InDumpMode;
                type Slots = ();
            }
            unsafe impl #m::dump::DumpExtension for #name {}
        });
        return;
    }
    let [kind, interrupts, channels] =
        [options.kind, options.interrupts, options.channels].map(|name| format_ident!("{name}"));
    let srb_extension = &options.srb_extension;
    let srb = alias(
        block,
        name,
        "__Srb",
        srb_extension,
        types::heart(srb_extension),
    );
    let srb_const = constant(block, "SrbExtension", &srb);
    let lu = options.lu_extension.as_ref().map(|ty| {
        let lu = alias(block, name, "__Lu", ty, types::heart(ty));
        check(block, &lu);
        let lu_const = constant(block, "LuExtension", &lu);
        block.add(quote!(unsafe impl #m::HasLuExtension<#lu> for #name {}));
        quote!(const LU_EXTENSION: #p::LuExtension = #lu_const;)
    });
    let (memory, slots) = slots(block, name, contents, fields);
    block.add(quote! {
        unsafe impl #m::HasSrbExtension<#srb> for #name {}
        unsafe impl #m::Extension for #name {
            type Kind = #m::kind::#kind;
            type Slots = #memory;
        }
        unsafe impl #m::DeviceExtension for #name {
            type Interrupts = #m::kind::#interrupts;
            type Channels = #m::kind::#channels;
            const SRB_EXTENSION: #p::SrbExtension = #srb_const;
            #lu
            const SLOTS: &'static [#p::Slot] = #slots;
        }
    });
}

/// The implementations for the device extension of a WDM driver.
fn implement_wdm(
    block: &mut Block,
    name: &Ident,
    interrupts: &str,
    wdm: &WdmOptions,
    contents: &Contents,
    fields: &[Ident],
) {
    let (m, p) = (block.runtime.clone(), block.private.clone());
    let (interrupts, transfer) = (
        format_ident!("{interrupts}"),
        format_ident!("{}", wdm.transfer),
    );
    let (memory, slots) = slots(block, name, contents, fields);
    let interface = if let Some((data1, data2, data3, data4)) = wdm.interface {
        quote! {
            #p::Option::Some(&#m::ffi::GUID {
                Data1: #data1,
                Data2: #data2,
                Data3: #data3,
                Data4: [#(#data4),*],
            })
        }
    } else {
        quote!(#p::Option::None)
    };
    block.add(quote! {
        unsafe impl #m::Extension for #name {
            type Kind = #m::wdm::Wdm;
            type Slots = #memory;
        }
    });
    // What a device without `PnpDevice` lacks is said at its name.
    let here = block.runtime_at(name.span());
    let private = block.private_at(name.span());
    let check = quote_spanned!(name.span()=> const _: () = #private::wdm::check_memory::<#name>(););
    block.add(check);
    let extension = quote_spanned!(name.span()=> #here::wdm::WdmExtension);
    block.add(quote! {
        unsafe impl #extension for #name {
            type Interrupts = #p::wdm::#interrupts;
            const TRANSFER_FLAGS: #p::u32 = #m::ffi::#transfer;
            const INTERFACE: #p::Option<&'static #m::ffi::GUID> = #interface;
            const SLOTS: &'static [#p::wdm::Slot] = #slots;
        }
    });
}

/// The implementation for a part of an extension.
pub(super) fn part(input: &DeriveInput, contents: &Contents, item: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let mut block = Block::new(&contents.runtime, item);
    if !input.generics.params.is_empty() {
        generic_part(&mut block, input, contents);
        return block.finish();
    }
    fields(&mut block, name, contents);
    is_part(&mut block, name);
    block.finish()
}

/// The implementation alone, for a part with an error.
pub(super) fn stub_of_part(name: &Ident, contents: &Contents) -> TokenStream {
    let mut block = Block::new(&contents.runtime, &name.to_token_stream());
    is_part(&mut block, name);
    block.finish()
}

fn is_part(block: &mut Block, name: &Ident) {
    let m = block.runtime.clone();
    block.add(quote! {
        unsafe impl #m::ExtensionPart for #name {
            type Guarded = ();
        }
        impl #m::OptionalPart for #name {}
    });
}

/// The implementation for a part with parameters: what [`fields`] checks, once for all of them. Its bounds are assumed in one place, the
/// implementation of a trait that has the fields' types, and the part is one where that trait is implemented: bounds that mean another
/// thing where they stand again ask for more, never for less.
fn generic_part(block: &mut Block, input: &DeriveInput, contents: &Contents) {
    let (name, m, p) = (&input.ident, block.runtime.clone(), block.private.clone());
    let (checked, value) = (block.name("__Checked"), block.name("__extension"));
    let (implemented, arguments, bounds) = input.generics.split_for_impl();
    let [mut declared, mut meant, mut checks] = std::array::from_fn(|_| TokenStream::new());
    for (index, field) in contents.all.iter().enumerate() {
        let (ty, member) = (&field.ty, &field.member);
        let mut of = block.name(&format!("__Field{index}"));
        of.set_span(Span::mixed_site().located_at(types::heart(ty)));
        let p = block.private_at(of.span());
        declared.extend(quote!(type #of;));
        meant.extend(quote!(type #of = #ty;));
        checks.extend(quote_spanned! {of.span()=>
            #p::same::<Self::#of, _>(&raw mut #value.#member);
            let _: #p::Checked<Self::#of> = <#p::FieldOf<Self::#of>>::KIND.check_each();
        });
    }
    let members = contents.all.iter().map(|field| &field.member);
    let predicates = bounds.map(|bounds| &bounds.predicates);
    block.add(quote! {
        use #p::PlainField as _;
        trait #checked {
            #declared
            fn fields(#value: &mut Self);
        }
        impl #implemented #checked for #name #arguments #bounds {
            #meant
            fn fields(#value: &mut Self) {
                let #name { #(#members: _,)* } = *#value;
                #checks
            }
        }
        unsafe impl #implemented #m::ExtensionPart for #name #arguments
        where
            #name #arguments: #checked,
            #predicates
        {
            type Guarded = ();
        }
        impl #implemented #m::OptionalPart for #name #arguments
        where
            #name #arguments: #checked,
            #predicates
        {}
    });
}

/// Checks that the structure has these fields and no others, each of the type that its tokens mean here, and that processors
/// may share each that is no deferred object. Gives back the names of the types.
fn fields(block: &mut Block, name: &Ident, contents: &Contents) -> Vec<Ident> {
    let p = block.private.clone();
    let (function, value) = (block.name("__fields"), block.name("__extension"));
    let mut types = Vec::new();
    let mut same = TokenStream::new();
    block.add(quote! {
        use #p::PlainField as _;
    });
    for (index, field) in contents.all.iter().enumerate() {
        let heart = types::heart(&field.ty);
        let ty = alias(block, name, &format!("__Field{index}"), &field.ty, heart);
        let member = &field.member;
        let p = block.private_at(heart);
        same.extend(quote_spanned! {p.span()=>
            #p::same::<#ty, _>(&raw mut #value.#member);
        });
        if !field.deferred {
            check(block, &ty);
        }
        types.push(ty);
    }
    let members = contents.all.iter().map(|field| &field.member);
    block.add(quote! {
        fn #function(#value: &mut #name) {
            let #name { #(#members: _,)* } = *#value;
            #same
        }
    });
    types
}

/// The type that an alias stands for is a part, or shared by processors. Every token is at the type's place, whichever of them
/// the compiler blames.
fn check(block: &mut Block, ty: &Ident) {
    let p = block.private_at(ty.span());
    let items = quote_spanned! {ty.span()=>
        const _: #p::Checked<#ty> = <#p::FieldOf<#ty>>::KIND.check();
    };
    block.add(items);
}

/// A value of the runtime's type `of`, for the type that an alias stands for. A constant is made of it at once: its assertions are
/// errors at that type.
fn constant(block: &mut Block, of: &str, ty: &Ident) -> TokenStream {
    let (p, of) = (block.private_at(ty.span()), format_ident!("{of}"));
    let value = quote_spanned!(ty.span()=> #p::#of::of::<#ty>());
    block.add(quote_spanned!(ty.span()=> const _: #p::#of = #value;));
    value
}

/// The memory of the deferred objects, where each lies in it, and the rows that say how they are made.
fn slots(
    block: &mut Block,
    extension: &Ident,
    contents: &Contents,
    fields: &[Ident],
) -> (TokenStream, TokenStream) {
    let (m, p) = (block.runtime.clone(), block.private.clone());
    let slots = block.name("__Slots");
    let mut memory = TokenStream::new();
    let mut rows = TokenStream::new();
    for (index, deferred) in contents.deferred.iter().enumerate() {
        let Deferred {
            kind,
            handler,
            field,
            array,
        } = deferred;
        let heart = types::heart(handler);
        // As an argument, so that a function without its attribute is the one error that the field gives as well.
        let handler = quote!(#p::Handler<#handler>);
        let handler = alias(block, extension, &format!("__H{index}"), &handler, heart);
        let ty = &fields[*field];
        let here = block.private_at(ty.span());
        let is = format_ident!("Is{}", kind.name);
        let count = block.name(&format!("__N{index}"));
        let place = Member::from(index);
        let offset = quote!(#p::offset_of!(#slots, #place));
        let object = format_ident!("{}Memory", kind.name);
        // Where the family's names are.
        let wdm = kind.is_wdm.then(|| quote!(wdm::));
        memory.extend(quote!(#p::#wdm #object<#count>,));
        let make = format_ident!("{}", kind.constructor);
        // The type of the argument is the handler's own.
        let argument = kind.takes_argument.then(|| quote!(, _));
        let slot = block.private_at(handler.span());
        let make = quote_spanned!(handler.span()=> #slot::#wdm Slot::#make::<#handler, #extension #argument>);
        rows.extend(quote!(#make(#offset, #count),));
        let has = format_ident!("Has{}{}", kind.name, if *array { "Array" } else { "" });
        let array = array.then(|| {
            let member = &contents.all[*field].member;
            quote! {
                // So that the field counts as used.
                const COUNT: #p::usize = (#count, #p::offset_of!(#extension, #member)).0;
            }
        });
        block.add(quote_spanned! {ty.span()=>
            const #count: #here::usize = <#ty as #here::#wdm #is<#handler>>::COUNT;
            unsafe impl #m::#wdm #has<#handler> for #extension {
                const OFFSET: #p::usize = #offset;
                #array
            }
        });
    }
    block.add(quote! {
        #[repr(C)]
        struct #slots(#memory);
    });
    (
        quote!(#p::SlotMemory<{ #p::size_of::<#slots>() }>),
        quote!(&[#rows]),
    )
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    fn derive(item: &TokenStream) -> TokenStream {
        crate::extension::derive(item)
    }

    #[test]
    fn slots_are_in_the_order_of_the_fields() {
        let text = derive(&quote!(
            struct Adapter {
                a: Dpc<x>,
                b: u8,
                c: [WorkItem<y>; N],
                d: Timer<z>,
            }
        ));
        syn::parse2::<syn::File>(text.clone()).expect("items");
        let text = text.to_string().replace(' ', "");
        for row in [
            "Slot::dpc::<__H0,Adapter,_>(__p::offset_of!(__Slots,0)",
            "Slot::work_item::<__H1,Adapter,_>(__p::offset_of!(__Slots,1)",
            "Slot::timer::<__H2,Adapter>(__p::offset_of!(__Slots,2)",
            "<__Field2as__p::IsWorkItem<__H1>>::COUNT",
        ] {
            assert!(text.contains(row), "{row}: {text}");
        }
        assert_eq!(text.matches("KIND.check()").count(), 1);
    }

    #[test]
    fn the_authors_tokens_define_types_and_nothing_else() {
        let text = derive(&quote!(
            #[device_extension(srb_extension = Mine1, lu_extension = Mine2)]
            struct Adapter {
                a: Mine3,
                b: [Dpc<mine4>; MINE5],
            }
        ));
        let text = text.to_string();
        for (token, count) in [
            ("Mine1", 1),
            ("Mine2", 1),
            ("Mine3", 1),
            ("mine4", 2),
            ("MINE5", 1),
        ] {
            assert_eq!(text.matches(token).count(), count, "{token}: {text}");
        }
    }

    #[test]
    fn names_of_generated_items_are_new() {
        let text = derive(&quote!(
            struct Adapter {
                a: __Field0,
                b: [__Slots; { __m }],
            }
        ));
        let text = text.to_string();
        assert!(text.contains("type __Field01 = __Field0 ;"), "{text}");
        assert!(text.contains("extern crate miniport as __m1 ;"), "{text}");
        assert!(text.contains("struct __Slots1"), "{text}");
    }
}
