//! Requests for a reset, which wait for the work item.

use miniport::prelude::*;

use crate::adapter::Adapter;

/// How many can wait: Storport sends one for a unit at a time.
const ROOM: usize = 16;

/// The requests that wait.
#[derive(Default)]
pub struct Resets([Option<Srb<Adapter>>; ROOM]);

impl Resets {
    /// Lets a request wait.
    ///
    /// # Errors
    /// Gives it back if too many wait.
    pub fn add(&mut self, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {
        match self.0.iter_mut().find(|place| place.is_none()) {
            Some(place) => {
                *place = Some(srb);
                Ok(())
            }
            None => Err(srb),
        }
    }

    /// Takes a request.
    pub fn take(&mut self) -> Option<Srb<Adapter>> {
        self.0.iter_mut().find_map(Option::take)
    }
}
