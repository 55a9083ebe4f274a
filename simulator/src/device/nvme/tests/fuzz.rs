//! Whatever a driver does, the model neither panics nor hangs.

use super::entry::command;
use super::host::{ENABLE, Host, builder};
use crate::device::Width;
use crate::device::nvme::{
    Effect, Fault, Latency, Namespace, NvmeBuilder, Operation, Status, Stuck,
};
use crate::device::tests::machine::MEMORY;

const WIDTHS: [Width; 4] = [Width::Byte, Width::Word, Width::Long, Width::Quad];

fn random_builder(random: &mut fastrand::Rng) -> NvmeBuilder {
    let zero = Latency {
        admin: 0,
        read: 0,
        write: 0,
        flush: 0,
        deallocate: 0,
        page: 0,
        spread: 0,
        enable: 0,
        disable: 0,
        shutdown: 0,
    };
    let builder = builder()
        .seed(random.u64(..))
        .namespace(Namespace::memory(1 << 50).block_size(4096))
        .queue_entries(random.u32(32..2000))
        .doorbell_stride(random.u8(0..3))
        .msix(random.u16(0..4))
        .concurrency(random.usize(1..70))
        .interrupt_coalescing()
        .latency(if random.bool() {
            zero
        } else {
            Latency::default()
        });
    let builder = if random.bool() {
        builder.msi(random.u8(0..6))
    } else {
        builder
    };
    if random.bool() {
        builder.scattered_queues()
    } else {
        builder
    }
}

/// A value that has a chance to mean something.
fn value(random: &mut fastrand::Rng) -> u64 {
    match random.u8(0..8) {
        0 => random.u64(..),
        1 => u64::from(ENABLE),
        2 => u64::from(ENABLE) | random.u64(0..4) << 14,
        3 => MEMORY + random.u64(0..2048) * 4096,
        4 => 0,
        5 => random.u64(0..70),
        6 => u64::from(random.u32(..)) & 0x003F_003F,
        _ => 1 << random.u32(0..64),
    }
}

/// One access or one act of the test.
fn act(host: &mut Host, random: &mut fastrand::Rng) {
    let width = WIDTHS[random.usize(0..4)];
    let offset = match random.u8(0..5) {
        0 => random.u64(0..0x40),
        1 => random.u64(0..0x10) * 4,
        2 => 0x1000 + random.u64(0..40) * 4,
        3 => 0x1000 + random.u64(0..0x3000),
        _ => random.u64(..),
    };
    match random.u8(0..12) {
        0 => drop(host.read(random.usize(0..7), offset, width)),
        1..=5 => host.write(random.usize(0..2) / 2, offset, width, value(random)),
        6 => {
            let offset = random.u16(0..300);
            // Memory and bus mastering stay on for most of the time.
            if !(4..6).contains(&offset) || random.u8(0..20) == 0 {
                host.device.config_write(offset, width, random.u32(..));
            }
            let _ = host.config(random.u16(..), width);
        }
        7 if random.u8(0..10) == 0 => host.device.config_write(4, Width::Word, 6),
        8 => {
            let address = MEMORY + random.u64(0..0x7F_0000);
            let value = value(random);
            host.machine.put_u64(address, value);
        }
        _ => {}
    }
    host.machine.now += random.u64(0..3_000_000);
    host.advance();
    assert!(
        host.next.is_none_or(|next| next > host.machine.now),
        "events that are due are done"
    );
}

/// Fills memory with commands that are nearly right.
fn fill_queue(host: &mut Host, random: &mut fastrand::Rng, address: u64) {
    for index in 0..64 {
        let opcode = if random.bool() {
            random.u8(0..14)
        } else {
            random.u8(..)
        };
        let mut entry = command(opcode)
            .namespace(random.u32(0..4))
            .id(random.u16(0..99));
        entry = entry.data(value(random), value(random));
        for dword in 10..16 {
            let value = (value(random) & 0xFFFF_FFFF) as u32;
            entry = entry.dword(
                dword,
                if random.bool() {
                    value
                } else {
                    random.u32(0..20)
                },
            );
        }
        if random.bool() {
            // One that works on small data, unless a bit is wrong.
            let page = |random: &mut fastrand::Rng| MEMORY + random.u64(1024..2000) * 4096;
            entry = entry
                .namespace(1)
                .data(page(random), page(random))
                .blocks(random.u64(0..4096), random.u32(1..20));
        }
        if random.u8(0..20) == 0 {
            entry.0[0] ^= 1 << random.u32(8..16);
        }
        for (at, dword) in entry.0.iter().enumerate() {
            let place = address + 64 * index + 4 * at as u64;
            host.machine.store(place, &dword.to_le_bytes());
        }
    }
}

fn random_fault(random: &mut fastrand::Rng) -> Fault {
    let operations = [
        Operation::Any,
        Operation::Admin,
        Operation::Io,
        Operation::Read,
        Operation::IoOpcode(9),
    ];
    let effects = [
        Effect::Fail(Status::from_bits(random.u16(..))),
        Effect::Lose,
        Effect::Hang,
        Effect::Delay(random.u64(..)),
        Effect::Silent,
        Effect::Misname(random.u16(..)),
        Effect::Fatal,
        Effect::Remove,
    ];
    let fault = Fault::new(operations[random.usize(0..5)], effects[random.usize(0..8)]);
    fault.after(random.u64(0..20)).times(random.u64(0..3))
}

#[test]
fn random_registers_and_memory() {
    for seed in 0..60 {
        let mut random = fastrand::Rng::with_seed(seed);
        let builder = random_builder(&mut random);
        let mut host = Host::new(builder);
        for _ in 0..3000 {
            act(&mut host, &mut random);
        }
    }
}

#[test]
fn random_commands_and_doorbells() {
    let mut done = [0; 3];
    for seed in 0..150 {
        let mut random = fastrand::Rng::with_seed(seed);
        let builder = random_builder(&mut random);
        let mut host = Host::enabled(builder);
        host.create_io(1, 32, 0);
        let queue = host.pairs[&0].submission;
        let io_queue = host.pairs[&1].submission;
        for _ in 0..40 {
            fill_queue(&mut host, &mut random, queue);
            fill_queue(&mut host, &mut random, io_queue);
            if random.u8(0..3) == 0 {
                host.nvme.inject(random_fault(&mut random));
            }
            for _ in 0..20 {
                host.doorbell(random.u16(0..3), random.bool(), random.u32(0..18));
            }
            for _ in 0..10 {
                act(&mut host, &mut random);
            }
            if random.u8(0..10) == 0 {
                host.nvme.stick(Stuck::Disabling);
                host.nvme.unstick();
                host.nvme.insert();
                host.nvme.clear_faults();
                host.config_write(4, Width::Word, 6);
                host.write32(super::host::CC, 0);
                host.pass(1 << 40);
                if host.read32(super::host::CSTS) == 0 {
                    let address = MEMORY + random.u64(0..100) * 4096;
                    host.write32(0x24, 15 << 16 | 15);
                    host.write64(0x28, queue);
                    host.write64(0x30, address);
                    host.write32(super::host::CC, ENABLE);
                    host.pass(1 << 40);
                }
            }
        }
        let statistics = host.nvme.statistics();
        done[0] += statistics.admin_commands;
        done[1] += statistics.io_commands;
        done[2] += statistics.reads + statistics.writes;
    }
    assert!(
        done.iter().all(|&count| count > 300),
        "the commands are reached: {done:?}"
    );
}
