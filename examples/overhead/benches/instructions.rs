//! Disassembles each trampoline and the callback that was written by hand, and compares them instruction by instruction.
//!
//! `cargo bench -p overhead --bench instructions`; `-- --print` prints both. It fails if an attribute adds an instruction, but for [`OF_ITS_CALL`].

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Formatter, Instruction, Mnemonic, NasmFormatter, OpKind,
    Register,
};
use miniport::role as storport;
use miniport::wdm::prelude::{DeviceControl, Read};
use miniport::wdm::role as wdm;
use object::{Object, ObjectSection, ObjectSymbol};
use overhead::{attributes, by_hand};

// Storport, for the linker.
use miniport_sim as _;

/// The functions of the running program: address and size by start address.
struct Image {
    functions: BTreeMap<u64, (u64, String)>,
    slide: u64,
}

impl Image {
    fn load() -> Self {
        let path = std::env::current_exe().expect("the program's own path");
        let bytes = std::fs::read(path).expect("the program itself");
        let file = object::File::parse(&*bytes).expect("an object file");
        let mut functions = BTreeMap::new();
        for symbol in file.symbols().filter(|symbol| symbol.size() > 0) {
            let name = short(symbol.name().unwrap_or_default());
            functions.insert(symbol.address(), (symbol.size(), name));
        }
        let anchor = functions
            .iter()
            .find(|(_, (_, name))| name == "miniport_overhead_anchor")
            .map(|(address, _)| *address)
            .expect("the anchor's symbol");
        let slide = (miniport_overhead_anchor as *const () as u64).wrapping_sub(anchor);
        Self { functions, slide }
    }

    /// The function's code in memory.
    fn code(&self, function: usize) -> (u64, &'static [u8]) {
        let address = function as u64;
        let (size, _) = self
            .functions
            .get(&address.wrapping_sub(self.slide))
            .expect("a symbol for the function");
        // SAFETY: the symbol table says that the function has this many bytes, which are mapped and never written.
        let code = unsafe {
            std::slice::from_raw_parts(
                function as *const u8,
                usize::try_from(*size).expect("a size"),
            )
        };
        (address, code)
    }

    fn name(&self, address: u64) -> Option<&str> {
        let (_, name) = self.functions.get(&address.wrapping_sub(self.slide))?;
        Some(name)
    }
}

/// A symbol whose address tells where the program was loaded.
#[unsafe(no_mangle)]
extern "C" fn miniport_overhead_anchor() {}

/// The last segment of a function's path, without what it is generic over.
fn short(name: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    let path = name.split('<').next().unwrap_or_default();
    let path = path.trim_end_matches("::");
    path.rsplit("::").next().unwrap_or_default().to_owned()
}

/// The driver's part of a callback that looks at its adapter's life first: it belongs to the callback, which jumps to it.
const PARTS: [&str; 3] = ["run", "build", "start"];

/// An instruction as text that does not depend on where anything lies.
struct Line {
    text: String,
    /// Where in the callback's own data it reads, writes or points to; each author lays that out as he likes.
    place: Option<(Register, u64)>,
}

/// The callback as text that does not depend on where it lies: jumps by how many instructions, others by name, and the driver's part
/// behind them.
fn listing(image: &Image, function: usize) -> Vec<Line> {
    let (address, code) = image.code(function);
    let instructions = reached(address, code);
    let starts: Vec<u64> = instructions.iter().map(Instruction::ip).collect();
    let mut formatter = NasmFormatter::new();
    let (mut lines, mut part) = (Vec::new(), None);
    for mut instruction in instructions {
        let mut text = String::new();
        let mut place = None;
        if instruction.op0_kind() == OpKind::NearBranch64 {
            let target = instruction.near_branch64();
            let _ = write!(text, "{:?} ", instruction.mnemonic());
            if let Ok(index) = starts.binary_search(&target) {
                let _ = write!(text, "#{index}");
            } else {
                let name = image.name(target).unwrap_or("?");
                if PARTS.contains(&name) {
                    part = Some(target);
                }
                text.push_str(name);
            }
        } else if instruction.is_ip_rel_memory_operand() {
            let target = instruction.ip_rel_memory_address();
            let name = image.name(target).unwrap_or_else(|| {
                // A cell of the global offset table, or a constant: by what is in it.
                // SAFETY: the instruction names this place, so it is mapped.
                let target = unsafe { (target as *const u64).read_unaligned() };
                image.name(target).unwrap_or("a constant")
            });
            // Where a function lies, or a cell with its address: the linker decides.
            let mnemonic = match instruction.mnemonic() {
                Mnemonic::Lea => Mnemonic::Mov,
                other => other,
            };
            // A call through such a cell is the same call.
            let is_jump = matches!(mnemonic, Mnemonic::Call | Mnemonic::Jmp);
            let _ = if is_jump {
                write!(text, "{mnemonic:?} {name}")
            } else {
                write!(text, "{mnemonic:?} [{name}]")
            };
        } else {
            place = take_place(&mut instruction);
            formatter.format(&instruction, &mut text);
        }
        lines.push(Line { text, place });
    }
    if let Some(part) = part {
        let part = usize::try_from(part).expect("an address");
        lines.extend(listing(image, part));
    }
    lines
}

