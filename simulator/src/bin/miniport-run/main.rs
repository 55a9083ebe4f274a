//! Runs the image of a driver: loads it, starts it on a device, copies a disk image through it, and shows what ran. `cargo miniport run`
//! calls it.
//!
//! The exit status is 0 if every byte came back and no rule was broken, 1 if not, and 2 if the driver or an argument cannot be used.

mod arguments;
mod job;
#[cfg_attr(not(feature = "qemu"), path = "no_qemu.rs")]
mod qemu;

use std::process::ExitCode;

use crate::arguments::Arguments;

const HELP: &str = "\
Runs a driver's image under the simulator, on x86-64 Linux

Usage: cargo miniport run FILE.sys [OPTIONS]

Options:
  --device SPEC      The device it is started on: `none`, for a virtual miniport or a driver of the root; `nvme`, a controller
                     with a disk of 64 MiB, or `nvme=MIB`; `edu`, the educational device; `qemu:SPEC`, a PCI device of QEMU, said
                     as its `-device` takes it; its `drive=disk` is an empty disk of 64 MiB [default: none]
  --attach SPEC      What belongs to that device: `--device qemu:virtio-scsi-pci --attach scsi-hd,drive=disk`
  --argument STRING  The argument string of HW_FIND_ADAPTER
  --image DISK       The disk image to copy through the first disk [default: 1 MiB, made up]
  --seed N           Decides the order of things [default: 1]
  --processors N     Processors of the machine [default: 2]
  --preemption N     In how many of 100 calls of a routine something else runs first [default: 20]
  --single-steps N   Let something else run first between any two instructions of the driver, stepping through at most N [default: 0]
  --incomplete       Load the driver though it imports what is not simulated: a routine that is called then names itself, and the machine stops
  --trace            Show every callback, and the routines that it calls
  --help             Show this
";

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("error: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match job::run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
