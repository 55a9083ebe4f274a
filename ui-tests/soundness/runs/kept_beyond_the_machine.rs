//! Runs: requests and pool memory stay in a `static` when their machine ends, in whichever way, and are used and dropped after it.

use std::sync::Mutex;

use miniport::prelude::*;
use miniport_sim::{Address, Direction, Machine};

use crate::fixture::{self, Canary};

type Kept = (Srb<Adapter>, PoolBox<(Canary, [u64; 64])>);

static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = [u64; 8])]
struct Adapter {
    canary: Canary,
}

fn make() -> Adapter {
    Adapter {
        canary: Canary::new(),
    }
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    adapter.canary.sing();
    if srb.function() != SrbFunction::ExecuteScsi {
        srb.complete(cx, SrbStatus::Success);
        return Ok(());
    }
    let memory = cx.allocate((Canary::new(), [7; 64])).expect("memory");
    KEPT.lock().expect("not poisoned").push((srb, memory));
    Ok(())
}

callbacks! { virtual_find initialize reset control virtual_entry }

/// Uses and drops what was kept.
fn use_kept(machines: usize) {
    let kept = core::mem::take(&mut *KEPT.lock().expect("not poisoned"));
    assert!(kept.len() >= machines);
    // Memory of the process that is not kept is somebody else's by now.
    let others: Vec<_> = (1..2000).map(|size| vec![0xA5_u8; size]).collect();
    for (mut srb, mut memory) in kept {
        assert_eq!(srb.cdb()[0], 0);
        let mut bytes = [1; 16];
        srb.data().read_at(0, &mut bytes).expect("16 bytes");
        assert_eq!(bytes, [0x5A; 16]);
        srb.data().write_at(0, &[7; 16]).expect("16 bytes");
        srb.extension_mut()[7] = 9;
        srb.set_transferred(3);
        memory.0.sing();
        memory.1[63] += 1;
        drop(srb);
    }
    for other in others {
        assert!(other.iter().all(|&byte| byte == 0xA5));
    }
}

fn send(machine: &Machine) {
    let adapter = fixture::add_virtual(machine, DriverEntry).expect("an adapter");
    let address = Address::new(0, 0, 0);
    let _ = adapter.execute(address, &[0; 6], Direction::Out, &mut [0x5A; 16]);
}

#[test]
fn kept_beyond_the_machine() {
    for seed in 0..12 {
        let machine = fixture::machine(seed);
        send(&machine);
        match seed % 3 {
            0 => drop(machine),
            1 => drop(machine.shutdown()),
            _ => {
                machine.advance(core::time::Duration::from_secs(200));
                drop(machine);
            }
        }
    }
    use_kept(12);
}
