//! Lists of namespaces: the active ones, and those that changed.

use super::{Fields, PAGE};

/// The numbers in a list of namespaces, up to the first zero.
pub fn numbers(data: &(impl Fields + ?Sized)) -> impl Iterator<Item = u32> {
    (0..PAGE)
        .step_by(4)
        .map(|at| data.u32(at))
        .take_while(|&number| number != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_ends_with_zero_or_with_the_page() {
        let mut data = [0; PAGE];
        data[0] = 1;
        data[4] = 5;
        data[12] = 9;
        assert!(numbers(&data[..]).eq([1, 5]));
        assert_eq!(numbers(&[1; PAGE][..]).count(), 1024);
    }
}
