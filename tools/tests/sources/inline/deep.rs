#[hw_workitem]
pub fn rescan(_adapter: &Adapter, _cx: &mut Passive<'_, Adapter>) {}
