//! The commands that run in a queue, by their identifiers.

use core::ops::DerefMut;

use crate::command::CommandId;

/// A place for a command. `T` is what is kept with it.
#[derive(Debug)]
pub struct Slot<T> {
    content: Option<T>,
    generation: u8,
    next_free: u8,
}

/// No more free slots.
const NONE: u8 = u8::MAX;

/// How many commands can run in a queue.
pub const SLOTS: usize = NONE as usize;

/// The slots of a queue. They lie in memory `M`, for which a device extension, built on the kernel stack, has no room.
pub struct Slots<M> {
    memory: M,
    free: u8,
    used: u16,
}

impl<T> Slot<T> {
    /// Slot `index` of a list of free ones.
    pub fn free(index: usize) -> Self {
        Self {
            content: None,
            generation: 0,
            next_free: u8::try_from(index + 1).unwrap_or(NONE),
        }
    }
}

impl<T, M: DerefMut<Target = [Slot<T>]>> Slots<M> {
    /// Takes over slots that are all free, at most [`SLOTS`].
    pub fn new(slots: M) -> Self {
        Self {
            memory: slots,
            free: 0,
            used: 0,
        }
    }

    /// How many commands run.
    pub fn used(&self) -> u16 {
        self.used
    }

    /// Keeps `content` for a command, whose identifier is the answer.
    ///
    /// # Errors
    /// Gives it back if as many commands run as can.
    pub fn insert(&mut self, content: T) -> Result<CommandId, T> {
        let index = self.free;
        let Some(slot) = self.memory.get_mut(usize::from(index)) else {
            return Err(content);
        };
        self.free = slot.next_free;
        self.used += 1;
        slot.content = Some(content);
        Ok(CommandId::new(index, slot.generation))
    }

    /// What is kept for command `id`.
    pub fn get_mut(&mut self, id: CommandId) -> Option<&mut T> {
        self.slot(id)?.content.as_mut()
    }

    /// Takes what is kept for command `id`, which has ended. `None` if no such command runs.
    pub fn remove(&mut self, id: CommandId) -> Option<T> {
        let slot = self.slot(id)?;
        let content = slot.content.take()?;
        self.release(id.slot());
        Some(content)
    }

    /// Takes what is kept for some command; `None` if none runs. For the time when the controller has forgotten them.
    pub fn pop(&mut self) -> Option<T> {
        if self.used == 0 {
            return None;
        }
        let index = self.memory.iter().position(|slot| slot.content.is_some())?;
        let content = self.memory.get_mut(index)?.content.take();
        self.release(index);
        content
    }

    /// The commands that run.
    pub fn iter_mut<'s>(&'s mut self) -> impl Iterator<Item = (CommandId, &'s mut T)>
    where
        T: 's,
    {
        let slots = if self.used == 0 {
            &mut []
        } else {
            &mut *self.memory
        };
        (0..=NONE).zip(slots).filter_map(|(index, slot)| {
            let id = CommandId::new(index, slot.generation);
            Some((id, slot.content.as_mut()?))
        })
    }

    fn slot(&mut self, id: CommandId) -> Option<&mut Slot<T>> {
        let index = u8::try_from(id.slot()).ok()?;
        let slot = self.memory.get_mut(id.slot())?;
        (CommandId::new(index, slot.generation) == id).then_some(slot)
    }

    fn release(&mut self, index: usize) {
        if let Some(slot) = self.memory.get_mut(index) {
            slot.generation = slot.generation.wrapping_add(1);
            slot.next_free = self.free;
            self.free = u8::try_from(index).unwrap_or(NONE);
            self.used -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::boxed::Box;
    use std::vec::Vec;

    use super::*;

    fn slots(count: usize) -> Slots<Box<[Slot<u32>]>> {
        Slots::new((0..count).map(Slot::free).collect())
    }

    #[test]
    fn as_many_commands_run_as_there_are_slots() {
        for count in [1, 3, SLOTS] {
            let mut slots = slots(count);
            let ids: Vec<CommandId> = (0..).map_while(|n| slots.insert(n).ok()).collect();
            assert_eq!((ids.len(), usize::from(slots.used())), (count, count));
            assert_eq!(slots.insert(7), Err(7));
            for (number, id) in (0..).zip(&ids) {
                assert_eq!(slots.get_mut(*id), Some(&mut number.clone()));
                assert_eq!(slots.remove(*id), Some(number));
            }
            assert_eq!(slots.used(), 0);
        }
    }

    #[test]
    fn an_old_identifier_names_nothing() {
        let mut slots = slots(1);
        let first = slots.insert(1).unwrap();
        assert_eq!(slots.remove(first), Some(1));
        assert_eq!(slots.remove(first), None);
        let second = slots.insert(2).unwrap();
        assert_ne!(first, second);
        assert_eq!(slots.get_mut(first), None);
        assert_eq!(slots.remove(first), None);
        assert_eq!(slots.remove(CommandId(0x00ff)), None);
        assert_eq!(slots.remove(second), Some(2));
    }

    #[test]
    fn all_can_be_taken() {
        let mut slots = slots(4);
        let ids: Vec<_> = (0..4).map(|n| slots.insert(n).unwrap()).collect();
        slots.remove(ids[1]);
        assert_eq!(
            slots.iter_mut().map(|(id, _)| id).collect::<Vec<_>>(),
            [ids[0], ids[2], ids[3]]
        );
        let mut taken: Vec<_> = core::iter::from_fn(|| slots.pop()).collect();
        taken.sort_unstable();
        assert_eq!(taken, [0, 2, 3]);
        assert!((0..4).all(|n| slots.insert(n).is_ok()));
    }
}
