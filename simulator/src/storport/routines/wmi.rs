//! What a driver tells WMI.

use miniport::ffi;

use super::routine::Call;
use crate::storport::unit::Address;
use crate::verifier::Rule;

/// Whom it is about: a path of 0xFF is the adapter's.
fn target([path, unit, lun]: [usize; 3]) -> Option<Address> {
    let [path, unit, lun] = [path, unit, lun].map(|word| word.to_le_bytes()[0]);
    (path != 0xFF).then(|| Address::new(path, unit, lun))
}

pub(super) fn event(call: &Call<'_>, [event, path, unit, lun, ..]: [usize; 6]) {
    if event == 0 {
        call.bad("StorPortNotification(WMIEvent): the event is NULL");
        return;
    }
    // SAFETY: the driver passes an event, which begins with its length.
    let length = unsafe { (event as *const u32).read_unaligned() } as usize;
    let mut bytes = vec![0; length.min(ffi::STORPORT_MAX_WMI_EVENT_LENGTH)];
    // SAFETY: the event has as many bytes as it says.
    unsafe {
        bytes
            .as_mut_ptr()
            .copy_from(event as *const u8, bytes.len());
    };
    let target = target([path, unit, lun]);
    call.say("the driver tells WMI of an event".to_owned());
    if let Err(wrong) = call.adapter().wmi.event(target, length, &bytes) {
        call.violation(
            Rule::WmiEvent,
            format!("StorPortNotification(WMIEvent): {wrong}"),
        );
    }
}

pub(super) fn reregister(call: &Call<'_>, [path, unit, lun, ..]: [usize; 6]) {
    let target = target([path, unit, lun]);
    call.say("the driver has other blocks for WMI".to_owned());
    call.storport.wmi_reregister(call.adapter(), target);
}
