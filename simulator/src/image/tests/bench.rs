//! A kernel on which pieces of an image run.

use crate::kernel::core::Kernel;
use crate::kernel::settings::Settings;
use crate::verifier::{Role, Rule};

/// The rules that a piece of a driver breaks at an IRQL, and how often.
pub(crate) fn broken_by(irql: u8, work: impl FnOnce() + 'static) -> Vec<(Rule, u64)> {
    let kernel = Kernel::new(Settings::new(1), None);
    let run = move || Kernel::running().callback(Some(0), Role::DriverEntry, work);
    kernel.perform(irql, run).expect("it ends");
    let found = &kernel.report().violations;
    let broken = found.iter().map(|found| (found.rule, found.occurrences));
    broken.collect()
}
