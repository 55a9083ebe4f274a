//! What Storport does with the driver: load it, find its adapter, initialise it.

use core::ptr;

use miniport::DeviceExtension;
use miniport::ffi::{self, PVOID, ULONG};
use miniport::role::{HwFindAdapter, hw_find_adapter, hw_initialize};

use crate::driver::{DriverEntry, find, initialize};
use crate::storport::{EXTENSION_SIZE, IRQL, LOG};

/// The device's registers and its uncached extension, where Storport has them.
pub struct Hardware {
    pub registers: Box<[u64; 8]>,
    extension: Vec<u128>,
    /// `MiniportDumpData` of find-adapter.
    pub dump_data: PVOID,
}

impl Hardware {
    pub fn new() -> Self {
        let object: PVOID = ptr::NonNull::<u64>::dangling().as_ptr().cast();
        // SAFETY: this test is Storport; it does not look at the arguments.
        unsafe { DriverEntry(object, object) };
        LOG.take();
        Self {
            registers: Box::new([0; 8]),
            extension: vec![0; EXTENSION_SIZE.get().div_ceil(16) as usize],
            dump_data: ptr::null_mut(),
        }
    }

    pub fn extension(&mut self) -> PVOID {
        self.extension.as_mut_ptr().cast()
    }

    pub fn find(&mut self, slot: u32, length: u32) -> (ULONG, ffi::PORT_CONFIGURATION_INFORMATION) {
        self.find_as::<find, _>(slot, length)
    }

    pub fn find_as<H: HwFindAdapter<E>, E: DeviceExtension>(
        &mut self,
        slot: u32,
        length: u32,
    ) -> (ULONG, ffi::PORT_CONFIGURATION_INFORMATION) {
        self.find_by(hw_find_adapter::routine::<H, E>, slot, length, 0)
    }

    /// The same by a routine, in a dump mode.
    pub fn find_by(
        &mut self,
        routine: ffi::HW_FIND_ADAPTER,
        slot: u32,
        length: u32,
        dump_mode: u8,
    ) -> (ULONG, ffi::PORT_CONFIGURATION_INFORMATION) {
        let mut range = ffi::ACCESS_RANGE {
            RangeStart: ffi::PHYSICAL_ADDRESS {
                QuadPart: self.registers.as_ptr().addr().cast_signed() as i64,
            },
            RangeLength: length,
            RangeInMemory: 1,
        };
        // SAFETY: integers, pointers and optional functions: zero is a value.
        let mut config: ffi::PORT_CONFIGURATION_INFORMATION = unsafe { core::mem::zeroed() };
        config.SlotNumber = slot;
        config.DumpMode = dump_mode;
        config.MiniportDumpData = self.dump_data;
        config.NumberOfAccessRanges = 1;
        config.AccessRanges = &raw mut range;
        IRQL.set(0);
        // SAFETY: the arguments are those of HW_FIND_ADAPTER, and the extension is large enough for both drivers.
        let answer = unsafe {
            routine(
                self.extension(),
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                &raw mut config,
                ptr::null_mut(),
            )
        };
        (answer, config)
    }

    /// Finds and initialises the adapter.
    pub fn started() -> Self {
        let mut this = Self::new();
        let (answer, config) = this.find(0, 0x40);
        assert_eq!(answer, ffi::SP_RETURN_FOUND);
        assert!(config.HwMSInterruptRoutine.is_some());
        assert_eq!(
            config.InterruptSynchronizationMode,
            ffi::InterruptSynchronizePerMessage
        );
        IRQL.set(5);
        // SAFETY: find-adapter has returned the extension.
        let works = unsafe { hw_initialize::routine::<initialize, _>(this.extension()) };
        assert_eq!(works, 1);
        LOG.take();
        this
    }
}
