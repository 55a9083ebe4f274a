//! Bitmaps of ntoskrnl.exe (`RTL_BITMAP`): they lie in the driver's memory, and the routines only calculate. Where no page says which of several runs of
//! bits is found, it is the first from the hint on, and then the first.

use std::slice;

/// A bitmap: how many bits it has, and the words that they are in.
#[repr(C)]
struct Bitmap {
    bits: u32,
    words: *mut u32,
}

type PBitmap = *mut Bitmap;

/// No such run of bits.
const NOWHERE: u32 = u32::MAX;

/// The address of such a function.
pub(crate) fn address_of(name: &str) -> Option<usize> {
    let address = match name {
        "RtlInitializeBitMap" => initialize as *const (),
        "RtlClearAllBits" => clear_all as *const (),
        "RtlSetAllBits" => set_all as *const (),
        "RtlClearBits" => clear as *const (),
        "RtlClearBit" => clear_one as *const (),
        "RtlSetBits" => set as *const (),
        "RtlSetBit" => set_one as *const (),
        "RtlTestBit" => is_set as *const (),
        "RtlAreBitsClear" => are_clear as *const (),
        "RtlAreBitsSet" => are_set as *const (),
        "RtlFindClearBits" => find_clear as *const (),
        "RtlFindClearBitsAndSet" => find_clear_and_set as *const (),
        "RtlFindSetBits" => find_set as *const (),
        "RtlFindSetBitsAndClear" => find_set_and_clear as *const (),
        "RtlNumberOfSetBits" => number_of_set as *const (),
        "RtlNumberOfClearBits" => number_of_clear as *const (),
        _ => return None,
    };
    Some(address as usize)
}

/// The bits of a bitmap of a driver's.
struct Bits<'a> {
    count: u32,
    words: &'a mut [u32],
}

impl Bits<'_> {
    /// # Safety
    /// A bitmap is there whose words have room for its bits, as the routines' pages ask for.
    unsafe fn of(bitmap: PBitmap) -> Self {
        // SAFETY: the caller's word.
        unsafe {
            let Bitmap { bits, words } = bitmap.read();
            let words = slice::from_raw_parts_mut(words, bits.div_ceil(32) as usize);
            Self { count: bits, words }
        }
    }

    fn get(&self, bit: u32) -> bool {
        self.words[bit as usize / 32] >> (bit % 32) & 1 != 0
    }

    fn put(&mut self, bit: u32, value: bool) {
        let word = &mut self.words[bit as usize / 32];
        *word = *word & !(1 << (bit % 32)) | u32::from(value) << (bit % 32);
    }

    /// The bits of a run, as far as they are there.
    fn run(&self, start: u32, length: u32) -> std::ops::Range<u32> {
        start.min(self.count)..start.saturating_add(length).min(self.count)
    }

    fn fill(&mut self, start: u32, length: u32, value: bool) {
        for bit in self.run(start, length) {
            self.put(bit, value);
        }
    }

    /// Whether a run is there, and has one value.
    fn is(&self, start: u32, length: u32, value: bool) -> bool {
        let run = self.run(start, length);
        length != 0
            && run.len() == length as usize
            && run.into_iter().all(|bit| self.get(bit) == value)
    }

    fn number(&self, value: bool) -> u32 {
        (0..self.count)
            .map(|bit| u32::from(self.get(bit) == value))
            .sum()
    }

    /// Where a run of a value begins.
    fn find(&self, length: u32, hint: u32, value: bool) -> Option<u32> {
        let hint = if hint < self.count { hint } else { 0 };
        if length == 0 {
            // As many as are asked for are everywhere; in front of a byte, as where the search begins.
            return Some(hint & !7);
        }
        (hint..self.count)
            .chain(0..hint)
            .find(|start| self.is(*start, length, value))
    }
}

unsafe extern "win64" fn initialize(bitmap: PBitmap, words: *mut u32, bits: u32) {
    // SAFETY: the routine's contract: there is room for a bitmap.
    unsafe { bitmap.write(Bitmap { bits, words }) }
}

