use miniport::prelude::*;

#[hw_timer]
pub fn tick(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}
