//! `#[virtual_hw_find_adapter]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[virtual_hw_find_adapter]
    fn find_adapter(
        &self,
        cx: &mut FindAdapter<'_, Self>,
        config: &mut PortConfiguration<'_>,
    ) -> Result<Found<Self>, FindAdapterError> {
        loop {}
    }
}

fn main() {}
