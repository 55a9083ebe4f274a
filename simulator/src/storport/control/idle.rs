//! What the power management framework asks: components are not needed for a while, and needed again.

use std::rc::Rc;

use super::{AdapterRequest, UnitRequest};
use crate::storport::adapter::AdapterState;
use crate::storport::port::Storport;
use crate::storport::unit::Address;

impl Storport<'_> {
    /// Units that are registered and that nobody needs are idle for a while, then the adapter, if it is; then they are needed again, the
    /// adapter first. The driver has no requests meanwhile: Storport makes a component active before it sends one. No page has the order
    /// of the calls: it is that of the framework, where a component is idle, goes to an F-state, and needs no power.
    pub fn idle(&self, adapter: &Rc<AdapterState>) -> Option<()> {
        let units: Vec<Address> = {
            let disks = adapter.disks.borrow();
            disks.iter().map(|disk| disk.address).collect()
        };
        let idle: Vec<(Option<Address>, u32)> = units
            .into_iter()
            .map(Some)
            .chain([None])
            .filter_map(|device| Some((device, adapter.framework.idle_states(device)?)))
            .collect();
        if idle.is_empty() {
            return Some(());
        }
        Self::hold(adapter);
        self.drain(adapter);
        for &(device, states) in &idle {
            self.component(adapter, device, states, false)?;
        }
        self.between_steps();
        for &(device, states) in idle.iter().rev() {
            self.component(adapter, device, states, true)?;
        }
        self.let_go(adapter);
        Some(())
    }

    /// The steps of one component.
    fn component(
        &self,
        adapter: &Rc<AdapterState>,
        device: Option<Address>,
        states: u32,
        needed: bool,
    ) -> Option<()> {
        let state = if needed { 0 } else { states - 1 };
        let changes = states > 1;
        let Some(unit) = device else {
            // An adapter has F0 only.
            let mut steps = [
                AdapterRequest::Active(needed),
                AdapterRequest::PowerRequired(needed),
            ];
            if needed {
                steps.reverse();
            }
            for step in steps {
                self.ask_adapter(adapter, step).ok()?;
            }
            return Some(());
        };
        let mut steps = vec![UnitRequest::Active(needed)];
        if changes {
            steps.push(UnitRequest::FState(state));
        }
        steps.push(UnitRequest::PowerRequired(needed));
        if needed {
            steps.reverse();
        }
        for step in steps {
            self.tell_unit(adapter, unit, step)?;
        }
        Some(())
    }
}
