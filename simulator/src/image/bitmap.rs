//! Bitmaps of ntoskrnl.exe (`RTL_BITMAP`): they lie in the driver's memory, and the routines only calculate. Where no page says which of several runs of
//! bits is found, it is the first from the hint on, and then the first.

use std::ptr::null_mut;

use super::argument::is_place;

/// A bitmap: how many bits it has, and the words that they are in.
#[repr(C)]
struct Bitmap {
    bits: u32,
    words: *mut u32,
}

type PBitmap = *mut Bitmap;

/// No such run of bits.
const NOWHERE: u32 = u32::MAX;

/// The bits of a bitmap of a driver's. The words are the driver's, and accessed one at a time.
struct Bits {
    count: u32,
    words: *mut u32,
}

impl Bits {
    /// Of what is no bitmap, or has bits and no place for them, there are none.
    ///
    /// # Safety
    /// Where a place for a bitmap is, there is one, and where its words are they have room for its bits, as the routines' pages ask for.
    unsafe fn of(routine: &str, bitmap: PBitmap) -> Self {
        let none = Self {
            count: 0,
            words: null_mut(),
        };
        if !is_place(routine, bitmap) {
            return none;
        }
        // SAFETY: the caller's word.
        let Bitmap { bits, words } = unsafe { bitmap.read() };
        // Where no word is accessed, there may be none.
        if bits != 0 && !is_place(routine, words) {
            return none;
        }
        Self { count: bits, words }
    }

    /// The place of a word that has one of the bits.
    fn word(&self, bit: u32) -> *mut u32 {
        assert!(bit < self.count, "runs end with the bits");
        self.words.wrapping_add(bit as usize / 32)
    }

    fn get(&self, bit: u32) -> bool {
        // SAFETY: the promise of `of`: the bit is there.
        let word = unsafe { self.word(bit).read() };
        word >> (bit % 32) & 1 != 0
    }

    fn put(&self, bit: u32, value: bool) {
        let place = self.word(bit);
        // SAFETY: as above.
        unsafe { place.write(place.read() & !(1 << (bit % 32)) | u32::from(value) << (bit % 32)) };
    }

    /// The bits of a run, as far as they are there.
    fn run(&self, start: u32, length: u32) -> std::ops::Range<u32> {
        start.min(self.count)..start.saturating_add(length).min(self.count)
    }

    fn fill(&self, start: u32, length: u32, value: bool) {
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

    /// Finds a run of a value and gives it the other.
    fn find_and_change(&self, length: u32, hint: u32, value: bool) -> u32 {
        let Some(start) = self.find(length, hint, value) else {
            return NOWHERE;
        };
        self.fill(start, length, !value);
        start
    }
}

unsafe extern "win64" fn initialize(bitmap: PBitmap, words: *mut u32, bits: u32) {
    if is_place("RtlInitializeBitMap", bitmap) {
        // SAFETY: checked above; the routine's contract: there is room for a bitmap.
        unsafe { bitmap.write(Bitmap { bits, words }) }
    }
}

/// Routines of a bitmap: `Name name(parameters) -> result = |bits| expression`.
macro_rules! routines {
    ($($routine:ident $name:ident($($parameter:ident),*) -> $result:ty = |$bits:ident| $body:expr;)*) => {
        $(unsafe extern "win64" fn $name(bitmap: PBitmap $(, $parameter: u32)*) -> $result {
            // SAFETY: the routine's contract.
            let $bits = unsafe { Bits::of(stringify!($routine), bitmap) };
            $body
        })*

        /// The address of such a function.
        pub(crate) fn address_of(name: &str) -> Option<usize> {
            let address = match name {
                "RtlInitializeBitMap" => initialize as *const (),
                $(stringify!($routine) => $name as *const (),)*
                _ => return None,
            };
            Some(address as usize)
        }
    };
}

routines! {
    RtlClearAllBits clear_all() -> () = |bits| bits.fill(0, u32::MAX, false);
    RtlSetAllBits set_all() -> () = |bits| bits.fill(0, u32::MAX, true);
    RtlClearBits clear(start, length) -> () = |bits| bits.fill(start, length, false);
    RtlSetBits set(start, length) -> () = |bits| bits.fill(start, length, true);
    RtlClearBit clear_one(bit) -> () = |bits| bits.fill(bit, 1, false);
    RtlSetBit set_one(bit) -> () = |bits| bits.fill(bit, 1, true);
    RtlTestBit is_set(bit) -> u8 = |bits| u8::from(bits.is(bit, 1, true));
    RtlAreBitsClear are_clear(start, length) -> u8 = |bits| u8::from(bits.is(start, length, false));
    RtlAreBitsSet are_set(start, length) -> u8 = |bits| u8::from(bits.is(start, length, true));
    RtlFindClearBits find_clear(length, hint) -> u32 = |bits| bits.find(length, hint, false).unwrap_or(NOWHERE);
    RtlFindSetBits find_set(length, hint) -> u32 = |bits| bits.find(length, hint, true).unwrap_or(NOWHERE);
    RtlFindClearBitsAndSet find_clear_and_set(length, hint) -> u32 = |bits| bits.find_and_change(length, hint, false);
    RtlFindSetBitsAndClear find_set_and_clear(length, hint) -> u32 = |bits| bits.find_and_change(length, hint, true);
    RtlNumberOfSetBits number_of_set() -> u32 = |bits| bits.number(true);
    RtlNumberOfClearBits number_of_clear() -> u32 = |bits| bits.number(false);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::bench::broken_by;
    use crate::kernel::level::PASSIVE_LEVEL;
    use crate::verifier::Rule;

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
    #[test]
    fn a_bitmap_without_a_place_is_reported_and_has_no_bits() {
        let broken = broken_by(PASSIVE_LEVEL, || {
            let mut words = [u32::MAX; 2];
            let mut bitmap = Bitmap {
                bits: 0,
                words: null_mut(),
            };
            let place = &raw mut bitmap;
            // SAFETY: what is a place has a bitmap, and room for its bits.
            unsafe {
                // Nothing lies nowhere.
                assert_eq!((number_of_set(place), find_set(place, 1, 0)), (0, NOWHERE));
                initialize(null_mut(), words.as_mut_ptr(), 8);
                assert_eq!(number_of_set(place.wrapping_byte_add(1)), 0);
                initialize(place, null_mut(), 8);
                set_all(place);
                initialize(place, words.as_mut_ptr().wrapping_byte_add(1), 8);
                clear_all(place);
            }
            assert_eq!(words, [u32::MAX; 2]);
        });
        assert_eq!(broken, [(Rule::BadParameter, 1); 4]);
    }
}
