//! A device with registers, DMA and an interrupt, by its line and by a message.

use miniport::ffi::{
    STATUS_DEVICE_BUSY, STATUS_DEVICE_NOT_READY, STATUS_DEVICE_REMOVED, STATUS_SUCCESS,
};
use miniport_sim::device::edu::Edu;
use miniport_sim::{DeviceOptions, File, InterruptResources, Machine, NtError, Role, WdmDevice};

use crate::raw::edu::{self, FACTORIAL};

fn everywhere(test: impl Fn(&Machine, &WdmDevice, &File)) {
    for seed in 0..25 {
        for interrupts in [
            InterruptResources::Line,
            InterruptResources::SharedLine,
            InterruptResources::Messages(1),
        ] {
            let machine = Machine::builder(seed).processors(3).preemption(30).build();
            let (device, handle) = Edu::builder().dma_mask(u64::MAX).build();
            let driver = machine.load_wdm(edu::driver_entry).unwrap();
            let options = DeviceOptions::new().interrupts(interrupts);
            let device = machine.add_pci_device(&driver, device, options).unwrap();
            let file = device.open().unwrap();
            test(&machine, &device, &file);
            file.close().unwrap();
            let report = machine.shutdown();
            report.assert_clean();
            assert!(handle.mistakes().is_empty(), "{:?}", handle.mistakes());
            assert!(report.calls_of(Role::IoDpc) > 0);
        }
    }
}

#[test]
fn data_goes_to_the_device_and_back() {
    everywhere(|_, _, file| {
        let data: Vec<u8> = (0..4000).map(|index| index as u8).collect();
        assert_eq!(file.write(0, &data), Ok(4000));
        let mut back = vec![0; 4000];
        assert_eq!(file.read(0, &mut back), Ok(4000));
        assert_eq!(back, data);
        let mut result = [0; 4];
        assert_eq!(
            file.control(FACTORIAL, &10u32.to_le_bytes(), &mut result),
            Ok(4)
        );
        assert_eq!(u32::from_le_bytes(result), 3_628_800);
        let numbers: Vec<_> = (1..6u32)
            .map(|number| file.submit_control(FACTORIAL, &number.to_le_bytes(), 4))
            .collect();
        let mut factorial = 1;
        for (number, pending) in (1..).zip(&numbers) {
            factorial *= number;
            assert_eq!(pending.success().unwrap().data, u32::to_le_bytes(factorial));
        }
    });
}

#[test]
fn it_works_again_after_other_resources_and_after_sleep() {
    everywhere(|machine, device, file| {
        assert_eq!(file.write(0, b"before"), Ok(6));
        device.rebalance().unwrap();
        assert_eq!(file.write(0, b"between"), Ok(7));
        machine.sleep().unwrap();
        machine.resume().unwrap();
        assert_eq!(file.write(0, b"behind"), Ok(6));
        let mut back = [0; 6];
        assert_eq!(file.read(0, &mut back), Ok(6));
        assert_eq!(&back, b"behind");
    });
}

#[test]
fn it_refuses_to_be_stopped_while_it_transfers_and_fails_what_comes_while_it_is_stopped() {
    everywhere(|machine, device, file| {
        let write = file.submit_write(0, b"under way");
        machine.advance(std::time::Duration::from_millis(50));
        assert_eq!(device.stop(), Err(NtError::Status(STATUS_DEVICE_BUSY)));
        write.success().unwrap();
        device.stop().unwrap();
        assert_eq!(
            file.write(0, b"now"),
            Err(NtError::Status(STATUS_DEVICE_NOT_READY))
        );
        device.start().unwrap();
        file.write(0, b"then").unwrap();
    });
}

#[test]
fn what_is_under_way_fails_when_it_is_pulled_out() {
    everywhere(|machine, device, file| {
        file.write(0, b"first").unwrap();
        let writes: Vec<_> = (0..3).map(|_| file.submit_write(0, &[7; 300])).collect();
        machine.advance(std::time::Duration::from_millis(150));
        device.surprise_remove().unwrap();
        let statuses: Vec<_> = writes
            .iter()
            .map(|write| write.wait().unwrap().status)
            .collect();
        assert!(statuses.contains(&STATUS_SUCCESS), "{statuses:x?}");
        assert!(statuses.contains(&STATUS_DEVICE_REMOVED), "{statuses:x?}");
    });
}