/// The instructions that a call can come to. What it cannot come to is padding, and landing pads: benches are built with unwinding, and
/// drivers are not.
fn reached(address: u64, code: &'static [u8]) -> Vec<Instruction> {
    let all: BTreeMap<u64, Instruction> = Decoder::with_ip(64, code, address, DecoderOptions::NONE)
        .into_iter()
        .map(|instruction| (instruction.ip(), instruction))
        .collect();
    let mut found = BTreeMap::new();
    let mut next = vec![address];
    while let Some(at) = next.pop() {
        let Some(instruction) = all.get(&at).filter(|found| !found.is_invalid()) else {
            continue;
        };
        if found.insert(at, *instruction).is_some() {
            continue;
        }
        let flow = instruction.flow_control();
        if matches!(
            flow,
            FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch
        ) {
            next.push(instruction.near_branch64());
        }
        if matches!(
            flow,
            FlowControl::Next
                | FlowControl::ConditionalBranch
                | FlowControl::Call
                | FlowControl::IndirectCall
        ) {
            next.push(instruction.next_ip());
        }
    }
    found.into_values().collect()
}

/// Takes the offset from a pointer out of the instruction, if it has one that is not the stack's.
fn take_place(instruction: &mut Instruction) -> Option<(Register, u64)> {
    if matches!(instruction.memory_base(), Register::None | Register::RSP) {
        // `add pointer, offset` is `lea pointer, [pointer + offset]`.
        let is_offset = instruction.mnemonic() == Mnemonic::Add
            && instruction.op0_kind() == OpKind::Register
            && instruction.op0_register().is_gpr64()
            && instruction.op0_register() != Register::RSP
            && matches!(
                instruction.op1_kind(),
                OpKind::Immediate8to64 | OpKind::Immediate32to64
            );
        if !is_offset {
            return None;
        }
        let place = instruction.immediate(1);
        instruction.set_immediate_u64(1, 0);
        return Some((instruction.op0_register(), place));
    }
    let place = instruction.memory_displacement64();
    instruction.set_memory_displacement64(0);
    instruction.set_memory_displ_size(0);
    Some((instruction.memory_base(), place))
}

/// The same instructions, and wherever one names a place, the other one names what is that place in its own layout.
fn same(ours: &[Line], theirs: &[Line]) -> bool {
    let mut places = BTreeMap::new();
    let mut back = BTreeMap::new();
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|(ours, theirs)| {
            ours.text == theirs.text
                && match (ours.place, theirs.place) {
                    (Some(left), Some(right)) => {
                        *places.entry(left).or_insert(right) == right
                            && *back.entry(right).or_insert(left) == left
                    }
                    (None, None) => true,
                    _ => false,
                }
        })
}

/// How many instructions the functions of `src/in_c` have, by the C compiler of this machine; nothing if it has none.
fn in_c() -> BTreeMap<String, usize> {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/in_c/device.c");
    let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join("device.o");
    let compiled = Command::new("cc")
        .args([
            "-O2",
            "-fno-builtin",
            "-fno-reorder-blocks-and-partition",
            "-fno-stack-protector",
            "-fcf-protection=none",
        ])
        .args(["-c", source, "-o"])
        .arg(&output)
        .status();
    if !compiled.is_ok_and(|status| status.success()) {
        return BTreeMap::new();
    }
    let bytes = std::fs::read(output).expect("the compiler's output");
    let file = object::File::parse(&*bytes).expect("an object file");
    let functions = file.symbols().filter(|symbol| symbol.size() > 0);
    functions
        .filter_map(|symbol| {
            let section = file.section_by_index(symbol.section_index()?).ok()?;
            let code = section.data_range(symbol.address(), symbol.size()).ok()??;
            let count = Decoder::with_ip(64, code, 0, DecoderOptions::NONE)
                .into_iter()
                .filter(|instruction| instruction.mnemonic() != Mnemonic::Nop)
                .count();
            Some((format!("device::{}", symbol.name().ok()?), count))
        })
        .collect()
}

