//! Data goes to a driver and back: by each method, at once and later, by several handles and at the same time.

use miniport::ffi::{
    DO_BUFFERED_IO, DO_DIRECT_IO, STATUS_BUFFER_TOO_SMALL, STATUS_END_OF_FILE,
    STATUS_INVALID_DEVICE_REQUEST,
};
use miniport_sim::{DeviceOptions, File, Machine, NtError};

use crate::raw::depot::{self, COPY, COPY_RAW, METHOD, REVERSE, STYLE, STYLES};

/// Opens the device on machines of several seeds, in both styles, by each method.
fn everywhere(test: impl Fn(&Machine, &File)) {
    for seed in 0..10 {
        for method in [DO_BUFFERED_IO, DO_DIRECT_IO, 0] {
            for style in STYLES {
                METHOD.set(method);
                STYLE.set(style);
                let machine = Machine::builder(seed).processors(3).preemption(30).build();
                let driver = machine.load_wdm(depot::driver_entry).unwrap();
                let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
                let file = device.open().unwrap();
                test(&machine, &file);
                file.close().unwrap();
                machine.shutdown().assert_clean();
            }
        }
    }
}

#[test]
fn what_was_written_is_read() {
    everywhere(|machine, file| {
        assert_eq!(file.write(100, &[7; 300]), Ok(300));
        let mut data = [0; 400];
        assert_eq!(file.read(50, &mut data), Ok(400));
        assert!(data[..50].iter().all(|&byte| byte == 0));
        assert!(data[50..350].iter().all(|&byte| byte == 7));
        assert_eq!(file.read(4000, &mut data), Ok(96));
        assert_eq!(file.read(0, &mut []), Ok(0));
        assert_eq!(
            file.read(5000, &mut data),
            Err(NtError::Status(STATUS_END_OF_FILE))
        );
        // Another handle, by the name that the driver gave.
        let other = machine.open("\\\\.\\depot").unwrap();
        assert_eq!(other.read(100, &mut data[..1]), Ok(1));
        assert_eq!(data[0], 7);
        other.close().unwrap();
    });
}

#[test]
fn controls_have_their_buffers_by_each_method() {
    everywhere(|_, file| {
        for (code, expected) in [(REVERSE, *b"dcba"), (COPY, *b"abcd"), (COPY_RAW, *b"abcd")] {
            let mut output = [0; 8];
            assert_eq!(file.control(code, b"abcd", &mut output), Ok(4));
            assert_eq!(output, [&expected[..], &[0; 4]].concat()[..]);
            let short = file.control(code, b"abcd", &mut [0; 3]);
            assert_eq!(short, Err(NtError::Status(STATUS_BUFFER_TOO_SMALL)));
        }
        let unknown = file.control(REVERSE + 0x400, &[], &mut []);
        assert_eq!(unknown, Err(NtError::Status(STATUS_INVALID_DEVICE_REQUEST)));
        assert_eq!(
            file.flush(),
            Err(NtError::Status(STATUS_INVALID_DEVICE_REQUEST))
        );
    });
}

#[test]
fn many_requests_run_at_the_same_time() {
    everywhere(|machine, file| {
        let writes: Vec<_> = (0..16u8)
            .map(|index| file.submit_write(u64::from(index) * 64, &[index; 64]))
            .collect();
        machine.run();
        assert!(writes.iter().all(|write| write.is_done()));
        let reads: Vec<_> = (0..16u64)
            .map(|index| file.submit_read(index * 64, 64))
            .collect();
        for (index, read) in (0..).zip(&reads) {
            assert_eq!(read.success().unwrap().data, [index; 64]);
        }
    });
}
