//! The graph of calls over machine code: what each callback reaches, and how deep its stack becomes.

mod depth;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use crate::machine::{self, Body, Callee, Program};

pub(crate) use depth::Depth;

/// The functions that some roots reach.
#[derive(Debug)]
pub(crate) struct Graph {
    /// By where they begin.
    pub functions: BTreeMap<u32, Body>,
}

impl Graph {
    /// Looks at the roots, and at every function that is called from one.
    pub(crate) fn of(program: &Program, roots: impl IntoIterator<Item = u32>) -> Self {
        let mut functions = BTreeMap::new();
        let mut work: Vec<u32> = roots.into_iter().collect();
        while let Some(start) = work.pop() {
            if functions.contains_key(&start) || !program.is_code(start) {
                continue;
            }
            let body = machine::analyse(program, start);
            work.extend(body.calls.iter().filter_map(|call| match call.callee {
                Callee::Function(callee) => Some(callee),
                Callee::Import(_) | Callee::Unknown => None,
            }));
            functions.insert(start, body);
        }
        Self { functions }
    }

    /// The functions whose address is taken, and that nothing calls.
    pub(crate) fn handed_out(&self) -> impl Iterator<Item = u32> {
        let taken: BTreeSet<u32> = self
            .functions
            .values()
            .flat_map(|body| &body.taken)
            .copied()
            .collect();
        taken
            .into_iter()
            .filter(|function| !self.functions.contains_key(function))
    }

    /// The functions that one calls.
    fn callees(&self, start: u32) -> impl Iterator<Item = u32> {
        let calls = self
            .functions
            .get(&start)
            .map_or(&[][..], |body| &body.calls);
        calls.iter().filter_map(|call| match call.callee {
            Callee::Function(callee) => Some(callee),
            Callee::Import(_) | Callee::Unknown => None,
        })
    }
}
