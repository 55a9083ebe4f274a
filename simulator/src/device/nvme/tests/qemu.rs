//! The same questions to the model and to QEMU's controller, which other people wrote: the answers are the same.

use super::entry::{
    Entry, command, completion_queue, flush, get_feature, set_feature, submission_queue,
};
use super::host::{CC, CSTS, ENABLE, Host, builder};
use crate::device::qemu::{Drive, Format, Qemu};
use crate::device::tests::machine::{Machine, Memory};
use crate::device::tests::slot::Slot;
use crate::testing::not_tested;

/// Bytes of the disk.
const DISK: usize = 4096 * 512;

/// What was asked, and what the answer was.
#[derive(Default)]
struct Answers(Vec<(String, String)>);

impl Answers {
    fn note(&mut self, question: &str, answer: impl std::fmt::Debug) {
        self.0.push((question.into(), format!("{answer:?}")));
    }

    fn ask(&mut self, host: &mut Host, queue: u16, question: &str, entry: Entry) {
        let answer = host.run(queue, entry);
        self.note(question, answer);
    }
}

fn queues(host: &mut Host, answers: &mut Answers) {
    let address = host.machine.allocate(8192);
    let completion = |id, size, flags| completion_queue(address, id, size, flags);
    let submission = |id, completion| submission_queue(address + 4096, id, 16, completion);
    for (question, entry) in [
        ("completion queue 0", completion(0, 16, 1)),
        ("completion queue 300", completion(300, 16, 1)),
        ("completion queue of one entry", completion(1, 1, 1)),
        ("vector 1 of the line", completion(1, 16, 1 << 16 | 3)),
        ("a scattered queue", completion(1, 16, 0)),
        (
            "a queue that is not aligned",
            completion(1, 16, 1).data(address + 64, 0),
        ),
        (
            "a queue with an SGL",
            completion(1, 16, 1).dword(0, 1 << 14 | 5),
        ),
        ("completion queue 1", completion(1, 16, 3)),
        ("completion queue 1 again", completion(1, 16, 3)),
        ("a submission queue for queue 2", submission(1, 2)),
        ("a submission queue for queue 0", submission(1, 0)),
        ("submission queue 300", submission(300, 1)),
        ("submission queue 2", submission(2, 1)),
        ("submission queue 2 again", submission(2, 1)),
        ("deleting a queue in use", command(4).dword(10, 1)),
        ("deleting submission queue 1", command(0).dword(10, 1)),
        ("deleting submission queue 0", command(0)),
        ("deleting submission queue 2", command(0).dword(10, 2)),
        ("deleting completion queue 1", command(4).dword(10, 1)),
        ("the number of queues, late", set_feature(7, 0x1_0001)),
    ] {
        answers.ask(host, 0, question, entry);
    }
}

fn management(host: &mut Host, answers: &mut Answers) {
    for what in [0, 2, 3] {
        for namespace in [0, 1, 2, 300, 0xFFFF_FFFE, u32::MAX] {
            let data = host.identify(what, namespace);
            // Sizes and lists; names are everyone's own.
            let data = data.map(|data| {
                if what == 3 {
                    Vec::new()
                } else {
                    data[..24].to_vec()
                }
            });
            answers.note(
                &format!("identify {what} of namespace {namespace:#x}"),
                data,
            );
        }
    }
    let controller = host
        .identify(1, 0)
        .map(|data| (data[111], data[512], data[513]));
    answers.note("identify the controller", controller);
    for (question, entry) in [
        ("an unknown opcode", command(0x77)),
        ("identify of an unknown kind", command(6).dword(10, 0x44)),
        ("the write cache", get_feature(6)),
        ("what can be done with it", get_feature(6 | 3 << 8)),
        ("an unknown feature", get_feature(0x99)),
        ("saving a feature", set_feature(1 | 1 << 31, 1)),
        ("a feature of a namespace", set_feature(1, 1).namespace(1)),
        ("the temperature threshold", get_feature(4)),
        ("asynchronous events", get_feature(0xB)),
    ] {
        answers.ask(host, 0, question, entry);
    }
    for (log, length) in [(1, 64), (3, 512), (4, 4096), (5, 4096)] {
        let data = host.log(log, length).map(|data| data.len());
        answers.note(&format!("log page {log}"), data);
    }
    let address = host.machine.allocate(4096);
    let health = command(2)
        .data(address, 0)
        .namespace(u32::MAX)
        .dword(10, 2 | 127 << 16);
    for offset in [0, 4, 6, 516] {
        answers.ask(
            host,
            0,
            &format!("health at {offset}"),
            health.dword(12, offset),
        );
    }
    for _ in 0..5 {
        host.submit(0, command(0xC));
    }
    let refused = host.wait(0).result();
    answers.note("five event requests", refused);
}

