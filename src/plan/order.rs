//! The order of steps: the default one of the file, what `needs` and templates add, and one total
//! order of changes for each timeline.
//!
//! Where the language leaves something open, this is what was decided:
//!
//! - A branch is above a step of its own session alone. An edit in another session, though it has
//!   steps in a case, waits for the changes and checks of its own session in there, and not for the rest.
//! - The changes of one session are put into the order in which they would run one by one, the
//!   highest in the file first, over all sessions at once. A case's changes take their place in it
//!   where they stand; those of another case of the same branch are passed by.
//! - What follows from the decision of the case that a step stands in is not told again in its `needs`.
//! - What a step reads of itself in `expect` is no wait; `needs` that names the step itself is a cycle.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::ops::Range;

use super::Waiting;
use super::chain::chain;
use super::cycle::cycles;
use super::defaults::{Defaults, defaults};
use super::reduce::{reduce, sees};
use crate::step::Text;
use crate::text::{Diagnostic, nearest};
use crate::workflow::{Expanded, Hold, Named, Needs, lookup, waits};

/// Everything is told in units, the expanded steps in the order of the file.
pub struct Order {
    /// All units, in an order in which they could run one by one.
    pub sorted: Vec<usize>,
    /// For each unit, what it waits for directly, without what follows from these or from the case
    /// that it stands in.
    pub needs: Vec<Vec<usize>>,
    /// For each unit, the last change of its session before it.
    pub sees: Vec<Option<usize>>,
    /// The uploads and edits of each session, in their order.
    pub changes: BTreeMap<String, Vec<usize>>,
}

/// Orders the units.
///
/// # Errors
/// Names in `needs` that mean nothing, and cycles.
pub fn order(expanded: &Expanded) -> Result<Order, Vec<Diagnostic>> {
    let Defaults { waits, contents } = defaults(expanded);
    let mut build = Build { expanded, waits, contents, ends: HashMap::new(), found: Vec::new() };
    build.reads();
    build.needs();
    if !build.found.is_empty() {
        return Err(build.found);
    }
    let mut waits = build.waits;
    for list in &mut waits {
        list.sort_unstable();
        list.dedup();
    }
    let Some(sorted) = sorted(&waits) else { return Err(cycles(expanded, &waits)) };
    let changes = chain(expanded, &sorted, &mut waits);
    reduce(&sorted, &mut waits);
    let sees = sees(expanded, &sorted, &waits, &changes);
    for (unit, list) in waits.iter_mut().enumerate() {
        let decision = expanded.units[unit].inside.map(|(decision, _)| decision);
        list.retain(|other| Some(*other) != decision);
    }
    Ok(Order { sorted, needs: waits, sees, changes })
}

struct Build<'e> {
    expanded: &'e Expanded,
    waits: Vec<Vec<usize>>,
    /// What stands inside each branch, by its decision.
    contents: HashMap<usize, Range<usize>>,
    /// What is left to wait for of each scope and name, once that was found.
    ends: HashMap<(usize, &'e str), Vec<usize>>,
    found: Vec<Diagnostic>,
}

impl<'e> Build<'e> {
    /// Adds what templates and expressions name.
    fn reads(&mut self) {
        // From the last, since the checks may be reading the same texts from the first, and what one side
        // has found the other is spared.
        for (unit, own) in self.expanded.units.iter().enumerate().rev() {
            for (text, _) in own.body.texts() {
                self.read(own.scope, text, unit);
            }
            if let Some(when) = &own.when {
                self.read(own.scope, when, unit);
            }
            // What a step expects may be said of what it gave itself.
            let before = self.waits[unit].len();
            own.expect.iter().for_each(|text| self.read(own.scope, text, unit));
            let mut at = 0;
            self.waits[unit].retain(|other| {
                at += 1;
                at <= before || *other != unit
            });
        }
    }

    fn read(&mut self, scope: usize, text: &Text, unit: usize) {
        for read in text.reads() {
            waits(&self.expanded.scopes, scope, read, &mut self.waits[unit]);
        }
    }

