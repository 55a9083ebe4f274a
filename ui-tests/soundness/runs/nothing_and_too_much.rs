//! Runs cleanly: an extension without size, arrays of no objects, values without size in every place that holds values, and lengths
//! that no memory has.

use miniport::prelude::*;
use miniport_sim::InterruptResources;

use crate::fixture;

#[derive(Default)]
struct Nothing;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message, srb_extension = Nothing, lu_extension = Nothing)]
struct Adapter {
    none: [Dpc<dpc>; 0],
    no_work: [WorkItem<work>; 0],
    no_data: ByMessage<Nothing, 0>,
    nothing: Locked<InterruptLock, Nothing>,
}

fn make() -> Adapter {
    Adapter {
        none: [],
        no_work: [],
        no_data: ByMessage::from_fn(|_| Nothing),
        nothing: Locked::new(Nothing),
    }
}

#[hw_dpc]
fn dpc(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
#[hw_workitem]
fn work(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    const LIMITS: Limits = Limits::new(1 << 16, 17);
    let mut layout = DmaLayout::new();
    let nothing: DmaRange<[u64; 0]> = layout.array(usize::MAX, 64);
    let byte: DmaRange<u8> = layout.array(1, 64);
    let memory = config
        .uncached_extension(cx, LIMITS, &layout)
        .map_err(|_| FindAdapterError::Error)?;
    let values = memory.array(nothing);
    values.write(usize::MAX - 1, []);
    assert_eq!(values.read(0), [0; 0]);
    memory.array(byte).write(0, 1);
    let empty = DmaLayout::new();
    assert!(
        cx.allocate_dma(&empty, PhysicalAddress::new(u64::MAX))
            .is_err()
    );
    let mut vast = DmaLayout::new();
    let _: DmaRange<u8> = vast.array(1 << 40, 8);
    assert!(
        cx.allocate_dma(&vast, PhysicalAddress::new(u64::MAX))
            .is_err()
    );
    Ok(Found::with_message_interrupt::<message>(make(), LIMITS))
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive>()
}

#[hw_passive_initialize]
fn passive(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    let _ = (&adapter.none, &adapter.no_work);
    let nothing = cx.allocate(Nothing).expect("memory");
    let many = cx
        .allocate_slice_with(1 << 20, |_| Nothing)
        .expect("memory");
    assert_eq!(many.len(), 1 << 20);
    let none = cx.allocate_zeroed(0).expect("memory");
    assert!(none.is_empty());
    assert!(cx.allocate_zeroed(usize::MAX).is_err());
    assert!(cx.allocate_zeroed(u32::MAX as usize - 1).is_err());
    assert!(cx.allocate_slice_with(usize::MAX / 4, |_| 0_u64).is_err());
    let _ = nothing.into_inner();
    true
}

#[hw_message_signaled_interrupt]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    adapter.no_data.get(cx, &message).is_none()
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    *srb.extension_mut() = Nothing;
    adapter.nothing.lock(cx, |nothing, _| *nothing = Nothing);
    let _: Option<&Nothing> = srb.lu_extension(cx);
    assert!(srb.extension_address(cx, 0).is_none());
    assert!(srb.scatter_gather_list(cx).is_none());
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { interrupt reset control entry }

#[test]
fn nothing_and_too_much() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let messages = InterruptResources::Messages(2);
        let adapter = fixture::add_physical(&machine, DriverEntry, messages);
        assert!(adapter.is_ok());
        fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}
