//! The default order of a session: the file read from top to bottom.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use crate::workflow::{Expanded, Item};

/// What the sentences about the default order say, before `needs` and reads are added.
pub struct Defaults {
    /// For each unit, what it waits for.
    pub waits: Vec<Vec<usize>>,
    /// What stands inside each branch, by its decision; units stand in the order of the file.
    pub contents: HashMap<usize, Range<usize>>,
}

/// What a later step of a session waits for by default. Copies share their lists until one is
/// changed, since each case of a branch begins with what stands above the branch.
#[derive(Debug, Clone, Default)]
struct Front {
    /// Uploads and edits.
    changes: Rc<Vec<usize>>,
    checks: Rc<Vec<usize>>,
    /// Branches and everything in them.
    branches: Rc<Vec<usize>>,
}

struct Walk<'e> {
    expanded: &'e Expanded,
    session: Vec<usize>,
    out: Defaults,
    fronts: HashMap<usize, Front>,
    /// For each case that the walk is in, the fronts as they were before it, of the sessions that it
    /// touched. Restoring these is what keeps a branch as cheap as what is in it.
    before: Vec<BTreeMap<usize, Front>>,
}

/// Reads the expanded workflow from top to bottom.
pub fn defaults(expanded: &Expanded) -> Defaults {
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut session = Vec::with_capacity(expanded.units.len());
    for unit in &expanded.units {
        let next = names.len();
        session.push(*names.entry(&unit.session).or_insert(next));
    }
    let out = Defaults { waits: vec![Vec::new(); expanded.units.len()], contents: HashMap::new() };
    let mut walk = Walk { expanded, session, out, fronts: HashMap::new(), before: Vec::new() };
    walk.items(&expanded.tree);
    walk.out
}

impl Walk<'_> {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Step(unit) => self.step(*unit),
                Item::Branch(unit, cases) => self.branch(*unit, cases),
                Item::Group { items, fence: false } => self.items(items),
                Item::Group { items, fence: true } => self.fenced(items),
            }
        }
    }

    fn front(&self, session: usize) -> Front {
        self.fronts.get(&session).cloned().unwrap_or_default()
    }

    /// A session's front, to be changed.
    fn touch(&mut self, session: usize) -> &mut Front {
        let front = self.fronts.entry(session).or_default();
        if let Some(before) = self.before.last_mut() {
            before.entry(session).or_insert_with(|| front.clone());
        }
        front
    }

    fn step(&mut self, unit: usize) {
        let own = &self.expanded.units[unit];
        let session = self.session[unit];
        let default = own.needs.is_none();
        let mut waits = std::mem::take(&mut self.out.waits[unit]);
        match own.body.kind() {
            "edit" if default => {
                let front = std::mem::take(self.touch(session));
                waits.extend(front.changes.iter().chain(&*front.checks).chain(&*front.branches));
                self.touch(session).changes = Rc::new(vec![unit]);
            }
            "upload" if default => {
                let front = self.touch(session);
                waits.extend(&*front.changes);
                front.changes = Rc::new(vec![unit]);
            }
            "edit" | "upload" => Rc::make_mut(&mut self.touch(session).changes).push(unit),
            kind => {
                if default {
                    let front = self.front(session);
                    waits.extend(front.changes.iter().chain(&*front.checks));
                }
                if kind == "check" {
                    let front = self.touch(session);
                    if default {
                        front.checks = Rc::default();
                    }
                    Rc::make_mut(&mut front.checks).push(unit);
                }
            }
        }
        // A step inside a case waits for the decision.
        waits.extend(own.inside.map(|(decision, _)| decision));
        self.out.waits[unit] = waits;
    }

    fn branch(&mut self, unit: usize, cases: &[Vec<Item>]) {
        let own = &self.expanded.units[unit];
        if own.needs.is_none() {
            let front = self.front(self.session[unit]);
            self.out.waits[unit].extend(front.changes.iter().chain(&*front.checks));
        }
        self.out.waits[unit].extend(own.inside.map(|(decision, _)| decision));
        let mut ends: BTreeMap<usize, Vec<Front>> = BTreeMap::new();
        let mut bases: BTreeMap<usize, Front> = BTreeMap::new();
        for case in cases {
            self.before.push(BTreeMap::new());
            self.items(case);
            for (session, base) in self.before.pop().unwrap_or_default() {
                let end = self.fronts.insert(session, base.clone());
                ends.entry(session).or_default().extend(end);
                bases.insert(session, base);
            }
        }
        for (session, ends) in ends {
            let base = &bases[&session];
            let merged = Front {
                changes: merged(&base.changes, ends.iter().map(|end| &end.changes)),
                checks: merged(&base.checks, ends.iter().map(|end| &end.checks)),
                branches: merged(&base.branches, ends.iter().map(|end| &end.branches)),
            };
            *self.touch(session) = merged;
        }
        let inside = unit + 1..last(cases).map_or(unit + 1, |last| last + 1);
        let session = self.session[unit];
        Rc::make_mut(&mut self.touch(session).branches).extend(unit..inside.end);
        self.out.contents.insert(unit, inside);
    }

    /// With `needs` of its own, a group's or a branch's default order looks no further up than it.
    fn fenced(&mut self, items: &[Item]) {
        let fronts = std::mem::take(&mut self.fronts);
        let before = std::mem::take(&mut self.before);
        self.items(items);
        let inner = std::mem::replace(&mut self.fronts, fronts);
        self.before = before;
        let inner: BTreeMap<usize, Front> = inner.into_iter().collect();
        for (session, front) in inner {
            let outer = self.touch(session);
            Rc::make_mut(&mut outer.changes).extend(&*front.changes);
            Rc::make_mut(&mut outer.checks).extend(&*front.checks);
            Rc::make_mut(&mut outer.branches).extend(&*front.branches);
        }
    }
}

/// What a step after a branch waits for: what each case added, and what stood above the branch, but
/// for what a case's own steps follow already. A case that is not taken leaves its steps skipped,
/// which counts as satisfied, so what they followed has ended too.
fn merged<'f>(base: &Rc<Vec<usize>>, ends: impl Iterator<Item = &'f Rc<Vec<usize>>> + Clone) -> Rc<Vec<usize>> {
    if ends.clone().all(|end| Rc::ptr_eq(base, end)) {
        return Rc::clone(base);
    }
    let (mut kept, mut added) = ((**base).clone(), Vec::<usize>::new());
    for end in ends.filter(|end| !Rc::ptr_eq(base, end)) {
        let common = base.iter().zip(&**end).take_while(|(one, other)| one == other).count();
        if common < base.len() {
            kept.clear();
        }
        added.extend(&end[common..]);
    }
    kept.extend(added);
    Rc::new(kept)
}

/// The last unit in the cases.
fn last(cases: &[Vec<Item>]) -> Option<usize> {
    fn item(one: &Item) -> Option<usize> {
        match one {
            Item::Step(unit) => Some(*unit),
            Item::Branch(unit, cases) => last(cases).or(Some(*unit)),
            Item::Group { items, .. } => items.iter().rev().find_map(item),
        }
    }
    cases.iter().rev().find_map(|case| case.iter().rev().find_map(item))
}
