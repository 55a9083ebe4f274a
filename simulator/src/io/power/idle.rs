//! Idle detection: a device that nobody uses for a while gets less power.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi;

use super::{Idle, PowerAsk};
use crate::io::error::NtError;
use crate::io::manager::IoManager;
use crate::io::object::device::Device;
use crate::io::pnp::node::Node;
use crate::kernel::clock::Event;
use crate::kernel::memory::block::Block;
use crate::kernel::time::SECOND;

impl IoManager<'_> {
    /// `PoRegisterDeviceForIdleDetection`: the counter; NULL where idleness is not watched.
    pub fn watch_idle(
        &self,
        device: &Rc<Device>,
        [conservation, performance]: [u32; 2],
        state: i32,
    ) -> ffi::PULONG {
        let mut all = self.io.power.idle.borrow_mut();
        if conservation == 0 && performance == 0 {
            all.retain(|idle| !Rc::ptr_eq(&idle.device, device));
            return std::ptr::null_mut();
        }
        // The standard times are those of disks; which policy applies is the system's.
        let limit = if self.kernel.chance(2) {
            conservation
        } else {
            performance
        };
        if limit == u32::MAX {
            return std::ptr::null_mut();
        }
        let known = all.iter().find(|idle| Rc::ptr_eq(&idle.device, device));
        if let Some(idle) = known {
            idle.limit.set(limit);
            idle.state.set(state);
            return idle.counter.as_ptr().cast();
        }
        let counter = Block::new(size_of::<u32>(), 16, 0);
        let address = counter.as_ptr().cast();
        all.push(Rc::new(Idle {
            device: Rc::clone(device),
            counter,
            limit: Cell::new(limit),
            state: Cell::new(state),
        }));
        drop(all);
        if !self.io.power.ticking.replace(true) {
            self.schedule_idle();
        }
        address
    }

    fn schedule_idle(&self) {
        let tick = Box::new(|| IoManager::running().count_idle());
        self.kernel.clock.schedule(SECOND, Event::Do(tick));
    }

    /// A device that is idle gets D3.
    pub fn lose_power(&self, node: &Rc<Node>) -> Result<(), NtError> {
        let inner = Rc::clone(node);
        self.perform(move |manager| {
            manager.request_power(PowerAsk {
                device: inner.physical.top(),
                minor: ffi::IRP_MN_SET_POWER,
                state: ffi::PowerDeviceD3,
                completion: None,
                outcome: None,
            });
        })?;
        self.run_until(|| !self.sets_power(node.owner))
    }

    /// One second more.
    fn count_idle(&self) {
        let all = self.io.power.idle.borrow().clone();
        if all.is_empty() {
            self.io.power.ticking.set(false);
            return;
        }
        self.schedule_idle();
        for idle in all {
            let counter = idle.counter.as_ptr().cast::<u32>();
            // SAFETY: the counter lies in its block; the driver runs on this thread only, and not now.
            let idle_for = unsafe {
                *counter += 1;
                *counter
            };
            let works = self
                .node_of(&idle.device)
                .is_some_and(|node| node.power.get() == ffi::PowerDeviceD0);
            let limit = idle.limit.get();
            if limit != 0 && idle_for >= limit && works && !self.sets_power(idle.device.owner) {
                // SAFETY: as above.
                unsafe { counter.write(0) };
                self.request_power(PowerAsk {
                    device: Rc::clone(&idle.device),
                    minor: ffi::IRP_MN_SET_POWER,
                    state: idle.state.get(),
                    completion: None,
                    outcome: None,
                });
            }
        }
    }
}
