//! Who waits for whom, turned around.

/// For each unit or node, those that wait for it directly, in rising order.
#[derive(Debug, Default)]
pub struct Waiting {
    begins: Vec<usize>,
    all: Vec<usize>,
}

impl Waiting {
    /// `waits` tells what each of `count` waits for. It is asked twice, so that all lists can lie in one
    /// that never grows.
    pub fn new<W: IntoIterator<Item = usize>>(count: usize, waits: impl Fn(usize) -> W) -> Waiting {
        let mut begins = vec![0; count + 1];
        (0..count).flat_map(&waits).for_each(|other| begins[other + 1] += 1);
        for at in 0..count {
            begins[at + 1] += begins[at];
        }
        let mut next = begins.clone();
        let mut all = vec![0; begins[count]];
        for at in 0..count {
            for other in waits(at) {
                all[next[other]] = at;
                next[other] += 1;
            }
        }
        Waiting { begins, all }
    }

    /// Those that wait for `other`.
    pub fn on(&self, other: usize) -> &[usize] {
        &self.all[self.begins[other]..self.begins[other + 1]]
    }
}
