mod below;

#[hw_dpc]
pub fn complete(_adapter: &Adapter, _cx: &mut Deferred<'_, Adapter>) {}
