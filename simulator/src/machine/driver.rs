//! Drivers as a test has them.

use std::rc::Rc;

use crate::storport::image::Image;

/// A driver that is loaded on a machine. The handle may be copied.
#[derive(Clone, Debug)]
pub struct Driver {
    pub(super) image: Rc<Image>,
}