    /// Adds what `needs` names. Of what is named only the ends are waited for, and of what is held
    /// only the beginnings wait: the rest follows.
    fn needs(&mut self) {
        let expanded = self.expanded;
        // What is added waits until all is found, since the ends are told by what was waited for before.
        let mut named = Vec::new();
        let mut extra: Vec<(usize, Range<usize>)> = Vec::new();
        for hold in &expanded.holds {
            let from = named.len();
            named.extend(self.held(hold));
            let begins = |unit: &usize| !self.waits[*unit].iter().any(|other| hold.units.contains(other));
            extra.extend(hold.units.clone().filter(begins).map(|unit| (unit, from..named.len())));
        }
        for (unit, own) in expanded.units.iter().enumerate() {
            if let Some(needs) = &own.needs {
                let from = named.len();
                self.resolve(needs, &mut named);
                extra.push((unit, from..named.len()));
            }
        }
        for (unit, range) in extra {
            self.waits[unit].extend_from_slice(&named[range]);
        }
    }

    fn held(&mut self, hold: &'e Hold) -> Vec<usize> {
        let mut named = Vec::new();
        if let Some(needs) = &hold.needs {
            self.resolve(needs, &mut named);
        }
        for (scope, text) in &hold.given {
            for read in text.reads() {
                waits(&self.expanded.scopes, *scope, read, &mut named);
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    /// Adds the units whose end is the end of all that the names stand for.
    fn resolve(&mut self, needs: &'e Needs, out: &mut Vec<usize>) {
        let scopes = &self.expanded.scopes;
        for (name, at) in needs.names.iter() {
            match lookup(scopes, needs.scope, name) {
                Some(Named::Step(unit)) if !self.contents.contains_key(unit) => out.push(*unit),
                Some(named) => out.extend(self.ends(needs.scope, name, named)),
                None => {
                    let names = scopes[needs.scope].names.keys().map(|name| name.as_str());
                    let near = nearest(name, names).map(|near| format!("did you mean `{near}`?"));
                    let message = format!("there is no step `{name}` to wait for");
                    self.found.push(Diagnostic::error("unknown_step", *at, message).maybe_help(near));
                }
            }
        }
    }

    /// The last units of what a branch, a group, a loop or a used workflow holds.
    fn ends(&mut self, scope: usize, name: &'e str, named: &Named) -> &[usize] {
        let (waits, contents) = (&self.waits, &self.contents);
        self.ends.entry((scope, name)).or_insert_with(|| {
            let mut units = Vec::new();
            named.units(&self.expanded.scopes, &mut units);
            if let Named::Step(unit) = named
                && let Some(inside) = contents.get(unit)
            {
                units.extend(inside.clone());
            }
            units.sort_unstable();
            let within = |unit: &usize| units.binary_search(unit).is_ok();
            let mut inner: Vec<usize> =
                units.iter().flat_map(|unit| waits[*unit].iter().copied()).filter(within).collect();
            inner.sort_unstable();
            // Where all wait for each other, nothing is an end; then all stay, and the cycle is told.
            let ends: Vec<usize> = units.iter().copied().filter(|unit| inner.binary_search(unit).is_err()).collect();
            if ends.is_empty() { units } else { ends }
        })
    }
}

/// Kahn's algorithm, of all that is ready the highest in the file first; none where there is a cycle.
fn sorted(waits: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut open: Vec<usize> = waits.iter().map(Vec::len).collect();
    let waiting = Waiting::new(waits.len(), |unit| waits[unit].iter().copied());
    let mut ready: BinaryHeap<_> = (0..waits.len()).filter(|unit| open[*unit] == 0).map(Reverse).collect();
    let mut out = Vec::with_capacity(waits.len());
    while let Some(Reverse(unit)) = ready.pop() {
        out.push(unit);
        for next in waiting.on(unit) {
            open[*next] -= 1;
            if open[*next] == 0 {
                ready.push(Reverse(*next));
            }
        }
    }
    (out.len() == waits.len()).then_some(out)
}
