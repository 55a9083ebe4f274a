//! `#[device_extension(…)]`: what kind of miniport the extension belongs to.

use darling::FromMeta;
use proc_macro2::{Ident, Span};
use syn::{Attribute, Type, parse_quote};

use super::entries::{Entries, Types};
use super::values::{ChannelMode, Interface, InterruptMode, Present, TransferMode, Unknown, Word};
use crate::diagnostics::Diagnostics;

/// The helper attribute of the derive.
pub(crate) const ATTRIBUTE: &str = "device_extension";

pub(super) const FORMS: &str = "write `#[device_extension(virtual)]` or `#[device_extension(physical, interrupts = line | message | per_message, \
                     channels = single | concurrent)]`, each with `srb_extension = Type` if requests carry data; with \
                     `lu_extension = Type` a physical miniport keeps data for each logical unit; the dump path writes \
                     `#[device_extension(dump)]`; a WDM driver writes \
                     `#[device_extension(wdm, interrupts = line | message | none, transfer = buffered | direct, interface = \"GUID\")]`";

/// The options, without the runtime's name.
pub(super) const NAMES: [&str; 10] = [
    "virtual",
    "physical",
    "dump",
    "wdm",
    "transfer",
    "interface",
    "interrupts",
    "channels",
    "srb_extension",
    "lu_extension",
];

/// The types that the options stand for, as names in `miniport::kind`.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) kind: &'static str,
    pub(super) interrupts: &'static str,
    pub(super) channels: &'static str,
    pub(super) srb_extension: Type,
    pub(super) lu_extension: Option<Type>,
    /// It is that of a dump path.
    pub(super) dump: bool,
    /// Of a WDM driver: what else it says.
    pub(super) wdm: Option<WdmOptions>,
    /// What the author calls the runtime: `crate = mp`.
    pub(super) runtime: Option<Ident>,
}

/// The options of a WDM driver.
#[derive(Debug)]
pub(super) struct WdmOptions {
    /// The flag of the device object.
    pub(super) transfer: &'static str,
    pub(super) interface: Option<(u32, u16, u16, [u8; 8])>,
}

/// What is written in the attribute.
#[derive(Debug, Default, FromMeta)]
#[darling(default)]
struct Written {
    #[darling(rename = "virtual", multiple)]
    is_virtual: Vec<Present>,
    #[darling(multiple)]
    physical: Vec<Present>,
    #[darling(multiple)]
    dump: Vec<Present>,
    #[darling(multiple)]
    wdm: Vec<Present>,
    #[darling(multiple)]
    transfer: Vec<Word<TransferMode>>,
    #[darling(multiple)]
    interface: Vec<Interface>,
    #[darling(multiple)]
    interrupts: Vec<Word<InterruptMode>>,
    #[darling(multiple)]
    channels: Vec<Word<ChannelMode>>,
    #[darling(flatten)]
    unknown: Unknown,
}

/// Parses all attributes of the structure; without one it is a physical miniport with a line interrupt.
pub(super) fn parse(attributes: &[Attribute], errors: &mut Diagnostics) -> Options {
    let Entries {
        list,
        types,
        runtime,
    } = Entries::of(attributes, errors);
    let written = Written::from_list(&list).unwrap_or_else(|error| {
        for error in error.flatten() {
            errors.add(error.into());
        }
        // Whose extension it is stays known: what follows from that is no second error.
        let mut written = Written::default();
        for word in list.iter().filter_map(Present::of) {
            match word {
                ("virtual", word) => written.is_virtual.push(word),
                ("dump", word) => written.dump.push(word),
                ("wdm", word) => written.wdm.push(word),
                _ => {}
            }
        }
        written
    });
    let spans = |words: &[Present]| words.iter().map(|word| word.0).collect();
    once("virtual", spans(&written.is_virtual), errors);
    once("physical", spans(&written.physical), errors);
    once("dump", spans(&written.dump), errors);
    once("wdm", spans(&written.wdm), errors);
    once(
        "transfer",
        written.transfer.iter().map(|word| word.span).collect(),
        errors,
    );
    once(
        "interface",
        written
            .interface
            .iter()
            .map(|interface| interface.span)
            .collect(),
        errors,
    );
    once(
        "interrupts",
        written.interrupts.iter().map(|word| word.span).collect(),
        errors,
    );
    once(
        "channels",
        written.channels.iter().map(|word| word.span).collect(),
        errors,
    );
    check(&written, &types, errors);
    let is_virtual = !written.is_virtual.is_empty();
    let wdm = (!written.wdm.is_empty()).then(|| WdmOptions {
        transfer: written
            .transfer
            .first()
            .map_or("DO_BUFFERED_IO", |word| word.kind),
        interface: written.interface.first().map(|interface| interface.guid),
    });
    Options {
        dump: !written.dump.is_empty(),
        wdm,
        kind: if is_virtual { "Virtual" } else { "Physical" },
        interrupts: match written.interrupts.first() {
            _ if is_virtual => "NoInterrupt",
            written => written.map_or("Line", |word| word.kind),
        },
        channels: written.channels.first().map_or("Single", |word| word.kind),
        srb_extension: types.srb_extension.unwrap_or_else(|| parse_quote!(())),
        lu_extension: types.lu_extension.filter(|_| !is_virtual).map(|(_, ty)| ty),
        runtime,
    }
}

