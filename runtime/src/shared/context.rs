//! [`Context`]: the proof of where code runs, given to each callback by the trampoline.

use core::marker::PhantomData;
use core::ptr::NonNull;

use crate::ffi;
use crate::shared::extension::{Extension, Storage};
use crate::shared::irql::Irql;
use crate::shared::scope::{IsBuilt, Scope};

/// Neither a shorter nor a longer lifetime, neither a sub- nor a supertype will do.
type Invariant<T> = PhantomData<fn(T) -> T>;

/// A token that proves that the code runs in a callback of the adapter whose extension is `E`, in scope `S`.
///
/// It is one pointer wide and lives in a register. Safe code cannot make, copy, send or keep one: it exists for the time
/// of one callback (`'a`) or one lock closure. A driver's own functions take `&mut Context<'_, Adapter, impl Scope>`.
// Without bounds: a signature that names what is no extension is one error, of the role's trait, and not one for each mention.
pub struct Context<'a, E, S> {
    storage: Place,
    callback: PhantomData<dyn ContextStaysInItsCallback>,
    lifetime: Invariant<&'a ()>,
    extension: Invariant<E>,
    scope: Invariant<S>,
}

/// `dyn` of it is neither `Send` nor `Sync`: the field of this type makes a context so, and its name is what the compiler says.
pub trait ContextStaysInItsCallback {}

/// Where the extension lies: a `Storage` of it.
struct Place(NonNull<core::ffi::c_void>);
// SAFETY: a pointer by itself does nothing. Who may use it is decided by `ContextStaysInItsCallback`, and that alone is what
// the compiler's error should be about.
unsafe impl Send for Place {}
// SAFETY: as above.
unsafe impl Sync for Place {}

impl<'a, E: Extension, S: Scope> Context<'a, E, S> {
    /// Makes the context of one callback.
    ///
    /// # Safety
    /// `storage` is the device extension that Storport passed to the callback whose scope is `S`, and lives as long as
    /// `'a`; the context is given to that callback only.
    #[inline(always)]
    pub(crate) unsafe fn new(storage: NonNull<Storage<E>>) -> Self {
        Self {
            storage: Place(storage.cast()),
            callback: PhantomData,
            lifetime: PhantomData,
            extension: PhantomData,
            scope: PhantomData,
        }
    }

    /// The same place under another scope.
    ///
    /// # Safety
    /// What scope `T` says is true until the result is dropped.
    #[inline(always)]
    pub(crate) unsafe fn with_scope<T: Scope>(&mut self) -> Context<'_, E, T> {
        // SAFETY: the caller's word; the extension is the same, for a shorter time.
        unsafe { Context::new(self.storage.0.cast()) }
    }

    /// The device extension.
    #[inline(always)]
    pub fn extension(&self) -> &'a E
    where
        S::Extension: IsBuilt,
    {
        // SAFETY: the scope says that the extension is built; Storport neither moves nor frees it during a callback.
        unsafe { self.storage().value() }
    }

    /// What Storport calls `HwDeviceExtension`.
    #[inline(always)]
    pub(crate) fn device_extension(&self) -> ffi::PVOID {
        self.storage.0.as_ptr().cast()
    }

    /// The extension with what the runtime keeps behind it.
    #[inline(always)]
    pub(crate) fn storage(&self) -> &'a Storage<E> {
        // SAFETY: `new` was given a `Storage<E>`, and no context changes its `E`; the memory is valid for 'a; every part of `Storage` is valid when zeroed
        // and changes only through cells.
        unsafe { self.storage.0.cast::<Storage<E>>().as_ref() }
    }
}

impl<E: Extension, S: Scope> core::fmt::Debug for Context<'_, E, S> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Context")
            .field("extension", &self.storage.0)
            .field("highest_irql", &S::Irql::LEVEL)
            .finish()
    }
}
