//! [`DumpPointers`]: what a driver answers in the running system when it is to write dumps.

use core::mem::MaybeUninit;
use core::{ptr, slice};

use super::running::{Left, LeftForDumps};
use crate::config::Limits;
use crate::ffi;
use crate::kind::Kind;
use crate::scope::Scope;
use crate::shared::context::Context;
use crate::shared::data::DataBuffer;
use crate::storport::extension::DeviceExtension;
use crate::storport::srb::{Srb, SrbFunction, SrbStatus};

/// Characters of a driver's name, without the zero behind it.
const NAME: usize = ffi::DUMP_MINIPORT_NAME_LENGTH - 1;

/// Bytes of the longest common buffer, by the page of the structure.
const LONGEST_COMMON_BUFFER: u32 = 64 << 10;

/// The answer to [`SrbFunction::DumpPointers`]: by which driver, and how, the disk is written in dump mode (`MINIPORT_DUMP_POINTERS`).
///
/// ```
/// # use miniport::prelude::*;
/// # use miniport::dump::DumpPointers;
/// const POINTERS: DumpPointers = DumpPointers::new("mydisk.sys").limits(Limits::new(1 << 16, 17));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DumpPointers {
    name: [u16; NAME + 1],
    common_buffer: u32,
    limits: Option<Limits>,
    buses: u8,
    targets: u8,
}

impl DumpPointers {
    /// By the driver with this file name, without a path: as a rule the driver itself, of which Windows loads a second copy.
    ///
    /// It is for `const`, where a name that is none is a compile error.
    ///
    /// # Panics
    /// If it is empty, longer than 15 characters, not ASCII, or has a path.
    #[track_caller]
    pub const fn new(file_name: &str) -> Self {
        let bytes = file_name.as_bytes();
        assert!(
            !bytes.is_empty() && bytes.len() <= NAME,
            "the name of a dump driver's file has 1 to 15 characters"
        );
        let mut name = [0; NAME + 1];
        let mut index = 0;
        while index < bytes.len() {
            let byte = bytes[index];
            assert!(
                byte.is_ascii_graphic() && byte != b'\\' && byte != b'/',
                "a file name without a path, in ASCII"
            );
            name[index] = byte as u16;
            index += 1;
        }
        Self {
            name,
            common_buffer: 0,
            limits: None,
            buses: 1,
            targets: 1,
        }
    }

    /// How long a transfer may be in dump mode, and in how many pieces, where that is not what the running adapter takes.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// How many bytes the path asks for by
    /// [`DumpConfiguration::uncached_extension`](super::DumpConfiguration::uncached_extension).
    ///
    /// # Panics
    /// If it is more than 64 KB.
    #[must_use]
    #[track_caller]
    pub const fn common_buffer(mut self, bytes: u32) -> Self {
        assert!(
            bytes <= LONGEST_COMMON_BUFFER,
            "a common buffer has at most 64 KB"
        );
        self.common_buffer = bytes;
        self
    }

    /// How many buses the path has, and how many targets a bus; one of each if nothing is said. They are a virtual miniport's to say.
    #[must_use]
    pub const fn buses_and_targets(mut self, buses: u8, targets: u8) -> Self {
        self.buses = buses;
        self.targets = targets;
        self
    }

    /// Writes the driver's members. What its page says to be Storport's stays.
    fn write_to(&self, raw: &mut ffi::MINIPORT_DUMP_POINTERS, left: ffi::PVOID, is_virtual: bool) {
        #[allow(clippy::cast_possible_truncation, reason = "112 bytes")]
        let size = SIZE as u16;
        raw.Version = ffi::DUMP_MINIPORT_VERSION_1;
        raw.Size = size;
        raw.DriverName = self.name;
        raw.AdapterObject = ptr::null_mut();
        raw.MappedRegisterBase = ptr::null_mut();
        raw.CommonBufferSize = self.common_buffer;
        raw.MiniportPrivateDumpData = left;
        if let Some(limits) = self.limits {
            (raw.MaximumTransferLength, raw.NumberOfPhysicalBreaks) = limits.raw();
        }
        if is_virtual {
            raw.NumberOfAccessRanges = 0;
            raw.NumberOfBuses = self.buses;
            raw.MaximumNumberOfTargets = self.targets;
            raw.Master = 1;
            // As the dump path registers it.
            raw.MapBuffers = ffi::STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE;
        }
    }
}

