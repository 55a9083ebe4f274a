//! Which callbacks a miniport registers, as a type.

pub use crate::shared::registration::{Missing, Present, Slot, Unregistered};

macro_rules! callbacks {
    ($($name:ident)+) => {
        crate::shared::registration::callbacks! {
            "The callbacks that a [`Driver`](crate::Driver) registers." Callbacks $($name)+
        }
    };
}
miniport_macros::__role_list!(slots storport);
