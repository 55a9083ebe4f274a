//! Disassembles each trampoline and the callback that was written by hand, and compares them instruction by instruction.
//!
//! `cargo bench -p overhead --bench instructions`; `-- --print` prints both. It fails if a pair differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Formatter, Instruction, NasmFormatter, OpKind,
};
use miniport::role;
use object::{Object, ObjectSymbol};
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

/// The callback as text that does not depend on where it lies: jumps relative to the function's beginning, others by name, and the
/// driver's part behind them.
fn listing(image: &Image, function: usize) -> Vec<String> {
    let (address, code) = image.code(function);
    let mut formatter = NasmFormatter::new();
    let (mut lines, mut part) = (Vec::new(), None);
    let mut instruction = Instruction::default();
    let mut decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
    while decoder.can_decode() {
        decoder.decode_out(&mut instruction);
        if instruction.is_invalid() || matches!(instruction.flow_control(), FlowControl::Interrupt)
        {
            break;
        }
        let mut line = String::new();
        if instruction.op0_kind() == OpKind::NearBranch64 {
            let target = instruction.near_branch64();
            let _ = write!(line, "{:?} ", instruction.mnemonic());
            if (address..address + code.len() as u64).contains(&target) {
                let _ = write!(line, "+{:#x}", target - address);
            } else {
                let name = image.name(target).unwrap_or("?");
                if PARTS.contains(&name) {
                    part = Some(target);
                }
                line.push_str(name);
            }
        } else if instruction.is_ip_rel_memory_operand() {
            // A cell of the global offset table, or a constant: by what is in it.
            // SAFETY: the instruction reads this place, so it is mapped.
            let target =
                unsafe { (instruction.ip_rel_memory_address() as *const u64).read_unaligned() };
            let _ = write!(
                line,
                "{:?} [{}]",
                instruction.mnemonic(),
                image.name(target).unwrap_or("a constant")
            );
        } else {
            formatter.format(&instruction, &mut line);
        }
        lines.push(line);
    }
    while lines
        .last()
        .is_some_and(|line| line.starts_with("nop") || line.starts_with("int3"))
    {
        lines.pop();
    }
    if let Some(part) = part {
        let part = usize::try_from(part).expect("an address");
        lines.extend(listing(image, part));
    }
    lines
}

macro_rules! pairs {
    ($($name:literal: $attribute:ident as $role:ident$(<$argument:ty>)?, $by_hand:ident;)+) => {
        [$((
            $name,
            role::$role::routine::<attributes::line::$attribute, attributes::line::Adapter $(, $argument)?> as *const () as usize,
            by_hand::line::$by_hand as *const () as usize,
        ),)+]
    };
}

fn main() {
    let print = std::env::args().any(|argument| argument == "--print");
    let image = Image::load();
    let pairs = pairs! {
        "HW_INTERRUPT": interrupt as hw_interrupt, interrupt;
        "HW_DPC_ROUTINE": dpc as hw_dpc<u32>, dpc;
        "HW_WORKITEM": work_item as hw_workitem<u8>, work_item;
        "HW_TIMER": timer as hw_timer, timer;
        "HW_TIMER_EX": timer_ex as hw_timer_ex, timer_ex;
        "HW_BUILDIO": build_io as hw_buildio, build_io;
        "HW_STARTIO": start_io as hw_startio, start_io;
        "HW_RESET_BUS": reset_bus as hw_reset_bus, reset_bus;
    };
    println!("{:<16} {:>10} {:>8}", "role", "attribute", "by hand");
    let mut different = Vec::new();
    for (name, trampoline, by_hand) in pairs {
        let (ours, theirs) = (listing(&image, trampoline), listing(&image, by_hand));
        let verdict = if ours == theirs { "the same" } else { "differ" };
        println!(
            "{name:<16} {:>10} {:>8}  {verdict}",
            ours.len(),
            theirs.len()
        );
        if print && ours != theirs {
            let width = ours.iter().map(String::len).max().unwrap_or(0).min(60);
            for index in 0..ours.len().max(theirs.len()) {
                let [left, right] =
                    [&ours, &theirs].map(|lines| lines.get(index).map_or("", String::as_str));
                println!("    {left:<width$} | {right}");
            }
        }
        if ours != theirs {
            different.push(name);
        }
    }
    assert!(
        different.is_empty(),
        "not the instructions of the hand-written callback: {}",
        different.join(", ")
    );
}
