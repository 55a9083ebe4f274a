//! What a callback reaches: imports with the constants of the call, and calls of which nobody can say whom they reach.

use std::collections::{BTreeMap, VecDeque};

use super::Graph;
use crate::machine::{Callee, Import, Program};

/// An import that is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The import.
    pub import: Import,
    /// The first arguments, where they are constants.
    pub arguments: [Option<u32>; 3],
    /// The functions on the shortest way, the callback first.
    pub path: Vec<u32>,
}

/// What a function reaches.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// The functions, in the order of their distance, and how far they are.
    pub functions: Vec<(u32, usize)>,
    /// The imports, each once for each set of arguments.
    pub imports: Vec<Reached>,
    /// The functions with calls by pointer, and how many.
    pub unknown: BTreeMap<u32, usize>,
}

impl Graph {
    /// Follows all calls from a root.
    pub(crate) fn reach(&self, program: &Program, root: u32) -> Reach {
        let mut reach = Reach::default();
        let mut parents: BTreeMap<u32, (u32, usize)> = BTreeMap::from([(root, (root, 0))]);
        let mut queue = VecDeque::from([root]);
        while let Some(function) = queue.pop_front() {
            let distance = parents[&function].1;
            reach.functions.push((function, distance));
            let calls = self
                .functions
                .get(&function)
                .map_or(&[][..], |body| &body.calls);
            for call in calls {
                match call.callee {
                    // What is no code here cannot be followed.
                    Callee::Function(callee) if self.functions.contains_key(&callee) => {
                        parents.entry(callee).or_insert_with(|| {
                            queue.push_back(callee);
                            (function, distance + 1)
                        });
                    }
                    Callee::Function(_) | Callee::Unknown => {
                        *reach.unknown.entry(function).or_default() += 1;
                    }
                    Callee::Import(slot) => {
                        let Some(import) = program.import(slot) else {
                            continue;
                        };
                        let is_known = reach.imports.iter().any(|known| {
                            known.import == *import && known.arguments == call.arguments
                        });
                        if !is_known {
                            reach.imports.push(Reached {
                                import: import.clone(),
                                arguments: call.arguments,
                                path: path(&parents, function),
                            });
                        }
                    }
                }
            }
        }
        reach
    }
}

/// The way from the root, which is its own parent.
fn path(parents: &BTreeMap<u32, (u32, usize)>, function: u32) -> Vec<u32> {
    let mut path = vec![function];
    let mut at = function;
    while parents[&at].0 != at {
        at = parents[&at].0;
        path.push(at);
    }
    path.reverse();
    path
}