/// A routine of a bitmap: `name(parameters) -> result = |bits| expression`.
macro_rules! routines {
    ($($name:ident($($parameter:ident),*) -> $result:ty = |$bits:ident| $body:expr;)*) => {
        $(unsafe extern "win64" fn $name(bitmap: PBitmap $(, $parameter: u32)*) -> $result {
            // SAFETY: the routine's contract.
            #[allow(unused_mut, reason = "some routines write")]
            let mut $bits = unsafe { Bits::of(bitmap) };
            $body
        })*
    };
}

routines! {
    clear_all() -> () = |bits| bits.fill(0, u32::MAX, false);
    set_all() -> () = |bits| bits.fill(0, u32::MAX, true);
    clear(start, length) -> () = |bits| bits.fill(start, length, false);
    set(start, length) -> () = |bits| bits.fill(start, length, true);
    clear_one(bit) -> () = |bits| bits.fill(bit, 1, false);
    set_one(bit) -> () = |bits| bits.fill(bit, 1, true);
    is_set(bit) -> u8 = |bits| u8::from(bits.is(bit, 1, true));
    are_clear(start, length) -> u8 = |bits| u8::from(bits.is(start, length, false));
    are_set(start, length) -> u8 = |bits| u8::from(bits.is(start, length, true));
    find_clear(length, hint) -> u32 = |bits| bits.find(length, hint, false).unwrap_or(NOWHERE);
    find_set(length, hint) -> u32 = |bits| bits.find(length, hint, true).unwrap_or(NOWHERE);
    find_clear_and_set(length, hint) -> u32 = |bits| find_and_change(&mut bits, length, hint, false);
    find_set_and_clear(length, hint) -> u32 = |bits| find_and_change(&mut bits, length, hint, true);
    number_of_set() -> u32 = |bits| bits.number(true);
    number_of_clear() -> u32 = |bits| bits.number(false);
}

/// Finds a run of a value and gives it the other.
fn find_and_change(bits: &mut Bits<'_>, length: u32, hint: u32, value: bool) -> u32 {
    let Some(start) = bits.find(length, hint, value) else {
        return NOWHERE;
    };
    bits.fill(start, length, !value);
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_set_and_cleared() {
        let mut words = [0xFFFF_FFFF_u32, 0];
        let mut bitmap = std::mem::MaybeUninit::<Bitmap>::uninit();
        let place = bitmap.as_mut_ptr();
        // SAFETY: the bitmap and its words live as long as this test.
        unsafe {
            initialize(place, words.as_mut_ptr(), 40);
            set_all(place);
            clear_all(place);
            assert_eq!(number_of_clear(place), 40);
            assert_eq!(find_clear_and_set(place, 3, 0), 0);
            assert_eq!(find_clear_and_set(place, 1, 1), 3);
            // Over the border of words, and not behind the end.
            assert_eq!(find_clear_and_set(place, 8, 30), 30);
            assert_eq!(find_clear(place, 3, 30), 4);
            assert_eq!(find_clear(place, 41, 0), NOWHERE);
            assert_eq!(find_clear_and_set(place, 27, 0), NOWHERE);
            assert_eq!(number_of_set(place), 12);
            assert_eq!((is_set(place, 3), is_set(place, 4)), (1, 0));
            assert_eq!((are_set(place, 30, 8), are_set(place, 30, 9)), (1, 0));
            assert_eq!((are_clear(place, 38, 2), are_clear(place, 38, 3)), (1, 0));
            assert_eq!(find_set_and_clear(place, 8, 0), 30);
            assert_eq!(find_set(place, 5, 0), NOWHERE);
            set(place, 38, 100);
            assert_eq!(number_of_set(place), 6);
            clear(place, 0, 40);
            set_one(place, 39);
            clear_one(place, 39);
            assert_eq!(number_of_set(place), 0);
        }
        // What lies behind the bits stays as it is.
        assert_eq!(words[1] >> 8, 0);
    }
}
