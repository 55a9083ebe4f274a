//! The expansion of every attribute and derive, as formatted files in `ui-tests/expanded`: a change of what is generated is
//! seen in review. `EXPAND=overwrite cargo test -p miniport-expand` writes them anew.

use std::path::PathBuf;
use std::{env, fs};

use miniport_roles::ROLES;
use proc_macro2::TokenStream;

use crate::{expand, extension};

/// The most lines that an attribute writes beside the author's function.
const BEYOND: usize = 16;

/// How many lines these items have.
fn lines(items: &TokenStream) -> usize {
    let file = syn::parse2(items.clone()).expect("a list of items");
    prettyplease::unparse(&file).lines().count()
}

/// Compares an expansion with its file, or writes it.
fn compare(name: &str, input: &str, expansion: TokenStream, wrong: &mut Vec<String>) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../ui-tests/expanded")
        .join(format!("{name}.rs"));
    let file = syn::parse2(expansion).expect("an expansion is a list of items");
    let commented = input.replace('\n', "\n// ");
    let text = format!(
        "// The expansion of\n//\n// {commented}\n\n{}",
        prettyplease::unparse(&file)
    );
    if env::var("EXPAND").is_ok_and(|mode| mode == "overwrite") {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
    } else if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
        wrong.push(format!("{}:\n{text}", path.display()));
    }
}

#[test]
fn expansions_are_as_reviewed() {
    let mut wrong = Vec::new();
    for role in ROLES {
        let arguments = role.arguments.trim_matches(['(', ')']);
        let arguments: TokenStream = arguments.parse().expect("tokens");
        let example = format!("{} {{\n    {}\n}}", role.signature, role.body);
        let input = format!("#[{}{}]\n{example}", role.attribute, role.arguments);
        let item = example.parse().expect("tokens");
        let expansion = expand::attribute(role.attribute, &arguments, &item);
        let beyond = lines(&expansion) - lines(&item);
        // A declared control type is a line.
        let most = BEYOND
            + role
                .controls()
                .map_or(0, |_| arguments.clone().into_iter().count());
        if beyond > most {
            wrong.push(format!(
                "{}: {beyond} lines beyond the function",
                role.attribute
            ));
        }
        compare(role.attribute, &input, expansion, &mut wrong);
    }
    let adapter = "#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message, channels = concurrent, srb_extension = Request, lu_extension = Unit)]
struct Adapter {
    registers: Mmio<Registers>,
    finished: Locked<InterruptLock, Ring<Finished, 64>>,
    complete: Dpc<complete>,
    queues: [Dpc<queue>; 8],
    rescan: WorkItem<rescan>,
    tick: Timer<tick>,
}";
    compare(
        "derive_device_extension",
        adapter,
        extension::derive(&adapter_tokens(adapter)),
        &mut wrong,
    );
    let part = "#[derive(ExtensionPart)]
struct Channel {
    doorbell: u32,
    waiting: Locked<StartIoLock, Queue>,
}";
    compare(
        "derive_extension_part",
        part,
        extension::derive_part(&adapter_tokens(part)),
        &mut wrong,
    );
    let generic = "#[derive(ExtensionPart)]
struct Ring<T: Send, const N: usize> {
    entries: Locked<StartIoLock, [T; N]>,
}";
    compare(
        "derive_extension_part_with_parameters",
        generic,
        extension::derive_part(&adapter_tokens(generic)),
        &mut wrong,
    );
    let wrong = wrong.join("\n");
    assert!(
        wrong.is_empty(),
        "expansions have changed; `EXPAND=overwrite cargo test -p miniport-expand` takes them over\n{wrong}"
    );
}

/// What a derive gets: the item without the derive itself.
fn adapter_tokens(text: &str) -> TokenStream {
    text.lines()
        .skip(1)
        .collect::<Vec<_>>()
        .join("\n")
        .parse()
        .expect("tokens")
}