macro_rules! pairs {
    ($family:ident of $module:ident::$extension:ident: $($name:literal: $attribute:ident as $role:ident$(<$argument:ty>)?, $by_hand:ident;)+) => {
        [$((
            $name,
            concat!(stringify!($module), "::", stringify!($by_hand)),
            $family::$role::routine::<attributes::$module::$attribute, attributes::$module::$extension $(, $argument)?> as *const () as usize,
            by_hand::$module::$by_hand as *const () as usize,
        ),)+]
    };
}

/// Instructions by which a request that `HW_STARTIO` keeps says which call has handed it over, so that no other call gives it back: the callback
/// by hand gives back nothing but its parameter, which nobody but its author knows.
const OF_ITS_CALL: usize = 2;

fn main() {
    let print = std::env::args().any(|argument| argument == "--print");
    let image = Image::load();
    let storport = pairs! {
        storport of line::Adapter:
        "HW_INTERRUPT": interrupt as hw_interrupt, interrupt;
        "HW_DPC_ROUTINE": dpc as hw_dpc<u32>, dpc;
        "HW_WORKITEM": work_item as hw_workitem<u8>, work_item;
        "HW_TIMER": timer as hw_timer, timer;
        "HW_TIMER_EX": timer_ex as hw_timer_ex, timer_ex;
        "HW_BUILDIO": build_io as hw_buildio, build_io;
        "HW_STARTIO": start_io as hw_startio, start_io;
        "HW_RESET_BUS": reset_bus as hw_reset_bus, reset_bus;
    };
    let wdm = pairs! {
        wdm of device::Device:
        "KSERVICE_ROUTINE": line as kservice, line;
        "KMESSAGE_SERVICE_ROUTINE": message as kmessage_service, message;
        "KSYNCHRONIZE_ROUTINE": set_number as ksynchronize<u32>, set_number;
        "KDEFERRED_ROUTINE": custom as kdeferred<u32>, custom;
        "KDEFERRED_ROUTINE, timer": blink as kdeferred<()>, blink;
        "DRIVER_LIST_CONTROL": begin as driver_list_control, begin;
        "IO_DPC_ROUTINE": finish as io_dpc<()>, finish;
        "DRIVER_DISPATCH": read as driver_dispatch<Read>, read;
        "DRIVER_DISPATCH_PAGED": control as driver_dispatch_paged<DeviceControl>, control;
        "DRIVER_STARTIO": start_io as driver_startio, start_io;
        "IO_WORKITEM_ROUTINE": work as io_workitem<u32>, work;
        "IO_TIMER_ROUTINE": tick as io_timer, tick;
    };
    let in_c = in_c();
    let counted = |name: &str| in_c.get(name).map_or("-".to_owned(), usize::to_string);
    println!(
        "{:<24} {:>10} {:>8} {:>4} {:>14}",
        "role", "attribute", "by hand", "C", "C, same checks"
    );
    let mut longer = Vec::new();
    let cancel = (
        "DRIVER_CANCEL",
        "device::cancel_queued",
        wdm::driver_cancel::routine::<attributes::device::cancel, attributes::device::Device>
            as *const () as usize,
        by_hand::device::cancel_queued as *const () as usize,
    );
    for (name, path, trampoline, by_hand) in storport.into_iter().chain(wdm).chain([cancel]) {
        let (ours, theirs) = (listing(&image, trampoline), listing(&image, by_hand));
        let is_same = same(&ours, &theirs);
        let verdict = match ours.len().checked_sub(theirs.len()) {
            _ if is_same => "the same".to_owned(),
            None => "fewer".to_owned(),
            Some(0) => "differ".to_owned(),
            Some(more) => format!("{more} more"),
        };
        println!(
            "{name:<24} {:>10} {:>8} {:>4} {:>14}  {verdict}",
            ours.len(),
            theirs.len(),
            counted(path),
            counted(&format!("{path}_same"))
        );
        if print && !is_same {
            let [ours, theirs] = [&ours, &theirs].map(|lines| {
                let line = |line: &Line| match line.place {
                    Some((_, place)) => format!("{} {{{place:#x}}}", line.text),
                    None => line.text.clone(),
                };
                lines.iter().map(line).collect::<Vec<_>>()
            });
            let width = ours.iter().map(String::len).max().unwrap_or(0).min(60);
            for index in 0..ours.len().max(theirs.len()) {
                let [left, right] =
                    [&ours, &theirs].map(|lines| lines.get(index).map_or("", String::as_str));
                println!("    {left:<width$} | {right}");
            }
        }
        let allowed = if name == "HW_STARTIO" { OF_ITS_CALL } else { 0 };
        if ours.len() > theirs.len() + allowed {
            longer.push(name);
        }
    }
    assert!(
        longer.is_empty(),
        "more instructions than in the callback by hand: {}",
        longer.join(", ")
    );
}
