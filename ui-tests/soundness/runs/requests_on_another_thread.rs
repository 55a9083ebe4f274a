//! Runs, and is found out: requests are completed and dropped on a thread of the process, where no callback runs.

use std::thread;

use miniport::prelude::*;
use miniport_sim::{Address, Direction, IoError, Rule};

use crate::fixture::{self, Canary};

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = u64)]
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
    mut srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    adapter.canary.sing();
    let memory = cx.allocate([3; 100]).expect("memory");
    let there = move || {
        *srb.extension_mut() += memory[99];
        assert_eq!(*srb.extension(), 3);
        drop(srb);
    };
    let done = thread::Builder::new().name("elsewhere".into()).spawn(there);
    done.expect("a thread").join().expect("no panic");
    Ok(())
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn requests_on_another_thread() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry).expect("an adapter");
        let address = Address::new(0, 0, 0);
        let answer = adapter.execute(address, &[0; 6], Direction::None, &mut []);
        assert_eq!(answer, Err(IoError::Halted));
        let report = machine.shutdown();
        let found: Vec<_> = report.violations_of(Rule::OtherThread).collect();
        assert_eq!(found.len(), 1, "{report:?}");
        assert!(found[0].message.contains("'elsewhere'"), "{}", found[0]);
    });
}
