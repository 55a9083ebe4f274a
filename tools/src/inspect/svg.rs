//! The graph of calls as a picture: callbacks at the left, what they call further to the right, the imports last.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::callbacks::Callbacks;
use crate::machine::Callee;
use crate::rules::Verdict;

/// The distance between columns and rows, and the size of a box, in pixels.
const COLUMN: usize = 330;
const ROW: usize = 26;
const WIDTH: usize = 270;
const HEIGHT: usize = 20;
/// The letters that fit in a box.
const LETTERS: usize = 40;

/// A place in the picture.
type Point = (usize, usize);

/// A box: its text, its whole name, its colour.
struct Node {
    text: String,
    colour: &'static str,
}

/// The picture.
pub(super) fn picture(callbacks: &Callbacks) -> String {
    let mut column: BTreeMap<u32, usize> = BTreeMap::new();
    for found in &callbacks.found {
        for (function, distance) in callbacks
            .graph
            .reach(&callbacks.program, found.address)
            .functions
        {
            let known = column.entry(function).or_insert(distance);
            *known = (*known).min(distance);
        }
    }
    let last = column.values().max().map_or(1, |last| last + 1);
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    let mut place = |column: usize| {
        let row = rows.entry(column).or_default();
        *row += 1;
        (20 + column * COLUMN, 20 + (*row - 1) * ROW)
    };
    let mut nodes: Vec<(Point, Node)> = Vec::new();
    let mut places: BTreeMap<u32, Point> = BTreeMap::new();
    for (function, distance) in &column {
        let at = place(*distance);
        places.insert(*function, at);
        nodes.push((at, function_node(callbacks, *function)));
    }
    let mut imports: BTreeMap<&str, Point> = BTreeMap::new();
    let colours = colours(callbacks);
    let mut edges = BTreeSet::new();
    for function in column.keys() {
        for call in &callbacks.graph.functions[function].calls {
            let to = match call.callee {
                Callee::Function(callee) => places.get(&callee).copied(),
                Callee::Import(slot) => callbacks.program.import(slot).map(|import| {
                    *imports.entry(&import.routine).or_insert_with(|| {
                        let at = place(last);
                        let colour = colours
                            .get(import.routine.as_str())
                            .copied()
                            .unwrap_or(ALLOWED);
                        let text = import.routine.clone();
                        nodes.push((at, Node { text, colour }));
                        at
                    })
                }),
                Callee::Unknown => None,
            };
            edges.extend(to.map(|to| (places[function], to)));
        }
    }
    let height = rows.values().max().map_or(ROW, |rows| rows * ROW) + 40;
    draw(&nodes, &edges, (last + 1) * COLUMN, height)
}

const CALLBACK: &str = "#bcd7f5";
const PLAIN: &str = "#eeeeee";
const POINTERS: &str = "#d8d0e8";
const ALLOWED: &str = "#cfeacb";
const OPEN: &str = "#f6e6b0";
const FORBIDDEN: &str = "#f2b3a9";

fn function_node(callbacks: &Callbacks, function: u32) -> Node {
    let roles: Vec<String> = callbacks
        .found
        .iter()
        .filter(|found| found.address == function)
        .map(|found| format!("{} {}", found.role.role_type, found.name))
        .collect();
    if !roles.is_empty() {
        return Node {
            text: roles.join(", "),
            colour: CALLBACK,
        };
    }
    let calls = &callbacks.graph.functions[&function].calls;
    let by_pointer = calls.iter().any(|call| call.callee == Callee::Unknown);
    Node {
        text: callbacks.symbols.name(function),
        colour: if by_pointer { POINTERS } else { PLAIN },
    }
}

/// The worst answer for each import, from any callback.
fn colours(callbacks: &Callbacks) -> BTreeMap<&str, &'static str> {
    let mut colours = BTreeMap::new();
    for routine in callbacks.found.iter().flat_map(|found| &found.routines) {
        let colour = match routine.verdict {
            Verdict::Allowed => continue,
            Verdict::Open(_) => OPEN,
            Verdict::Forbidden(_) => FORBIDDEN,
        };
        let name = routine.import.as_str();
        if colours.get(name) != Some(&FORBIDDEN) {
            colours.insert(name, colour);
        }
    }
    colours
}

fn draw(
    nodes: &[(Point, Node)],
    edges: &BTreeSet<(Point, Point)>,
    width: usize,
    height: usize,
) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"monospace\" font-size=\"10\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for ((from_x, from_y), (to_x, to_y)) in edges {
        let (from, to) = (from_x + WIDTH, *to_x);
        let (start, end) = (from_y + HEIGHT / 2, to_y + HEIGHT / 2);
        let (bend, back) = (from + 30, to.saturating_sub(30));
        let _ = writeln!(
            svg,
            "<path d=\"M{from} {start} C{bend} {start} {back} {end} {to} {end}\" fill=\"none\" stroke=\"#999999\" stroke-width=\"0.6\"/>"
        );
    }
    for ((x, y), node) in nodes {
        let (name, short) = (escaped(&node.text), escaped(&shortened(&node.text)));
        let _ = writeln!(
            svg,
            "<g><title>{name}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"3\" fill=\"{}\" \
             stroke=\"#777777\"/><text x=\"{}\" y=\"{}\">{short}</text></g>",
            node.colour,
            x + 6,
            y + 14
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// The end of a long name, which tells most.
fn shortened(name: &str) -> String {
    let letters = name.chars().count();
    if letters <= LETTERS {
        return name.to_owned();
    }
    let end: String = name.chars().skip(letters - LETTERS + 1).collect();
    format!("…{end}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
