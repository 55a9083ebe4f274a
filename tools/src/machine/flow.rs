//! What one function calls, with which constants, and how much stack it takes: values are followed through its instructions until
//! nothing changes. What two ways disagree about is unknown.

use std::collections::{BTreeMap, BTreeSet};

use super::{Flow, Growth, Place, Program, REGISTERS, Source, Step, arguments, decode, volatile};

/// What is known of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Unknown,
    Number(u64),
    Address(u32),
    /// What the slot of an import holds.
    Import(u32),
    /// The routine of Control Flow Guard that checks a target.
    Check,
    /// An address out of a table of jumps.
    Table,
}

/// Holds the target of a guarded call on x64.
const RAX: u8 = 0;

type State = [Value; REGISTERS];

/// Whom a call or a jump reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Callee {
    /// The function that begins there.
    Function(u32),
    /// The import of that slot.
    Import(u32),
    /// A pointer says it.
    Unknown,
}

/// A call, or a jump to another function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call {
    /// Where it is.
    pub at: u32,
    /// Whom it reaches.
    pub callee: Callee,
    /// The first arguments, where they are constants.
    pub arguments: [Option<u32>; 3],
}

/// A function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Body {
    /// Its end.
    pub end: u32,
    /// Its calls, in order.
    pub calls: Vec<Call>,
    /// The functions whose address it takes: to call them, or to hand them out.
    pub taken: BTreeSet<u32>,
    /// The bytes of stack that it takes.
    pub frame: u32,
    /// It takes no more than that.
    pub is_exact: bool,
}

/// Looks at the function from `start` to its end.
pub(crate) fn analyse(program: &Program, start: u32) -> Body {
    let end = program.end(start);
    let steps = steps(program, start, end);
    let mut walk = Walk {
        program,
        steps: &steps,
        states: BTreeMap::new(),
        work: BTreeSet::new(),
        switch: None,
    };
    walk.reach(start, &[Value::Unknown; REGISTERS]);
    loop {
        walk.run();
        // Code that no known way reaches: the cases of a table of jumps, a handler of exceptions.
        let state = walk.switch.unwrap_or([Value::Unknown; REGISTERS]);
        let orphan = steps
            .iter()
            .find(|(at, step)| !walk.states.contains_key(at) && !is_padding(step))
            .map(|(at, _)| *at);
        let Some(orphan) = orphan else { break };
        walk.reach(orphan, &state);
    }
    walk.body(end)
}

fn steps(program: &Program, start: u32, end: u32) -> BTreeMap<u32, Step> {
    let mut steps = BTreeMap::new();
    let length = usize::try_from(end.saturating_sub(start)).unwrap_or_default();
    let code = program.bytes(start).unwrap_or_default();
    let code = &code[..length.min(code.len())];
    let unit = match program.target {
        crate::Target::X64 => 1,
        crate::Target::Arm64 => 4,
    };
    let mut offset = 0_u32;
    while let Some(rest) = code.get(offset as usize..).filter(|rest| !rest.is_empty()) {
        let Some(step) = decode(program.target, rest, start.wrapping_add(offset)) else {
            offset += unit;
            continue;
        };
        let length = step.length.max(1);
        steps.insert(start.wrapping_add(offset), step);
        offset += length;
    }
    steps
}

/// What stands between functions and after calls that do not return.
fn is_padding(step: &Step) -> bool {
    step.flow == Flow::End || (step.flow == Flow::Next && step.effects.is_empty())
}

struct Walk<'w> {
    program: &'w Program,
    steps: &'w BTreeMap<u32, Step>,
    states: BTreeMap<u32, State>,
    work: BTreeSet<u32>,
    switch: Option<State>,
}

