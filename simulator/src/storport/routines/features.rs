//! `StorPortSetFeatureList`: what a driver asks Storport to do for it.

use miniport::ffi;

use super::routine::Call;
use super::words::Words;

/// The list is taken over as it is: it may be shorter or longer than the header's, as the driver's header was.
pub(super) fn set_list(call: &Call<'_>, words: &Words) -> u32 {
    let (count, list) = (words.word(0) & 0xFFFF_FFFF, words.word(1) as *const u8);
    if count == 0 || count > 32 || list.is_null() {
        return call.bad("StorPortSetFeatureList without a list");
    }
    // SAFETY: the driver says that the list has so many elements.
    let list = unsafe { std::slice::from_raw_parts(list, count) };
    let wanted = list.iter().zip(0..).filter(|(wanted, _)| **wanted != 0);
    let features = wanted.fold(0, |features, (_, feature)| features | 1 << feature);
    call.adapter().features.set(features);
    ffi::STOR_STATUS_SUCCESS
}