fn transfers(host: &mut Host, answers: &mut Answers) {
    let page = host.machine.allocate(65_536);
    let list = host.machine.allocate(8192);
    host.machine.put_u64(list, page + 8);
    host.machine.put_u64(list + 0xFF8, list + 0x1008);
    let read = |first, second, blocks| {
        command(2)
            .namespace(1)
            .data(first, second)
            .blocks(0, blocks)
    };
    for (question, entry) in [
        (
            "a second page that is not aligned",
            read(page, page + 4, 16),
        ),
        ("a page of a list that is not aligned", read(page, list, 24)),
        (
            "a list that goes on at an offset",
            read(page, list + 0xFF8, 24),
        ),
        ("a list outside of memory", read(page, 0x7000_0000, 24)),
        ("an offset", read(page + 4, page + 4096, 1)),
        ("one page up to its end", read(page + 512, 1, 7)),
        ("more than may be transferred", read(page, list, 4096)),
        ("an unknown opcode", command(0x7F).namespace(1)),
        ("a fused command", read(page, 0, 1).dword(0, 2 | 1 << 8)),
    ] {
        answers.ask(host, 1, question, entry);
    }
    for opcode in [1, 2, 5, 8, 12] {
        for lba in [4095, 4096, u64::MAX - 1, u64::MAX] {
            let entry = command(opcode).namespace(1).data(page, 0).blocks(lba, 2);
            answers.ask(
                host,
                1,
                &format!("command {opcode} at block {lba:#x}"),
                entry,
            );
        }
    }
    for namespace in [0, 2, 300, u32::MAX] {
        let entry = read(page, 0, 1).namespace(namespace);
        answers.ask(
            host,
            1,
            &format!("a read of namespace {namespace:#x}"),
            entry,
        );
        let entry = command(0).namespace(namespace);
        answers.ask(
            host,
            1,
            &format!("a flush of namespace {namespace:#x}"),
            entry,
        );
    }
}

fn data(host: &mut Host, answers: &mut Answers) {
    let bytes: Vec<u8> = (0..131_072u32)
        .map(|at| (at % 251).to_le_bytes()[0])
        .collect();
    for length in [512, 4096, 4608, 8192, 12_288, 131_072] {
        let written = host.write_blocks(0, &bytes[..length]);
        answers.note(&format!("writing {length} bytes"), written);
        let same = host
            .read_blocks(0, length)
            .map(|read| read == bytes[..length]);
        answers.note("reading them", same);
    }
    answers.ask(
        host,
        1,
        "write zeroes",
        command(8).namespace(1).blocks(1, 2),
    );
    let range = host.machine.allocate(4096);
    host.machine.put_u64(range, 8 << 32);
    host.machine.put_u64(range + 8, 8);
    let deallocate = command(9).namespace(1).data(range, 0).dword(11, 4);
    answers.ask(host, 1, "deallocate", deallocate);
    let after = host
        .read_blocks(0, 4096)
        .map(|read| (read[..512] == bytes[..512], read[512..1536] == [0; 1024]));
    answers.note("what is left", after);
    let compare = host.transfer(5, 0, 512);
    answers.ask(host, 1, "compare with zeroes", compare);
    answers.ask(host, 1, "flush", flush());
}

fn events_and_states(host: &mut Host, answers: &mut Answers) {
    host.doorbell(9, false, 1);
    let event = host.wait(0).result();
    answers.note("a doorbell of no queue", event);
    host.log(1, 64).unwrap();
    host.doorbell(1, false, 4000);
    let event = host.wait(0).result();
    answers.note("a doorbell value", event);
    for (question, configuration) in [
        ("shut down", ENABLE | 1 << 14),
        ("disabled", 0),
        ("enabled with pages that are too large", ENABLE | 9 << 7),
        ("disabled after that", 0),
    ] {
        host.write32(CC, configuration);
        host.settle();
        let status = host.read32(CSTS);
        answers.note(question, status);
    }
}

fn ask_everything(mut host: Host) -> Vec<(String, String)> {
    let mut answers = Answers::default();
    host.enable();
    let status = host.read32(CSTS);
    answers.note("enabled", status);
    queues(&mut host, &mut answers);
    management(&mut host, &mut answers);
    host.create_io(1, 64, 0);
    transfers(&mut host, &mut answers);
    data(&mut host, &mut answers);
    events_and_states(&mut host, &mut answers);
    answers.0
}

#[test]
fn the_model_answers_as_qemu_does() {
    if let Err(error) = Qemu::installed() {
        return not_tested(error);
    }
    let path =
        std::env::temp_dir().join(format!("miniport-nvme-answers-{}.img", std::process::id()));
    std::fs::write(&path, vec![0; DISK]).unwrap();
    let qemu = Qemu::builder()
        .nvme(Drive::new("d0", &path, Format::Raw))
        .memory(16 << 20)
        .start()
        .unwrap();
    let device = qemu.device("nvme0").unwrap();
    let machine = Machine::with(Memory::Shared(qemu.memory()));
    let theirs = ask_everything(Host::on(Slot::new(device, machine)));
    qemu.finish().unwrap();
    std::fs::remove_file(&path).unwrap();
    let ours = ask_everything(Host::new(builder()));
    let different: Vec<_> = ours
        .iter()
        .zip(&theirs)
        .filter(|(ours, theirs)| ours != theirs)
        .collect();
    assert!(different.is_empty(), "the model's, QEMU's: {different:#?}");
    assert_eq!(ours.len(), theirs.len());
}
