//! What INQUIRY says of a unit (SCSI Translation Reference 1.5, 6.1), and when.

use miniport::scsi::cdb;
use miniport_sim::Direction;
use miniport_sim::device::nvme::Nvme;
use miniport_sim::testing::assert_invalid_field;

use crate::fixture::Plan;

/// 6.1.1: PRODUCT REVISION LEVEL is the last four characters of FR that are not spaces.
#[test]
fn the_revision_is_the_end_of_the_firmware_revision() {
    for (firmware, revision) in [("E2010650", "0650"), ("1.0", "1.0 "), ("EXA7301", "7301")] {
        let plan = Plan::default();
        let builder = Nvme::builder().namespace(plan.namespace());
        let bench = plan.model_with(builder.names("SN", "A model", firmware));
        let data = bench.ask(&cdb::inquiry(None, 36), 36);
        assert_eq!(&data[32..], revision.as_bytes());
        bench.finish();
    }
}

/// 6.1.2: the NGUID in groups of four digits, and a dot; the EUI-64 where there is no NGUID.
#[test]
fn the_serial_number_is_the_identifier_of_the_namespace() {
    let bench = Plan::default().model();
    let page = bench.ask(&cdb::inquiry(Some(0x80), 255), 255);
    let text = str::from_utf8(&page[4..]).unwrap();
    assert_eq!((page[3], text.len()), (40, 40));
    // The model's NGUID begins with the letters `MiniSim` and a zero.
    assert!(text.starts_with("4D69_6E69_5369_6D00_"), "{text}");
    let groups: Vec<_> = text.strip_suffix('.').unwrap().split('_').collect();
    assert_eq!(groups.len(), 8);
    assert!(groups.iter().all(|group| group.len() == 4), "{text}");
    bench.finish();
}

/// The same with QEMU: without identifiers, SN with all its characters and the namespace; with an EUI-64, that.
#[test]
fn qemus_serial_numbers_are_those_of_the_reference() {
    let eui64 = ",eui64=0x0025385091b0123a";
    let uuid = "QEMU-1              _00000001.";
    for (properties, expected) in [
        (",eui64-default=off", uuid),
        (eui64, "0025_3850_91B0_123A."),
    ] {
        let plan = Plan::default();
        let Some(session) = crate::fixture::Session::with_properties(&plan, properties) else {
            return;
        };
        let bench = plan.qemu_with(session);
        let page = bench.ask(&cdb::inquiry(Some(0x80), 255), 255);
        assert_eq!(str::from_utf8(&page[4..]), Ok(expected));
        bench.finish();
    }
}

/// SPC-4, 6.6.1 and 7.8: INQUIRY is done for every logical unit, and what is wrong with it is said.
#[test]
fn a_wrong_inquiry_is_wrong_for_every_unit() {
    Plan::on_both(1, |bench| {
        for lun in [0, 9] {
            let page_without_evpd = [0x12, 0, 0x80, 0, 36, 0];
            let completion = bench.send(lun, &page_without_evpd, Direction::In, &mut [0; 36]);
            assert_invalid_field(&completion, 2);
        }
    });
}