/// An option is written once.
fn once(name: &str, spans: Vec<Span>, errors: &mut Diagnostics) {
    for span in spans.into_iter().skip(1) {
        errors.error(
            Ident::new("option", span),
            format!("`{name}` is given twice"),
            "give each option once",
        );
    }
}

/// Options that exclude each other.
fn check(written: &Written, types: &Types, errors: &mut Diagnostics) {
    if let Some(Present(span)) = written.wdm.first() {
        check_wdm(*span, written, types, errors);
        return;
    }
    if let Some(Present(span)) = written.dump.first() {
        check_dump(*span, written, types, errors);
        return;
    }
    for (name, span) in written
        .transfer
        .iter()
        .map(|word| ("transfer", word.span))
        .chain(
            written
                .interface
                .iter()
                .map(|interface| ("interface", interface.span)),
        )
    {
        errors.error(
            Ident::new("option", span),
            format!("`{name}` is an option of a WDM driver, and a miniport has none: Storport makes its device objects"),
            format!("remove `{name}`, or say `wdm`"),
        );
    }
    if let Some(Word { span, .. }) = written
        .interrupts
        .iter()
        .find(|word| word.kind == "NoInterrupt")
    {
        errors.error(
            Ident::new("none", *span),
            "a physical miniport has an interrupt",
            "remove `interrupts`, or say `virtual`",
        );
    }
    if written.is_virtual.is_empty() {
        return;
    }
    if let Some(Present(span)) = written.physical.first() {
        let token = Ident::new("physical", *span);
        errors.error(
            token,
            "a miniport is virtual or physical (StorPortVirtualDevice)",
            "remove one of the two",
        );
    }
    if let Some(Word { span, .. }) = written.interrupts.first() {
        let token = Ident::new("interrupts", *span);
        errors.error(
            token,
            "a virtual miniport has no hardware that interrupts",
            "remove `interrupts`",
        );
    }
    if let Some(Word { span, .. }) = written.channels.first() {
        let token = Ident::new("channels", *span);
        errors.error(
            token,
            "a virtual miniport has no channels: its requests always start in parallel",
            "remove `channels`",
        );
    }
    if let Some((name, _)) = &types.lu_extension {
        errors.error(
            name,
            "an LU extension is built under the interrupt lock, which a virtual miniport does not have",
            "remove `lu_extension`, and keep the data of each unit in the device extension",
        );
    }
}

/// What a dump path does not have: it is one of a physical miniport, and polls.
fn check_dump(dump: Span, written: &Written, types: &Types, errors: &mut Diagnostics) {
    if let Some(Present(span)) = written.is_virtual.first() {
        errors.error(
            Ident::new("kind", *span),
            "a dump path is one of a physical miniport",
            "remove `virtual`",
        );
    }
    let [interrupts, channels] = [
        written.interrupts.first().map(|word| word.span),
        written.channels.first().map(|word| word.span),
    ];
    let options = [
        (
            "interrupts",
            interrupts,
            "interrupts are off in dump mode, and the dump port polls `HW_INTERRUPT`",
        ),
        (
            "channels",
            channels,
            "the dump port sends one request at a time",
        ),
        (
            "transfer",
            written.transfer.first().map(|word| word.span),
            "this is an option of a WDM driver",
        ),
        (
            "interface",
            written.interface.first().map(|interface| interface.span),
            "this is an option of a WDM driver",
        ),
        (
            "srb_extension",
            types.srb_extension.as_ref().map(|_| dump),
            "the dump port sends one request at a time: its data may lie in the extension",
        ),
        (
            "lu_extension",
            types.lu_extension.as_ref().map(|_| dump),
            "the dump port writes to one unit: its data may lie in the extension",
        ),
    ];
    for (name, span, why) in options {
        if let Some(span) = span {
            errors.error(Ident::new("option", span), why, format!("remove `{name}`"));
        }
    }
}

