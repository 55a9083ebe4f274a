//! What AddressSanitizer knows of memory that was taken back: an access by anybody ends the process and says where it was.
//!
//! The simulator keeps such memory allocated, so that nothing else is found there; without this, only a late write is seen, later.

/// Nobody may access the memory.
pub(super) fn close(start: *mut u8, length: usize) {
    #[cfg(miniport_asan)]
    // SAFETY: the callers own the memory, which is allocated.
    unsafe {
        __asan_poison_memory_region(start.cast(), length);
    }
    let _ = (start, length);
}

/// The memory may be accessed again.
pub(super) fn open(start: *mut u8, length: usize) {
    #[cfg(miniport_asan)]
    // SAFETY: as in `close`.
    unsafe {
        __asan_unpoison_memory_region(start.cast(), length);
    }
    let _ = (start, length);
}

#[cfg(miniport_asan)]
unsafe extern "C" {
    fn __asan_poison_memory_region(start: *const std::ffi::c_void, length: usize);
    fn __asan_unpoison_memory_region(start: *const std::ffi::c_void, length: usize);
}
