//! One total order of changes for each timeline.

use std::collections::{BTreeMap, HashMap};

use crate::workflow::Expanded;

/// The cases that a unit stands in, the outermost first: the decision and the case.
type Path = [(usize, usize)];

/// The changes of one session in their order so far.
#[derive(Default)]
struct Line {
    changes: Vec<usize>,
    /// For each branch, where its changes begin in the line and how many there are: what lies between
    /// is passed by in one step as long as nothing else stands among it.
    blocks: HashMap<usize, (usize, usize)>,
}

/// Adds the waits that give each session one total order of changes, in which cases of one branch
/// pass each other by, and gives that order.
pub fn chain(expanded: &Expanded, sorted: &[usize], waits: &mut [Vec<usize>]) -> BTreeMap<String, Vec<usize>> {
    let paths = paths(expanded);
    let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
    for unit in sorted {
        let own = &expanded.units[*unit];
        if !own.body.changes() {
            continue;
        }
        let line = lines.entry(&own.session).or_default();
        let before = waits[*unit].len();
        directly_before(line, &paths, *unit, &mut waits[*unit]);
        if waits[*unit].len() > before {
            waits[*unit].sort_unstable();
            waits[*unit].dedup();
        }
        for (branch, _) in &paths[*unit] {
            let block = line.blocks.entry(*branch).or_insert((line.changes.len(), 0));
            block.1 += 1;
        }
        line.changes.push(*unit);
    }
    lines.into_iter().map(|(name, line)| (name.to_owned(), line.changes)).collect()
}

/// The changes that the next one waits for so that all before it, but for those of other cases of its
/// branches, have ended.
fn directly_before(line: &Line, paths: &[Vec<(usize, usize)>], unit: usize, out: &mut Vec<usize>) {
    let mine = &paths[unit];
    let mut departing = None;
    // What was taken of the branch that is departed from, by the case.
    let mut taken: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut at = line.changes.len();
    while at > 0 {
        at -= 1;
        let other = line.changes[at];
        let theirs = &paths[other];
        let fork = mine.iter().zip(theirs).take_while(|(one, other)| one == other).count();
        match (mine.get(fork), theirs.get(fork)) {
            // It stands where this one does, or further out: all before it is behind it too. After a
            // branch, it is behind what was taken of that branch already.
            (_, None) => {
                if departing.is_none() {
                    out.push(other);
                }
                return;
            }
            (Some((branch, _)), Some((same, _))) if branch == same => {
                if let Some((start, count)) = line.blocks.get(branch)
                    && at + 1 == start + count
                {
                    at = *start;
                }
            }
            (_, Some((branch, case))) => {
                if departing.is_some_and(|first| first != *branch) {
                    return;
                }
                departing = Some(*branch);
                let taken = taken.entry(*case).or_default();
                if taken.iter().all(|done: &usize| exclusive(&paths[*done], theirs)) {
                    taken.push(other);
                    out.push(other);
                }
            }
        }
    }
}

fn paths(expanded: &Expanded) -> Vec<Vec<(usize, usize)>> {
    let mut paths: Vec<Vec<(usize, usize)>> = Vec::with_capacity(expanded.units.len());
    for unit in &expanded.units {
        // A decision stands above what it holds, so its own path is there already.
        let path = unit.inside.map(|(decision, case)| {
            let mut path = paths[decision].clone();
            path.push((decision, case));
            path
        });
        paths.push(path.unwrap_or_default());
    }
    paths
}

/// Whether two paths lead into different cases of one branch.
pub fn exclusive(one: &Path, other: &Path) -> bool {
    let fork = one.iter().zip(other).find(|(a, b)| a != b);
    fork.is_some_and(|(a, b)| a.0 == b.0)
}
