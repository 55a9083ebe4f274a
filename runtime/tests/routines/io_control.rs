//! Private control requests.

use miniport::{IoControlError, SrbFunction, SrbStatus};
use miniport_sim::{Completion, Machine, SrbForm};

use crate::drivers::{UNIT, options, poke, start_unreal, unreal};

const NAME: &[u8; 8] = b"RUSTDISK";

/// What an application sends: the header, and this data.
fn control(name: [u8; 8], code: u32, length: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::from(28u32.to_le_bytes());
    bytes.extend(name);
    for number in [30, code, 0, length] {
        bytes.extend(u32::to_le_bytes(number));
    }
    bytes.extend(data);
    bytes
}

/// A driver that answers code 7 by doubling the bytes of the data, and tells half of them.
fn double(data: &mut [u8], form: SrbForm) -> Completion {
    unreal::start(|_, cx, mut srb| {
        let transferred = match srb.io_control(NAME) {
            Ok(control) if control.control_code() == 7 => {
                assert_eq!(control.timeout_seconds(), 30);
                let mut bytes = vec![0; control.data().len()];
                control.data().read_at(0, &mut bytes).unwrap();
                for byte in &mut bytes {
                    *byte *= 2;
                }
                control.data().write_at(0, &bytes).unwrap();
                control.set_return_code(1);
                miniport::IoControl::HEADER_BYTES + u32::try_from(bytes.len() / 2).unwrap()
            }
            Ok(control) => panic!("{control:?}"),
            Err(error) => {
                srb.complete(cx, error.status());
                return;
            }
        };
        srb.set_transferred(transferred);
        srb.complete(cx, SrbStatus::Success);
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options().srb_form(form));
    let completion = adapter.io_control(data).unwrap();
    machine.shutdown().assert_clean();
    completion
}

#[test]
fn a_control_request_is_read_and_answered_in_both_forms() {
    for form in [SrbForm::Scsi, SrbForm::Storage] {
        let mut data = control(*NAME, 7, 4, &[1, 2, 3, 4]);
        let completion = double(&mut data, form);
        assert!(completion.is_success());
        assert_eq!(completion.transferred, 30);
        assert_eq!(data[20..24], 1u32.to_le_bytes(), "the return code");
        assert_eq!(data[28..], [2, 4, 6, 8]);
    }
}

#[test]
fn a_control_request_for_another_driver_or_longer_than_its_buffer_is_refused() {
    for mut data in [
        control(*b"SOMEBODY", 7, 4, &[1, 2, 3, 4]),
        control(*NAME, 7, 5, &[1, 2, 3, 4]),
        control(*NAME, 7, 0, &[])[..20].to_vec(),
    ] {
        let before = data.clone();
        let completion = double(&mut data, SrbForm::Scsi);
        assert_eq!(
            completion.srb_status,
            miniport::ffi::SRB_STATUS_INVALID_REQUEST
        );
        assert_eq!(data, before);
    }
}

#[test]
fn other_requests_are_no_control_requests() {
    unreal::start(|_, cx, srb| {
        let error = srb.io_control(NAME).unwrap_err();
        assert_eq!(error, IoControlError::Function(SrbFunction::ExecuteScsi));
        srb.complete(cx, error.status());
    });
    let machine = Machine::new(1);
    let adapter = start_unreal(&machine, options());
    assert_eq!(
        poke(&adapter).srb_status,
        miniport::ffi::SRB_STATUS_INVALID_REQUEST
    );
    assert_eq!(adapter.unit_attributes(UNIT), Some(0));
    machine.shutdown().assert_clean();
}
