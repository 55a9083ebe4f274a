#[hw_interrupt(fast)]
pub fn isr(_adapter: &Adapter, _cx: &mut Interrupt<'_, Adapter>) -> bool {
    false
}
