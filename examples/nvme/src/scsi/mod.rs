//! SCSI commands: which are answered here, and which become commands of the controller.

mod answer;
mod inquiry;
mod lists;
mod parameters;
mod translate;

pub use self::answer::{
    Known, LONGEST_RESPONSE, Refusal, Unit, allocation_length, answer, parse, respond, transferred,
};
pub use self::inquiry::VENDOR;
pub use self::lists::{UNMAP_LIST, is_zero, ranges};
pub use self::translate::{Data, Target, Translation, translate};