impl Walk<'_> {
    /// A way to `at` with these values.
    fn reach(&mut self, at: u32, state: &State) {
        if !self.steps.contains_key(&at) {
            return;
        }
        let Some(known) = self.states.get_mut(&at) else {
            self.states.insert(at, *state);
            self.work.insert(at);
            return;
        };
        let mut changed = false;
        for (known, new) in known.iter_mut().zip(state) {
            if known != new && *known != Value::Unknown {
                *known = Value::Unknown;
                changed = true;
            }
        }
        if changed {
            self.work.insert(at);
        }
    }

    fn run(&mut self) {
        while let Some(at) = self.work.pop_first() {
            let step = &self.steps[&at];
            let before = self.states[&at];
            let after = self.after(step, &before);
            let next = at.wrapping_add(step.length);
            match step.flow {
                Flow::Next | Flow::Call(_) => self.reach(next, &after),
                Flow::Branch(target) => {
                    self.reach(next, &after);
                    self.reach(target, &after);
                }
                Flow::Jump(Place::Direct(target)) => self.reach(target, &after),
                Flow::Jump(Place::Register(register))
                    if before[usize::from(register)] == Value::Table =>
                {
                    let joined = self.switch.map_or(after, |known| join(&known, &after));
                    self.switch = Some(joined);
                }
                Flow::Jump(_) | Flow::End => {}
            }
        }
    }

    fn after(&self, step: &Step, before: &State) -> State {
        let mut after = *before;
        for (register, source) in &step.effects {
            after[usize::from(*register)] = self.value(*source, before);
        }
        if let Flow::Call(place) = step.flow
            && !self.checks_stack(self.callee(place, before))
            && !self.checks_target(place, before)
        {
            for register in volatile(self.program.target) {
                after[usize::from(*register)] = Value::Unknown;
            }
        }
        after
    }

    /// The routine that touches the pages of a large frame keeps all registers.
    fn checks_stack(&self, callee: Callee) -> bool {
        matches!(callee, Callee::Import(slot)
            if self.program.import(slot).is_some_and(|import| import.routine == "__chkstk"))
    }

    /// The routine that checks the target of a guarded call keeps what the call needs.
    fn checks_target(&self, place: Place, state: &State) -> bool {
        match place {
            Place::Load(slot) => self.program.is_check(slot),
            Place::Register(register) => state[usize::from(register)] == Value::Check,
            _ => false,
        }
    }

    fn value(&self, source: Source, before: &State) -> Value {
        let of = |register: u8| before[usize::from(register)];
        let load = |address| match self.program.import(address) {
            Some(_) => Value::Import(address),
            None if self.program.is_check(address) => Value::Check,
            None => Value::Unknown,
        };
        match source {
            Source::Number(number) => Value::Number(number),
            Source::Address(address) => Value::Address(address),
            Source::Load(address) => load(address),
            Source::LoadAt(register, distance) => match of(register) {
                Value::Address(base) => {
                    u32::try_from(i64::from(base) + distance).map_or(Value::Unknown, load)
                }
                _ => Value::Unknown,
            },
            Source::Add(register, 0) => of(register),
            Source::Add(register, distance) => match of(register) {
                Value::Number(number) => Value::Number(number.wrapping_add_signed(distance)),
                Value::Address(address) => u32::try_from(i64::from(address) + distance)
                    .map_or(Value::Unknown, Value::Address),
                _ => Value::Unknown,
            },
            Source::Sum(first, second) => match (of(first), of(second)) {
                (Value::Number(first), Value::Number(second)) => {
                    Value::Number(first.wrapping_add(second))
                }
                (Value::Address(_), _) | (_, Value::Address(_)) => Value::Table,
                _ => Value::Unknown,
            },
            Source::Unknown => Value::Unknown,
        }
    }

    fn callee(&self, place: Place, state: &State) -> Callee {
        match place {
            // In an object file what is elsewhere is called directly.
            Place::Direct(address) if self.program.import(address).is_some() => {
                Callee::Import(address)
            }
            Place::Direct(address) => {
                thunk(self.program, address).unwrap_or(Callee::Function(address))
            }
            Place::Load(slot) if self.program.import(slot).is_some() => Callee::Import(slot),
            Place::Load(slot) if self.program.is_dispatch(slot) => {
                self.callee(Place::Register(RAX), state)
            }
            Place::Register(register) => match state[usize::from(register)] {
                Value::Import(slot) => Callee::Import(slot),
                Value::Address(address) if self.program.is_code(address) => {
                    Callee::Function(address)
                }
                _ => Callee::Unknown,
            },
            Place::Load(_) | Place::Unknown => Callee::Unknown,
        }
    }

    fn body(&self, end: u32) -> Body {
        let mut body = Body {
            end,
            is_exact: true,
            ..Body::default()
        };
        for (at, state) in &self.states {
            let step = &self.steps[at];
            Self::grow(&mut body, step, state);
            body.taken.extend(self.taken(step, state));
            let place = match step.flow {
                Flow::Call(place) | Flow::Jump(place @ (Place::Load(_) | Place::Unknown)) => place,
                Flow::Jump(Place::Direct(target)) | Flow::Branch(target)
                    if !self.steps.contains_key(&target) =>
                {
                    Place::Direct(target)
                }
                Flow::Jump(Place::Register(register))
                    if state[usize::from(register)] != Value::Table =>
                {
                    Place::Register(register)
                }
                _ => continue,
            };
            if self.checks_target(place, state) {
                continue;
            }
            let arguments =
                arguments(self.program.target).map(|register| match state[usize::from(register)] {
                    // Registers are wider than the first arguments, which are 32 bits.
                    Value::Number(number) => u32::try_from(number & 0xffff_ffff).ok(),
                    _ => None,
                });
            body.calls.push(Call {
                at: *at,
                callee: self.callee(place, state),
                arguments,
            });
        }
        body
    }

    /// The beginnings of functions among the addresses that a step makes.
    fn taken(&self, step: &Step, state: &State) -> impl Iterator<Item = u32> {
        let values = step
            .effects
            .iter()
            .map(|(_, source)| (*source, self.value(*source, state)));
        values.filter_map(|(source, value)| match (source, value) {
            // `adrp` makes the page of an address first.
            (Source::Address(address), _)
                if self.program.target == crate::Target::Arm64 && address % 0x1000 == 0 =>
            {
                None
            }
            (Source::Address(_) | Source::Add(..), Value::Address(address)) => {
                self.program.is_start(address).then_some(address)
            }
            _ => None,
        })
    }

    fn grow(body: &mut Body, step: &Step, state: &State) {
        match step.growth {
            Growth::None => {}
            Growth::By(bytes) => body.frame = body.frame.saturating_add(bytes),
            Growth::Register(register, shift) => match state[usize::from(register)] {
                Value::Number(number) => {
                    let bytes = u32::try_from(number << shift).unwrap_or(u32::MAX);
                    body.frame = body.frame.saturating_add(bytes);
                }
                _ => body.is_exact = false,
            },
            Growth::Unknown => body.is_exact = false,
        }
    }
}

