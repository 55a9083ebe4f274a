//! The list of all items with an attribute or a derive, and how much was written for each.

use std::fmt::Write as _;

use super::{expansion, formatted};
use crate::diagnostics;
use crate::source::{Crate, Mark, Marked};

/// A line for each item: what was written for it, in lines beyond those of the author.
pub(super) fn table(source: &Crate) -> String {
    let rows: Vec<[String; 4]> = source
        .marked
        .iter()
        .map(|marked| {
            let file = source.file(marked);
            [
                marked.path.clone(),
                source.written(marked),
                size(marked),
                format!("{}:{}", file.path.display(), file.line(marked.at)),
            ]
        })
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    let mut text = String::new();
    for [path, mark, size, place] in rows {
        let [first, second, third] = widths;
        let _ = writeln!(
            text,
            "{path:first$}  {mark:second$}  {size:>third$}  {place}"
        );
    }
    text
}

/// The lines that were generated, or that it was refused.
fn size(marked: &Marked) -> String {
    let expansion = expansion(marked);
    let errors = diagnostics::errors(&expansion, &marked.mark_at).len();
    if errors != 0 {
        return format!("{errors} error{}", if errors == 1 { "" } else { "s" });
    }
    let lines = |tokens| formatted(tokens).map_or(0, |text| text.lines().count());
    let written = match marked.mark {
        Mark::Role(..) => lines(marked.item.clone()),
        // A derive leaves its item alone.
        Mark::DeviceExtension | Mark::ExtensionPart => 0,
    };
    format!("{} lines", lines(expansion).saturating_sub(written))
}
