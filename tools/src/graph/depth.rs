//! How deep the stack becomes below a callback: the frames of the deepest chain of calls, without those of Windows' routines.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Graph;
use crate::machine::call_cost;
use crate::{Target, machine};

/// A depth in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Depth {
    /// The bytes.
    pub bytes: u32,
    /// It is not deeper: no recursion, no call by pointer, no frame of a size that is computed.
    pub is_exact: bool,
}

impl Graph {
    /// The depth below a root.
    pub(crate) fn depth(&self, target: Target, root: u32) -> Depth {
        let mut known = BTreeMap::new();
        let mut open = vec![(root, false)];
        // Functions are finished after what they call; one that is met again before is a recursion.
        while let Some((function, is_left)) = open.pop() {
            if is_left {
                let depth = self.finish(target, function, &known);
                known.insert(function, Some(depth));
            } else if let Entry::Vacant(entry) = known.entry(function) {
                entry.insert(None);
                open.push((function, true));
                open.extend(self.callees(function).map(|callee| (callee, false)));
            }
        }
        known[&root].unwrap_or(Depth {
            bytes: 0,
            is_exact: false,
        })
    }

    fn finish(&self, target: Target, function: u32, known: &BTreeMap<u32, Option<Depth>>) -> Depth {
        let Some(body) = self.functions.get(&function) else {
            return Depth {
                bytes: 0,
                is_exact: false,
            };
        };
        let mut depth = Depth {
            bytes: 0,
            is_exact: body.is_exact,
        };
        for call in &body.calls {
            match call.callee {
                machine::Callee::Function(callee) => match known.get(&callee).copied().flatten() {
                    Some(below) => {
                        depth.bytes = depth
                            .bytes
                            .max(below.bytes.saturating_add(call_cost(target)));
                        depth.is_exact &= below.is_exact;
                    }
                    None => depth.is_exact = false,
                },
                machine::Callee::Import(_) => depth.bytes = depth.bytes.max(call_cost(target)),
                machine::Callee::Unknown => depth.is_exact = false,
            }
        }
        depth.bytes = depth.bytes.saturating_add(body.frame);
        depth
    }
}
