//! What a driver did that a device model knows to be wrong: most of it is not reported to the host, so a list is kept.

/// Mistakes that are kept; later ones are only counted.
const KEPT: usize = 256;

/// The list of mistakes.
#[derive(Debug)]
pub(super) struct Mistakes<M> {
    pub kept: Vec<M>,
    pub count: u64,
}

impl<M> Default for Mistakes<M> {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            count: 0,
        }
    }
}

impl<M> Mistakes<M> {
    pub fn note(&mut self, mistake: M) {
        self.count += 1;
        if self.kept.len() < KEPT {
            self.kept.push(mistake);
        }
    }
}