impl<E: DeviceExtension> Srb<E> {
    /// Completes a request for dump pointers: the adapter's disk is to hold crash dumps or the hibernation file. `left` is what the dump path
    /// gets of the running adapter
    /// ([`Context::left_by_running_system`]), a part of its extension; `|_| &()` for nothing. Any IRQL.
    ///
    /// What is left is shared with a path that runs while everything else stands still, callbacks of the driver in their middle among it: so it
    /// is made of atomics ([`LeftForDumps`](super::LeftForDumps)). It stays until the adapter's end. A second request gets the same, and
    /// [`SrbFunction::FreeDumpPointers`] has nothing to free.
    ///
    /// The structure itself is out of a driver's reach: the buffer of such a request looks empty, and `HW_BUILDIO` does not see it.
    ///
    /// A request of another function, or of another adapter than the callback's, is completed as [`SrbStatus::InvalidRequest`], and so is one for
    /// which a value of another type has been left before.
    ///
    /// ```
    /// # use core::sync::atomic::AtomicU64;
    /// # use miniport::prelude::*;
    /// # use miniport::dump::DumpPointers;
    /// #[derive(DeviceExtension)]
    /// #[device_extension(virtual)]
    /// struct Adapter {
    ///     area: PoolBox<[AtomicU64]>,
    /// }
    ///
    /// fn other(cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) {
    ///     const POINTERS: DumpPointers = DumpPointers::new("mydisk.sys");
    ///     match srb.function() {
    ///         SrbFunction::DumpPointers => srb.answer_dump_pointers(cx, &POINTERS, |adapter| &adapter.area),
    ///         SrbFunction::FreeDumpPointers => srb.complete(cx, SrbStatus::Success),
    ///         _ => srb.complete(cx, SrbStatus::InvalidRequest),
    ///     }
    /// }
    /// ```
    pub fn answer_dump_pointers<T: LeftForDumps, S: Scope>(
        self,
        cx: &mut Context<'_, E, S>,
        pointers: &DumpPointers,
        left: impl for<'e> FnOnce(&'e E) -> &'e T,
    ) {
        let storage = cx.storage();
        // The value is there, and stays, during a callback of its adapter. Find-adapter is one where it is not yet.
        let is_its_own = self.pointers().1 == cx.device_extension();
        let mut this = self;
        let status = if is_its_own && storage.is_built() {
            // SAFETY: the value is initialised, and shared from then to its end, which forgets what was left: the reference is as long.
            let value = left(unsafe { storage.value() });
            this.write_pointers(pointers, &storage.kept.left, value)
        } else {
            SrbStatus::InvalidRequest
        };
        #[allow(clippy::cast_possible_truncation, reason = "112 bytes")]
        let written = if status == SrbStatus::Success {
            SIZE as u32
        } else {
            0
        };
        this.block.set_transfer_length(written);
        this.complete(cx, status);
    }

    fn write_pointers<T: LeftForDumps>(
        &self,
        pointers: &DumpPointers,
        left: &Left,
        value: &T,
    ) -> SrbStatus {
        if self.function() != SrbFunction::DumpPointers {
            return SrbStatus::InvalidRequest;
        }
        let place = self.block().data_buffer();
        if place.is_null() {
            return SrbStatus::InvalidRequest;
        }
        // SAFETY: DataBuffer of such a request points to the structure (page of MINIPORT_DUMP_POINTERS), which is Storport's own and stays until the
        // request is completed, which ends the borrow. No other function of an `Srb` shows it (`Block::data_length`).
        let buffer = unsafe { DataBuffer::new(place.cast(), SIZE) };
        let mut raw = MaybeUninit::<ffi::MINIPORT_DUMP_POINTERS>::uninit();
        let bytes: *mut u8 = raw.as_mut_ptr().cast();
        // SAFETY: each byte is written in its place, those between the members too; zero, and whatever comes from the buffer, are values of the
        // members: integers and pointers.
        let raw = unsafe {
            bytes.write_bytes(0, SIZE);
            if buffer
                .read_at(0, slice::from_raw_parts_mut(bytes, SIZE))
                .is_err()
            {
                return SrbStatus::InvalidRequest;
            }
            raw.assume_init_mut()
        };
        if !left.leave(value) {
            return SrbStatus::InvalidRequest;
        }
        pointers.write_to(raw, left.address(), E::Kind::VIRTUAL);
        // SAFETY: as above; members were written one by one, so that what lies between them is as it was.
        let bytes = unsafe { slice::from_raw_parts(ptr::from_ref(raw).cast::<u8>(), SIZE) };
        match buffer.write_at(0, bytes) {
            Ok(()) => SrbStatus::Success,
            Err(_) => SrbStatus::InvalidRequest,
        }
    }
}

/// Bytes of the structure.
const SIZE: usize = size_of::<ffi::MINIPORT_DUMP_POINTERS>();
