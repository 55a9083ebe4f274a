//! Special files on a device: paging files, dump files, hibernation files (`IRP_MN_DEVICE_USAGE_NOTIFICATION`).

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::node::Node;
use crate::io::error::NtError;
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::verifier::Rule;

/// A file of the system's that a device may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecialFile {
    /// A paging file.
    Paging,
    /// The file that memory is written to when the system hibernates.
    Hibernation,
    /// The file that memory is written to when the system crashes.
    Dump,
}

/// How many of them a device contains, by kind.
#[derive(Default)]
pub(crate) struct SpecialFiles([Cell<u32>; 3]);

impl SpecialFiles {
    fn count(&self, file: SpecialFile) -> &Cell<u32> {
        &self.0[match file {
            SpecialFile::Paging => 0,
            SpecialFile::Hibernation => 1,
            SpecialFile::Dump => 2,
        }]
    }

    pub fn are_any(&self) -> bool {
        self.0.iter().any(|count| count.get() != 0)
    }

    /// One more than the one that goes.
    fn are_more_than_one(&self) -> bool {
        self.0.iter().map(Cell::get).sum::<u32>() > 1
    }

    /// The device has to keep its power until the hibernation file is written.
    pub fn hibernates(&self) -> bool {
        self.count(SpecialFile::Hibernation).get() != 0
    }
}

impl SpecialFile {
    fn kind(self) -> ffi::DEVICE_USAGE_NOTIFICATION_TYPE {
        match self {
            Self::Paging => ffi::DeviceUsageTypePaging,
            Self::Hibernation => ffi::DeviceUsageTypeHibernation,
            Self::Dump => ffi::DeviceUsageTypeDumpFile,
        }
    }
}

impl IoManager<'_> {
    /// The system puts a special file on a device, or has removed it. The status of a driver that refuses.
    pub fn notify_usage(
        &self,
        node: &Rc<Node>,
        file: SpecialFile,
        comes: bool,
    ) -> Result<(), NtError> {
        let inner = Rc::clone(node);
        let status = self.perform(move |manager| {
            let function = (ffi::IRP_MJ_PNP, ffi::IRP_MN_DEVICE_USAGE_NOTIFICATION);
            let (status, _) = manager.ask(&inner.physical, function, 0, |place| {
                place.Parameters.UsageNotification =
                    ffi::IO_STACK_LOCATION_Parameters_UsageNotification {
                        InPath: comes.into(),
                        Reserved: [0; 3],
                        Padding0: [0; 4],
                        Type: file.kind(),
                        Padding1: [0; 4],
                    };
            });
            status
        })?;
        NtError::check(status)?;
        let count = node.files.count(file);
        count.set(if comes {
            count.get() + 1
        } else {
            count.get().saturating_sub(1)
        });
        self.check_pageable(node);
        Ok(())
    }

    /// A device with a special file is not pageable, and without one it is as its physical device object.
    fn check_pageable(&self, node: &Node) {
        let is_pageable = |device: &Device| device.flags() & ffi::DO_POWER_PAGABLE != 0;
        for device in node.driver.devices_of(node.owner) {
            let message = match (node.files.are_any(), is_pageable(&device)) {
                (true, true) => {
                    "DO_POWER_PAGABLE is set in the device object of a device with a special file"
                }
                (false, false) if is_pageable(&node.physical) => {
                    "DO_POWER_PAGABLE is not set again in the device object of a device whose special files are gone"
                }
                _ => continue,
            };
            self.broke(node.owner, Rule::SpecialFile, message);
        }
    }

    /// A device with a special file agreed to be stopped or removed.
    pub(super) fn check_agreed(&self, node: &Node) {
        if node.files.are_any() {
            self.broke(
                node.owner,
                Rule::SpecialFile,
                "a device with a special file agreed to be stopped or removed",
            );
        }
    }
}

impl Node {
    /// The bus driver hears of it: its own device object is as pageable as the device.
    pub fn set_pageable(&self, comes: bool) {
        // SAFETY: the object is there: it has a request.
        let flags = unsafe { &mut (*self.physical.raw()).Flags };
        if comes {
            *flags &= !ffi::DO_POWER_PAGABLE;
        } else if !self.options.not_pageable && !self.files.are_more_than_one() {
            *flags |= ffi::DO_POWER_PAGABLE;
        }
    }
}
