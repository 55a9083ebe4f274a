//! Processors, groups and nodes.

use miniport::prelude::*;
use miniport::processor::{GroupAffinity, ProcessorNumber, RelationKind};
use miniport_sim::AdapterOptions;

use crate::driver::{Acts, Adapter, NOTHING, run};

fn count(cx: &mut FindAdapter<'_, Adapter>) {
    let processors = cx.processor_count().unwrap();
    assert!(processors > 1, "the machine has more than one");
    assert_eq!(cx.active_group_count(), Ok(1));
    assert_eq!(cx.active_node_count(), Ok(1));
    assert_eq!(cx.highest_node_number(), Ok(0));
    let all = GroupAffinity {
        group: 0,
        mask: (1 << processors) - 1,
    };
    assert_eq!(cx.group_affinity(0), Ok(all));
    let refused = cx.group_affinity(1).unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_UNSUCCESSFUL");
    assert_eq!(cx.node_affinity(0), Ok(all));
    assert_eq!(
        cx.node_affinities(0),
        Ok(([all, GroupAffinity::default()], 1))
    );
    let refused = cx.node_affinities::<0>(0).unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_BUFFER_TOO_SMALL");
    let last = ProcessorNumber {
        group: 0,
        number: u8::try_from(processors - 1).unwrap(),
    };
    assert_eq!(cx.processor_index(last), Ok(processors - 1));
    let here = cx.current_processor().unwrap();
    assert!(all.mask & (1 << here.number) != 0);
    assert!(cx.current_processor_index().unwrap() < processors);
    relations(cx, processors, last);
}

fn relations(cx: &mut FindAdapter<'_, Adapter>, processors: u32, last: ProcessorNumber) {
    let length = cx
        .processor_relations_length(RelationKind::Core, None)
        .unwrap();
    let mut buffer = vec![0; length.div_ceil(8)];
    let cores = cx
        .processor_relations(RelationKind::Core, None, &mut buffer)
        .unwrap();
    let masks: Vec<_> = cores
        .flat_map(|core| core.affinities().map(|core| core.mask).collect::<Vec<_>>())
        .collect();
    assert_eq!(masks.len(), processors as usize);
    assert_eq!(masks.iter().sum::<usize>(), (1 << processors) - 1);
    let short = cx.processor_relations(RelationKind::Core, None, &mut buffer[1..]);
    assert_eq!(
        short.unwrap_err().to_string(),
        "STOR_STATUS_BUFFER_TOO_SMALL"
    );
    let mut one = cx
        .processor_relations(RelationKind::Core, Some(last), &mut buffer)
        .unwrap();
    let core = one.next().unwrap().affinities().next().unwrap();
    assert_eq!((core.mask, one.count()), (1 << last.number, 0));
    let mut nodes = cx
        .processor_relations(RelationKind::NumaNode, None, &mut buffer)
        .unwrap();
    assert_eq!(nodes.next().unwrap().node(), Some(0));
}

#[test]
fn processors_groups_and_nodes_are_those_of_the_machine() {
    run(
        AdapterOptions::new(),
        Acts {
            find: count,
            ..NOTHING
        },
    );
}
