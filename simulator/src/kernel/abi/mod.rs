//! The two calling conventions: that of this process, which all of the simulator is written in, and that of x64 Windows, which a driver
//! has that was loaded as an image.
//!
//! What crosses the border is changed there, and nowhere else. A routine that an image calls is a function that takes its arguments as words
//! of Windows' convention ([`exported`]), made from the row of the routine. A routine that an image gives away is replaced by a few instructions of
//! this process's convention that call it ([`thunk`]): where it is an argument the border does it, and where it lies in a structure whoever reads
//! it there asks for it ([`Kernel::callable`]). Both conventions preserve what the other wants to be preserved: Windows' preserves more.
//!
//! Where no image can run, there is one convention and nothing to change.

#[cfg(images)]
pub(crate) mod arena;
pub(crate) mod exported;
#[cfg(images)]
pub(crate) mod passed;
pub(crate) mod routine;
#[cfg(images)]
pub(crate) mod step;
#[cfg(images)]
pub(super) mod thunk;

pub(crate) use self::exported::win64;
use self::routine::Routine;
use super::core::Kernel;

impl Kernel {
    /// A driver's routine as the simulator can call it.
    #[cfg(images)]
    pub fn callable<F: Routine>(&self, routine: F) -> F {
        if arena::contains(routine.address()) {
            self.thunks.of(routine)
        } else {
            routine
        }
    }

    /// A driver's routine as the simulator can call it.
    #[cfg(not(images))]
    #[expect(
        clippy::unused_self,
        reason = "where images run, it makes what it gives"
    )]
    pub fn callable<F: Routine>(&self, routine: F) -> F {
        routine
    }

    /// Whether the routine that runs was called by an image, which wants addresses of routines in its own convention.
    pub fn is_called_by_image(&self) -> bool {
        self.fiber().by_image.get()
    }
}
