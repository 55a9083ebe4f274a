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
    /// An address out of a table of jumps.
    Table,
}

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
        let Some(step) = decode(program.target, rest, start + offset) else {
            offset += unit;
            continue;
        };
        let length = step.length.max(1);
        steps.insert(start + offset, step);
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
            let next = at + step.length;
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

    fn value(&self, source: Source, before: &State) -> Value {
        let of = |register: u8| before[usize::from(register)];
        let load = |address| match self.program.import(address) {
            Some(_) => Value::Import(address),
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
            Place::Direct(address) => {
                thunk(self.program, address).unwrap_or(Callee::Function(address))
            }
            Place::Load(slot) if self.program.import(slot).is_some() => Callee::Import(slot),
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
            self.grow(&mut body, step, state);
            let place = match step.flow {
                Flow::Call(place) => place,
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
                Flow::Jump(place @ (Place::Load(_) | Place::Unknown)) => place,
                _ => continue,
            };
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

    fn grow(&self, body: &mut Body, step: &Step, state: &State) {
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
        at += step.length;
    }
    None
}
