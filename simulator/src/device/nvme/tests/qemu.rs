//! The same questions to the model and to QEMU's controller, which other people wrote: the answers are the same.

use super::entry::{Entry, command, flush, get_feature, set_feature};
use super::host::{CC, CSTS, ENABLE, Host, builder};
use super::io::{pattern, ranges, sizes};
use super::prps::refusals;
use super::queues::{creation, deletion};
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

fn data(host: &mut Host, answers: &mut Answers) {
    let bytes = pattern(4096);
    host.write_blocks(0, &bytes).unwrap();
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
    creation(&mut host);
    deletion(&mut host);
    management(&mut host, &mut answers);
    host.create_io(1, 64, 0);
    refusals(&mut host);
    ranges(&mut host);
    sizes(&mut host);
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