fn join(first: &State, second: &State) -> State {
    let mut joined = *first;
    for (joined, other) in joined.iter_mut().zip(second) {
        if joined != other {
            *joined = Value::Unknown;
        }
    }
    joined
}

/// The import that a function of one jump passes on to.
fn thunk(program: &Program, address: u32) -> Option<Callee> {
    let mut at = address;
    let mut state = [Value::Unknown; REGISTERS];
    let none = BTreeMap::new();
    let walk = Walk {
        program,
        steps: &none,
        states: BTreeMap::new(),
        work: BTreeSet::new(),
        switch: None,
    };
    // On ARM64: the page, the slot, the jump.
    for _ in 0..3 {
        let step = decode(program.target, program.bytes(at)?, at)?;
        match step.flow {
            Flow::Next if step.growth == Growth::None => state = walk.after(&step, &state),
            Flow::Jump(place @ (Place::Load(_) | Place::Register(_))) => {
                return match walk.callee(place, &state) {
                    callee @ Callee::Import(_) => Some(callee),
                    _ => None,
                };
            }
            _ => return None,
        }
        at = at.wrapping_add(step.length);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;

    const START: u32 = 0x1000;
    /// Slots of imports: one routine each.
    const NOTIFY: u32 = 0x2000;
    const CHECK: u32 = 0x2008;

    fn analysed(target: Target, code: &[&[u8]]) -> Body {
        let slots = [(NOTIFY, "StorPortNotification"), (CHECK, "__chkstk")];
        let program = Program::made(target, START, &code.concat(), &slots);
        analyse(&program, START)
    }

    /// An instruction of x64 whose last four bytes are the distance from its end, which is at `end`, to `to`.
    fn far(opcode: &[u8], end: u32, to: u32) -> Vec<u8> {
        let distance = to.wrapping_sub(START + end);
        [opcode, &distance.to_le_bytes()].concat()
    }

    #[test]
    fn constants_of_a_call_are_seen_on_x64() {
        let body = analysed(
            Target::X64,
            &[
                &[0xb9, 0x03, 0x10, 0, 0],       // mov ecx, 0x1003
                &[0x41, 0xb8, 0x03, 0, 0, 0],    // mov r8d, 3
                &far(&[0xff, 0x15], 17, NOTIFY), // call [NOTIFY]
                &far(&[0xff, 0x25], 23, NOTIFY), // jmp [NOTIFY]
            ],
        );
        let [call, tail] = body.calls.as_slice() else {
            panic!("{body:?}")
        };
        assert_eq!(call.callee, Callee::Import(NOTIFY));
        assert_eq!(call.arguments, [Some(0x1003), None, Some(3)]);
        // A call leaves nothing of its arguments.
        assert_eq!(
            (tail.callee, tail.arguments),
            (Callee::Import(NOTIFY), [None; 3])
        );
    }

    #[test]
    fn what_two_ways_disagree_about_is_unknown() {
        let body = analysed(
            Target::X64,
            &[
                &far(&[0x48, 0x8b, 0x35], 7, NOTIFY), // mov rsi, [NOTIFY]
                &[0xb9, 0x01, 0, 0, 0],               // mov ecx, 1
                &[0x85, 0xc0],                        // test eax, eax
                &[0x74, 0x05],                        // je over
                &[0xb9, 0x02, 0, 0, 0],               // mov ecx, 2
                &[0xff, 0xd6],                        // over: call rsi
                &[0xff, 0xd0],                        // call rax
                &[0xc3],                              // ret
            ],
        );
        let callees: Vec<Callee> = body.calls.iter().map(|call| call.callee).collect();
        assert_eq!(callees, [Callee::Import(NOTIFY), Callee::Unknown]);
        assert_eq!(body.calls[0].arguments[0], None);
    }

    #[test]
    fn a_table_of_jumps_is_no_call_and_its_cases_are_seen() {
        let body = analysed(
            Target::X64,
            &[
                &far(&[0x48, 0x8d, 0x05], 7, 0x2800), // lea rax, [table]
                &[0x48, 0x63, 0x0c, 0x88],            // movsxd rcx, [rax+rcx*4]
                &[0x48, 0x01, 0xc1],                  // add rcx, rax
                &[0xff, 0xe1],                        // jmp rcx
                &far(&[0xff, 0x15], 22, NOTIFY),      // a case: call [NOTIFY]
                &[0xc3],                              // ret
            ],
        );
        let callees: Vec<Callee> = body.calls.iter().map(|call| call.callee).collect();
        assert_eq!(callees, [Callee::Import(NOTIFY)]);
    }

    /// The pointers of Control Flow Guard: what checks, and what goes there.
    const GUARD: [u32; 2] = [0x2010, 0x2018];

    fn guarded(target: Target, code: &[&[u8]]) -> Vec<Callee> {
        let slots = [(NOTIFY, "StorPortNotification")];
        let mut program = Program::made(target, START, &code.concat(), &slots);
        program.guarded(Some(GUARD[0]), Some(GUARD[1]));
        let body = analyse(&program, START);
        body.calls.iter().map(|call| call.callee).collect()
    }

    #[test]
    fn a_guarded_call_reaches_its_target_on_x64() {
        let callees = guarded(
            Target::X64,
            &[
                &far(&[0x48, 0x8b, 0x05], 7, NOTIFY), // mov rax, [NOTIFY]
                &far(&[0xff, 0x15], 13, GUARD[1]),    // call [dispatch]
                &far(&[0xff, 0x25], 19, GUARD[1]),    // jmp [dispatch]
            ],
        );
        assert_eq!(callees, [Callee::Import(NOTIFY), Callee::Unknown]);
    }

    #[test]
    fn a_guarded_call_reaches_its_target_on_arm64() {
        let callees = guarded(
            Target::Arm64,
            &[
                &[0x08, 0x00, 0x00, 0xb0], // adrp x8, the page of the slots
                &[0x0f, 0x01, 0x40, 0xf9], // ldr x15, [x8]
                &[0x09, 0x09, 0x40, 0xf9], // ldr x9, [x8, #16]
                &[0x20, 0x01, 0x3f, 0xd6], // blr x9
                &[0xe0, 0x01, 0x3f, 0xd6], // blr x15
                &[0xe0, 0x01, 0x1f, 0xd6], // br x15
            ],
        );
        assert_eq!(callees, [Callee::Import(NOTIFY), Callee::Unknown]);
    }

    #[test]
    fn frames_are_summed_on_x64() {
        let body = analysed(
            Target::X64,
            &[
                &[0x53],                        // push rbx
                &[0xb8, 0x88, 0x13, 0, 0],      // mov eax, 5000
                &far(&[0xe8], 11, START + 18),  // call thunk
                &[0x48, 0x29, 0xc4],            // sub rsp, rax
                &[0x48, 0x83, 0xec, 0x20],      // sub rsp, 32: jumped over by nobody
                &far(&[0xff, 0x25], 24, CHECK), // thunk: jmp [CHECK]
            ],
        );
        assert_eq!((body.frame, body.is_exact), (8 + 5000 + 32, true));
        let computed = analysed(Target::X64, &[&[0x48, 0x29, 0xc4], &[0xc3]]); // sub rsp, rax
        assert!(!computed.is_exact);
    }

    #[test]
    fn the_same_is_seen_on_arm64() {
        let body = analysed(
            Target::Arm64,
            &[
                &[0xfd, 0x7b, 0xbe, 0xa9], // stp x29, x30, [sp, #-32]!
                &[0xff, 0x03, 0x01, 0xd1], // sub sp, sp, #64
                &[0x08, 0x00, 0x00, 0xb0], // adrp x8, NOTIFY's page
                &[0x13, 0x01, 0x40, 0xf9], // ldr x19, [x8]
                &[0x60, 0x00, 0x82, 0x52], // mov w0, #0x1003
                &[0x62, 0x00, 0x80, 0x52], // mov w2, #3
                &[0x60, 0x02, 0x3f, 0xd6], // blr x19
                &[0xe0, 0x03, 0x1f, 0x2a], // mov w0, wzr
                &[0x60, 0x02, 0x3f, 0xd6], // blr x19
                &[0x00, 0x01, 0x3f, 0xd6], // blr x8
                &[0x8f, 0x25, 0x80, 0xd2], // mov x15, #300
                &[0xff, 0x73, 0x2f, 0xcb], // sub sp, sp, x15, lsl #4
                &[0xc0, 0x03, 0x5f, 0xd6], // ret
            ],
        );
        let calls: Vec<_> = body
            .calls
            .iter()
            .map(|call| (call.callee, call.arguments))
            .collect();
        assert_eq!(
            calls,
            [
                (Callee::Import(NOTIFY), [Some(0x1003), None, Some(3)]),
                (Callee::Import(NOTIFY), [Some(0), None, None]),
                (Callee::Unknown, [None; 3]),
            ]
        );
        assert_eq!((body.frame, body.is_exact), (32 + 64 + 4800, true));
    }

    #[test]
    fn whatever_the_bytes_are_there_is_an_answer() {
        let mut random = fastrand::Rng::with_seed(0x5107);
        for round in 0..4_000 {
            let code: Vec<u8> = (0..64).map(|_| random.u8(..)).collect();
            for target in [Target::X64, Target::Arm64] {
                let start = if round % 2 == 0 { START } else { u32::MAX - 63 };
                let program = Program::made(target, start, &code, &[(NOTIFY, "KeSetEvent")]);
                assert!(analyse(&program, start).end >= start);
                super::super::text(target, &code, start);
            }
        }
    }
}