/// What a WDM driver does not have.
fn check_wdm(wdm: Span, written: &Written, types: &Types, errors: &mut Diagnostics) {
    let kinds = [&written.is_virtual, &written.physical, &written.dump];
    if let Some(Present(span)) = kinds.iter().find_map(|words| words.first()) {
        errors.error(
            Ident::new("kind", *span),
            "a device extension is that of a miniport, or that of a WDM driver",
            "remove one of the two",
        );
    }
    if let Some(Word { span, .. }) = written.channels.first() {
        errors.error(
            Ident::new("channels", *span),
            "channels are Storport's: a WDM driver has a `SystemQueue<start_io>` field, which starts one IRP at a time",
            "remove `channels`",
        );
    }
    if let Some(Word { span, .. }) = written
        .interrupts
        .iter()
        .find(|word| word.kind == "PerMessage")
    {
        errors.error(
            Ident::new("per_message", *span),
            "the messages of a WDM driver share the interrupt lock",
            "write `interrupts = message`",
        );
    }
    let srb = types.srb_extension.as_ref().map(|_| "srb_extension");
    let lu = types.lu_extension.as_ref().map(|_| "lu_extension");
    for name in [srb, lu].into_iter().flatten() {
        errors.error(
            Ident::new("wdm", wdm),
            format!("`{name}` is Storport's, and a WDM driver has no SRBs"),
            format!("remove `{name}`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn parsed(attributes: &str) -> (Options, Vec<String>) {
        let item: syn::DeriveInput =
            syn::parse_str(&format!("{attributes} struct A;")).expect("a structure");
        let mut errors = Diagnostics::default();
        let options = parse(&item.attrs, &mut errors);
        (options, errors.messages())
    }

    #[track_caller]
    fn right(attributes: &str, expected: [&str; 4]) {
        let (options, errors) = parsed(attributes);
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(
            [
                options.kind,
                options.interrupts,
                options.channels,
                &options
                    .srb_extension
                    .to_token_stream()
                    .to_string()
                    .replace(' ', "")
            ],
            expected
        );
    }

    #[track_caller]
    fn wrong(options: &str, expected: &str) {
        let (_, errors) = parsed(&format!("#[device_extension{options}]"));
        assert!(
            errors.len() == 1 && errors[0].contains(expected),
            "{options}: {errors:#?}"
        );
    }

    #[test]
    fn the_default_is_a_physical_miniport() {
        right("", ["Physical", "Line", "Single", "()"]);
        right(
            "#[device_extension()]",
            ["Physical", "Line", "Single", "()"],
        );
    }

    #[test]
    fn options_are_taken() {
        right(
            "#[device_extension(virtual)]",
            ["Virtual", "NoInterrupt", "Single", "()"],
        );
        right(
            "#[device_extension(physical, interrupts = per_message)] #[device_extension(channels = concurrent)]",
            ["Physical", "PerMessage", "Concurrent", "()"],
        );
        right(
            "#[device_extension(interrupts = message, srb_extension = a::Request<u8, 4>)]",
            ["Physical", "Message", "Single", "a::Request<u8,4>"],
        );
        right(
            "#[device_extension(srb_extension = [u8; 4], channels = single)]",
            ["Physical", "Line", "Single", "[u8;4]"],
        );
        right(
            "#[device_extension(srb_extension = (u8, ()))]",
            ["Physical", "Line", "Single", "(u8,())"],
        );
    }

    #[test]
    fn the_runtime_may_have_another_name() {
        let (options, errors) = parsed("#[device_extension(virtual, crate = mp)]");
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(options.runtime.expect("a name"), "mp");
    }

    #[test]
    fn units_have_an_extension_if_it_is_named() {
        let (options, errors) = parsed("#[device_extension(lu_extension = Vec<Unit>, physical)]");
        assert!(errors.is_empty(), "{errors:#?}");
        let expected: Type = syn::parse_quote!(Vec<Unit>);
        assert_eq!(options.lu_extension, Some(expected));
        assert_eq!(parsed("").0.lu_extension, None);
    }

    #[test]
    fn what_excludes_the_other_is_refused() {
        wrong("(virtual, physical)", "virtual or physical");
        wrong("(virtual, interrupts = line)", "remove `interrupts`");
        wrong("(channels = single, virtual)", "remove `channels`");
        wrong("(lu_extension = Unit, virtual)", "remove `lu_extension`");
        wrong("(dump, virtual)", "remove `virtual`");
        wrong("(dump, interrupts = line)", "remove `interrupts`");
        wrong("(dump, channels = single)", "remove `channels`");
        wrong("(dump, srb_extension = u8)", "remove `srb_extension`");
        wrong("(dump, lu_extension = u8)", "remove `lu_extension`");
        wrong("(dump, wdm)", "remove one of the two");
    }

    #[test]
    fn mistakes_are_explained() {
        wrong("", "list of options");
        wrong(" = 1", "list of options");
        wrong("(virtaul)", "did you mean `virtual`?");
        wrong("(interrupts = lines)", "did you mean `line`?");
        wrong("(interrupts = \"line\")", "without quotes");
        wrong("(interrupts = a::line)", "one word");
        wrong(
            "(channels = single, channels = single)",
            "`channels` is given twice",
        );
        wrong("(virtual, virtual)", "`virtual` is given twice");
        wrong("(srb_extension = 1 +)", "expected");
        wrong(
            "(srb_extension = u8, srb_extension = u8)",
            "make it a structure",
        );
        wrong(
            "(lu_extension = u8, lu_extension = u8)",
            "`lu_extension` is given twice",
        );
        wrong("(srb_extension)", "write `#[device_extension(virtual)]`");
        wrong("(virtual = true)", "without a value");
        wrong("(virtual())", "without a value");
        wrong("(interrupts())", "write `#[device_extension(virtual)]`");
        wrong("(4)", "write `#[device_extension(virtual)]`");
        wrong("(;)", "expected");
    }
}
