//! [`Limits`]: of a zero the compiler says that it is none, and Storport hears that the configuration is bad. It never stops a machine.

use core::cell::UnsafeCell;

/// The limits that Storport must know of every adapter (SDV rule `StorPortFindAdapter`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    maximum_transfer_length: u32,
    number_of_physical_breaks: u32,
}

impl Limits {
    /// The largest request in bytes (`MaximumTransferLength`), and the most scatter/gather breaks of one
    /// (`NumberOfPhysicalBreaks`).
    ///
    /// It is for `const`, where a limit of zero is a compile error: `const { Limits::new(1 << 20, 17) }`. In find-adapter the
    /// attribute asks for that; for limits that the hardware tells there is [`Limits::try_new`]. A zero that is made when the
    /// driver runs is answered with `SP_RETURN_BAD_CONFIG`.
    pub const fn new(maximum_transfer_length: u32, number_of_physical_breaks: u32) -> Self {
        if maximum_transfer_length == 0 {
            maximum_transfer_length_is_not_0();
        }
        if number_of_physical_breaks == 0 {
            number_of_physical_breaks_is_not_0();
        }
        Self {
            maximum_transfer_length,
            number_of_physical_breaks,
        }
    }

    /// The same for limits that the hardware tells: `None` if either is zero.
    pub const fn try_new(
        maximum_transfer_length: u32,
        number_of_physical_breaks: u32,
    ) -> Option<Self> {
        let limits = Self {
            maximum_transfer_length,
            number_of_physical_breaks,
        };
        if limits.are_usable() {
            Some(limits)
        } else {
            None
        }
    }

    /// Neither is zero.
    pub(super) const fn are_usable(self) -> bool {
        self.maximum_transfer_length != 0 && self.number_of_physical_breaks != 0
    }

    pub(super) const fn maximum_transfer_length(self) -> u32 {
        self.maximum_transfer_length
    }

    pub(super) const fn number_of_physical_breaks(self) -> u32 {
        self.number_of_physical_breaks
    }
}

/// What could change while the driver runs, as far as the compiler knows: it reads no such thing in `const`.
struct Changing(UnsafeCell<u8>);
// SAFETY: nobody writes it.
unsafe impl Sync for Changing {}
static CHANGING: Changing = Changing(UnsafeCell::new(0));

/// The compiler's error has this name. When the driver runs it is nothing.
const fn maximum_transfer_length_is_not_0() {
    // SAFETY: it is there, and nobody writes it.
    unsafe { CHANGING.0.get().read() }; // MaximumTransferLength is not 0: this runs in `const` for the error that it is
}

/// The same.
const fn number_of_physical_breaks_is_not_0() {
    // SAFETY: as above.
    unsafe { CHANGING.0.get().read() }; // NumberOfPhysicalBreaks is not 0: this runs in `const` for the error that it is
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn zero_is_none_and_no_panic() {
        for (length, breaks) in [(0, 1), (1, 0), (0, 0)] {
            assert!(!Limits::new(length, breaks).are_usable());
            assert_eq!(Limits::try_new(length, breaks), None);
        }
        assert_eq!(Limits::try_new(1, 2), Some(Limits::new(1, 2)));
        assert!(Limits::new(1, 2).are_usable());
    }
}
