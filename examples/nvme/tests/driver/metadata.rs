//! Namespaces with metadata, which the driver has no memory for: with MS other than 0, each block that is transferred has metadata, at the
//! address in MPTR or behind the block (NVM Express 1.4, 4.4 and 6.9).

use miniport::scsi::cdb;
use miniport_sim::Direction;
use miniport_sim::device::nvme::{Metadata, Nvme};

use crate::fixture::{Bench, INTERRUPTS, Plan, Session};

/// No disk, and what is sent to it all the same goes nowhere.
fn is_no_disk(bench: &Bench) {
    assert_eq!(bench.adapter.disks().len(), 0, "{:?}", bench.plan);
    let completion = bench.send(0, &cdb::read_16(0, 1), Direction::In, &mut [0; 512]);
    assert_eq!(completion.sense_code(), Some((5, 0x25, 0)));
}

#[test]
fn a_namespace_with_metadata_is_no_disk() {
    for metadata in [Metadata::Separate(8), Metadata::Interleaved(8)] {
        for plan in Plan::everywhere(1) {
            let namespace = plan.namespace().metadata(metadata);
            let bench = plan.model_with(Nvme::builder().namespace(namespace));
            is_no_disk(&bench);
            bench.finish();
        }
    }
}

#[test]
fn a_namespace_of_qemu_with_metadata_is_no_disk() {
    for interrupts in INTERRUPTS {
        for properties in [
            ",ms=8,mset=0",
            ",ms=8,mset=0,pi=1",
            ",ms=8,mset=1",
            ",ms=8,mset=1,pi=1",
        ] {
            let plan = Plan {
                interrupts,
                ..Plan::default()
            };
            let Some(session) = Session::with_properties(&plan, properties) else {
                return;
            };
            let bench = plan.qemu_with(session);
            is_no_disk(&bench);
            bench.finish();
        }
    }
}
