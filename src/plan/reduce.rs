//! The waits without those that follow from others, and what each step sees of its timeline.

use std::collections::BTreeMap;

use crate::workflow::Expanded;

/// With more waits than this, one search from all of them is cheaper than asking for each pair.
const PAIRS: usize = 24;

/// Takes out every wait that follows from the others.
pub fn reduce(sorted: &[usize], waits: &mut [Vec<usize>]) {
    let reach = Reach::new(sorted, waits);
    let mut seen = vec![usize::MAX; waits.len()];
    let (mut open, mut kept) = (Vec::new(), Vec::new());
    for unit in sorted {
        if waits[*unit].len() < 2 {
            continue;
        }
        let mut list = std::mem::take(&mut waits[*unit]);
        kept.clear();
        if list.len() <= PAIRS {
            let follows = |wait: &usize| list.iter().any(|other| reach.reaches(*other, *wait, waits));
            kept.extend(list.iter().copied().filter(|wait| !follows(wait)));
        } else {
            let least = list.iter().map(|other| reach.rank[*other]).min().unwrap_or(0);
            open.clear();
            for other in &list {
                open.extend(waits[*other].iter().copied());
            }
            while let Some(other) = open.pop() {
                if reach.rank[other] < least || seen[other] == *unit {
                    continue;
                }
                seen[other] = *unit;
                open.extend(waits[other].iter().copied());
            }
            kept.extend(list.iter().copied().filter(|other| seen[*other] != *unit));
        }
        if kept.len() < list.len() {
            list.clone_from(&kept);
        }
        waits[*unit] = list;
    }
}

/// Whether one unit waits for another, directly or not, answered mostly without a search.
///
/// A depth-first walk numbers each unit when all that it waits for is numbered. What the walk met
/// below a unit is a stretch of numbers, all of which the unit waits for; and all that it waits for
/// lies between the least number below it and its own. Only what lies in the second stretch and not
/// in the first is searched.
struct Reach {
    /// Places in the sorted order: what a unit waits for has a lower one.
    rank: Vec<usize>,
    number: Vec<usize>,
    met: Vec<usize>,
    least: Vec<usize>,
}

impl Reach {
    fn new(sorted: &[usize], waits: &[Vec<usize>]) -> Reach {
        let count = waits.len();
        let mut rank = vec![0; count];
        sorted.iter().enumerate().for_each(|(at, unit)| rank[*unit] = at);
        let (mut number, mut met, mut least) = (vec![usize::MAX; count], vec![0; count], vec![0; count]);
        let mut next = 0;
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut begun = vec![false; count];
        for top in sorted.iter().rev() {
            if begun[*top] {
                continue;
            }
            begun[*top] = true;
            met[*top] = next;
            open.push((*top, 0));
            while let Some((unit, at)) = open.pop() {
                // The latest first, so that the walk follows a timeline from its end to its begin.
                let list = &waits[unit];
                match list.len().checked_sub(at + 1).map(|at| list[at]) {
                    Some(below) => {
                        open.push((unit, at + 1));
                        if !begun[below] {
                            begun[below] = true;
                            met[below] = next;
                            open.push((below, 0));
                        }
                    }
                    None => {
                        number[unit] = next;
                        least[unit] = list.iter().map(|below| least[*below]).min().unwrap_or(next).min(next);
                        next += 1;
                    }
                }
            }
        }
        Reach { rank, number, met, least }
    }

    /// Whether `unit` waits for `other`. `waits` may have been reduced in part, which changes nothing.
    fn reaches(&self, unit: usize, other: usize, waits: &[Vec<usize>]) -> bool {
        let maybe = |unit: usize| {
            self.rank[other] < self.rank[unit]
                && self.number[other] < self.number[unit]
                && self.least[unit] <= self.number[other]
        };
        let surely = |unit: usize| self.number[other] >= self.met[unit];
        if !maybe(unit) {
            return false;
        }
        if surely(unit) {
            return true;
        }
        let mut open = vec![unit];
        let mut seen = std::collections::HashSet::new();
        while let Some(unit) = open.pop() {
            for below in &waits[unit] {
                if *below == other {
                    return true;
                }
                if maybe(*below) && seen.insert(*below) {
                    if surely(*below) {
                        return true;
                    }
                    open.push(*below);
                }
            }
        }
        false
    }
}

/// For each unit the last change of its session among all that it waits for.
pub fn sees(
    expanded: &Expanded,
    sorted: &[usize],
    waits: &[Vec<usize>],
    changes: &BTreeMap<String, Vec<usize>>,
) -> Vec<Option<usize>> {
    let mut rank = vec![0; sorted.len()];
    sorted.iter().enumerate().for_each(|(at, unit)| rank[*unit] = at);
    let first: BTreeMap<&str, usize> =
        changes.iter().filter_map(|(name, list)| Some((name.as_str(), rank[*list.first()?]))).collect();
    let mut seen = vec![usize::MAX; sorted.len()];
    let mut open = Vec::new();
    let mut out: Vec<Option<usize>> = vec![None; sorted.len()];
    for unit in sorted {
        let own = &expanded.units[*unit];
        let Some(first) = first.get(own.session.as_str()) else { continue };
        let mut last: Option<usize> = None;
        // A session's changes stand in its order in the sorted one too. Behind a step of the same
        // session lies nothing later than what it sees itself.
        let consider = |other: usize, last: &mut Option<usize>| -> bool {
            let same = expanded.units[other].session == own.session;
            let candidate = if same && expanded.units[other].body.changes() { Some(other) } else { out[other] };
            if same && candidate.is_some_and(|one| last.is_none_or(|last| rank[one] > rank[last])) {
                *last = candidate;
            }
            same
        };
        open.clear();
        open.extend(waits[*unit].iter().copied().filter(|other| !consider(*other, &mut last)));
        while let Some(other) = open.pop() {
            let least = last.map_or(*first, |last| rank[last]);
            if rank[other] <= least || seen[other] == *unit {
                continue;
            }
            seen[other] = *unit;
            open.extend(waits[other].iter().copied().filter(|other| !consider(*other, &mut last)));
        }
        out[*unit] = last;
    }
    out
}
