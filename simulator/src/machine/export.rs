//! Every routine that drivers find, of all rooms.

use crate::kernel::export::Export;
use crate::{io, kernel, storport};

fn all() -> impl Iterator<Item = &'static Export> {
    [
        kernel::nt::EXPORTS,
        storport::routines::EXPORTS,
        io::routines::EXPORTS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .flatten()
}

/// From now on drivers find them by name.
#[cfg(windows)]
pub(super) fn provide() {
    let find = |name: &str| {
        all()
            .find(|export| export.name == name)
            .map(|export| export.address)
    };
    // SAFETY: a row has the name, the parameters and the result of its routine, as where a linker joins the two; functions stay.
    unsafe { miniport::ffi::by_table::provide(find) };
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::all;

    #[test]
    fn a_routine_is_in_one_table() {
        let mut names = HashSet::new();
        for export in all() {
            assert!(names.insert(export.name), "{} is there twice", export.name);
        }
        assert!(names.contains("StorPortExtendedFunction") && names.contains("IofCallDriver"));
    }
}
