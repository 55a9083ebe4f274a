//! Stop and restart, power, removal.

use miniport_sim::device::nvme::{Effect, Fault, Operation};
use miniport_sim::testing::pattern;
use miniport_sim::{PowerState, SrbForm};

use crate::fixture::{Device, INTERRUPTS, Plan, load};

#[test]
fn stopped_and_restarted() {
    Plan::on_both(1, |bench| {
        bench.work(1);
        for salt in 2..5 {
            assert!(bench.adapter.stop().unwrap());
            if let Device::Model(nvme) = &bench.device {
                assert!(nvme.is_shut_down());
            }
            bench.adapter.restart().unwrap();
            bench.work(salt);
        }
    });
}

#[test]
fn power_goes_and_comes() {
    Plan::on_both(1, |bench| {
        let data = pattern(8 * bench.block(), 1);
        bench.write(100, &data);
        bench.adapter.power(PowerState::Off).unwrap();
        bench.wait(10);
        bench.adapter.power(PowerState::On).unwrap();
        // The shutdown notification came in time: nothing of the cache is lost.
        assert!(bench.read(100, 8) == data);
        bench.work(2);
    });
}

#[test]
fn shutdown_makes_data_durable() {
    use miniport::ffi;
    use miniport_sim::Address;
    for function in [ffi::SRB_FUNCTION_SHUTDOWN, ffi::SRB_FUNCTION_FLUSH] {
        let bench = Plan::default().model();
        let data = pattern(512, 1);
        bench.write(9, &data);
        let completion = bench.adapter.send(Address::new(0, 0, 0), function).unwrap();
        assert!(completion.is_success(), "{completion}");
        let mut stored = vec![0; 512];
        bench.nvme().read_durable(1, 9, &mut stored).unwrap();
        assert!(stored == data);
        bench.work(1);
        bench.finish();
    }
}

#[test]
fn removal_ends_what_runs() {
    for interrupts in INTERRUPTS {
        for seed in 0..12 {
            let form = if seed % 2 == 0 {
                SrbForm::Scsi
            } else {
                SrbForm::Storage
            };
            let bench = Plan {
                form,
                interrupts,
                ..Plan::seed(seed)
            }
            .model();
            let disk = bench.disk();
            bench
                .nvme()
                .inject(Fault::new(Operation::Write, Effect::Remove).after(seed * 3));
            let pending: Vec<_> = (0..40)
                .map(|index| disk.submit_write(index * 8, &[7; 4096]).unwrap())
                .collect();
            if seed % 3 == 0 {
                bench.adapter.surprise_remove().unwrap();
            }
            for pending in pending {
                let _ = pending.wait();
            }
            let mut data = [0; 512];
            assert!(disk.read(0, &mut data).is_err());
            bench.nvme().remove();
            bench.finish();
        }
    }
}

#[test]
fn removal_without_a_word_is_found_out() {
    for interrupts in INTERRUPTS {
        for seed in 0..6 {
            let bench = Plan {
                interrupts,
                timeout: 20,
                ..Plan::seed(seed)
            }
            .model();
            bench.work(1);
            bench.nvme().remove();
            let mut data = [0; 512];
            assert!(bench.disk().read(0, &mut data).is_err());
            bench.machine.run();
            assert!(bench.adapter.bus_changed());
            bench.finish();
        }
    }
}

#[test]
fn removal_at_any_command_of_the_start_is_an_error() {
    use miniport_sim::device::nvme::Nvme;
    for after in 0..14 {
        let plan = Plan {
            timeout: 20,
            ..Plan::seed(after)
        };
        let (device, handle) = Nvme::builder().namespace(plan.namespace()).build();
        handle.inject(Fault::new(Operation::Any, Effect::Remove).after(after));
        let machine = plan.machine().build();
        let driver = load(&machine);
        if let Ok(adapter) = machine.add_pci_adapter(&driver, device, plan.options()) {
            assert!(adapter.disks().is_empty(), "{after}");
        }
        let report = machine.shutdown();
        assert!(report.is_clean(), "{after}: {report}");
    }
}

#[test]
fn commands_of_the_start_that_fail_are_tried_again_or_refused() {
    use miniport_sim::device::nvme::{Nvme, Status};
    for effect in [
        Effect::Fail(Status::INTERNAL_ERROR),
        Effect::Hang,
        Effect::Fatal,
    ] {
        for after in 0..14 {
            let plan = Plan::seed(after);
            let (device, handle) = Nvme::builder().namespace(plan.namespace()).build();
            handle.inject(Fault::new(Operation::Admin, effect).after(after));
            let machine = plan.machine().tolerate_resets().build();
            let driver = load(&machine);
            let options = plan.options().tolerant_scan();
            let adapter = machine.add_pci_adapter(&driver, device, options);
            // Only find-adapter does not try again.
            assert_eq!(adapter.is_err(), after == 0, "{effect:?} {after}");
            drop(adapter);
            let report = machine.shutdown();
            assert!(report.is_clean(), "{effect:?} {after}: {report}");
        }
    }
}

#[test]
fn the_controller_says_what_it_is() {
    use miniport_sim::AdapterRequest;
    for seed in 0..4 {
        let bench = Plan::seed(seed).model();
        let [vendor, model, firmware] = bench.disk().info().description.clone().unwrap();
        assert_eq!(vendor, "NVMe");
        // The whole of it: INQUIRY has room for 16 characters of the one, and for 4 of the other.
        assert!(model.starts_with(&bench.disk().info().product), "{model}");
        assert!(
            firmware.ends_with(&bench.disk().info().revision),
            "{firmware}"
        );
        assert!(model.len() > 16, "{model}");
        let serial = bench.adapter.control(AdapterRequest::SerialNumber).unwrap();
        assert!(!serial.expect("it is supported").text().is_empty());
        bench.finish();
    }
}

#[test]
fn an_adapter_without_power_is_removed() {
    Plan::on_both(1, |bench| {
        let data = pattern(8 * bench.block(), 1);
        bench.write(100, &data);
        bench.adapter.power(PowerState::Off).unwrap();
        bench.wait(10);
        bench.adapter.remove();
    });
}
