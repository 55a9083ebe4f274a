//! A field of a part that looks like a deferred object behind another name, and is none: what a macro gives and what an alias stands for
//! depend on more than the file tells.
#![forbid(unsafe_code)]

use core::cell::Cell;

use miniport::prelude::*;

macro_rules! object {
    (plain) => {
        Cell<u32>
    };
    ($handler:ident) => {
        Dpc<$handler>
    };
}

#[cfg(all())]
type Object = Cell<u32>;
#[cfg(any())]
type Object = Dpc<complete>;

#[derive(ExtensionPart)]
struct ByMacro {
    count: object!(plain),
}

#[derive(ExtensionPart)]
struct ByAlias {
    count: Object,
}

use miniport::Dpc as D;

#[derive(ExtensionPart)]
struct ByImport {
    count: D<complete>,
}

#[derive(DeviceExtension)]
struct Adapter {
    by_macro: ByMacro,
    by_alias: ByAlias,
    by_import: ByImport,
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, _: &mut Deferred<'_, Adapter>) {
    adapter.by_macro.count.set(1);
    adapter.by_alias.count.set(1);
}

fn main() {}
