//! The order rules, sentence by sentence, over all pairs of steps.

use std::collections::{BTreeMap, BTreeSet};

use super::generate::{Kind, Step};

/// One step of the plan that is expected.
pub struct Expected {
    pub id: String,
    pub needs: Vec<String>,
    pub sees: Option<String>,
    pub inside: Option<String>,
}

#[derive(Clone, PartialEq)]
enum What {
    Upload,
    Edit,
    Check,
    Export,
    Branch,
}

struct Unit {
    id: String,
    what: What,
    session: String,
    /// The decision and the case, from the outermost.
    cases: Vec<(usize, usize)>,
    /// What holds it and has `needs`, by number.
    fences: Vec<usize>,
    own_needs: Option<Vec<usize>>,
    /// From its own texts, from what holds it, and from what a used workflow is given.
    further: Vec<usize>,
}

/// What each name stands for.
type Names = BTreeMap<String, Vec<usize>>;

#[derive(Default)]
struct World {
    units: Vec<Unit>,
    fences: usize,
    /// Filled in once every name is known: the unit, the scope, the name, and whether it is a need.
    pending: Vec<(usize, usize, String, bool)>,
    scopes: Vec<(Option<usize>, Names)>,
}

#[derive(Clone)]
struct Place {
    scope: usize,
    prefix: String,
    session: String,
    cases: Vec<(usize, usize)>,
    fences: Vec<usize>,
    /// Scope and name of what everything here waits for.
    held: Vec<(usize, String)>,
}

/// The plan that the sentences ask for; none where steps wait for each other.
pub fn order(steps: &[Step]) -> Option<Vec<Expected>> {
    let mut world = World::default();
    world.scopes.push((None, BTreeMap::new()));
    let top =
        Place { scope: 0, prefix: String::new(), session: "main".into(), cases: vec![], fences: vec![], held: vec![] };
    world.steps(steps, &top);
    for (unit, scope, name, need) in std::mem::take(&mut world.pending) {
        let named = world.find(scope, &name);
        if need {
            world.units[unit].own_needs.get_or_insert_default().extend(named)
        } else {
            world.units[unit].further.extend(named)
        }
    }
    let count = world.units.len();
    let mut waits: Vec<BTreeSet<usize>> = (0..count).map(|unit| world.waits(unit)).collect();
    let before = closure(&waits);
    if (0..count).any(|unit| before[unit].contains(&unit)) {
        return None;
    }
    // Of all the steps that are ready, the one highest in the file comes next.
    let mut sorted: Vec<usize> = Vec::new();
    while sorted.len() < count {
        let ready =
            (0..count).find(|unit| !sorted.contains(unit) && waits[*unit].iter().all(|other| sorted.contains(other)));
        sorted.push(ready.unwrap());
    }
    // A session's changes keep that order; cases of one branch never wait for each other.
    for (at, unit) in sorted.iter().enumerate() {
        for other in &sorted[..at] {
            let (a, b) = (&world.units[*unit], &world.units[*other]);
            if a.changes() && b.changes() && a.session == b.session && !exclusive(a, b) {
                waits[*unit].insert(*other);
            }
        }
    }
    let all = closure(&waits);
    let id = |unit: usize| world.units[unit].id.clone();
    let expected = |unit: &usize| {
        let own = &world.units[*unit];
        let decision = own.cases.last().map(|(decision, _)| *decision);
        // Without those that follow from these.
        let follows = |other: &usize| all[*unit].iter().any(|between| all[*between].contains(other));
        let needs =
            all[*unit].iter().filter(|other| !follows(other) && Some(**other) != decision).map(|other| id(*other));
        let sees = sorted.iter().rev().find(|other| {
            let theirs = &world.units[**other];
            theirs.changes() && theirs.session == own.session && all[*unit].contains(other)
        });
        Expected {
            id: own.id.clone(),
            needs: needs.collect(),
            sees: sees.map(|other| id(*other)),
            inside: own.cases.last().map(|(decision, case)| format!("{}.{case}", id(*decision))),
        }
    };
    Some(sorted.iter().map(expected).collect())
}

fn closure(waits: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let mut all = waits.to_vec();
    for middle in 0..all.len() {
        let beyond = all[middle].clone();
        for set in &mut all {
            if set.contains(&middle) {
                set.extend(&beyond);
            }
        }
    }
    all
}

fn exclusive(one: &Unit, other: &Unit) -> bool {
    one.cases.iter().any(|(branch, case)| other.cases.iter().any(|(same, theirs)| same == branch && theirs != case))
}

impl Unit {
    fn changes(&self) -> bool {
        matches!(self.what, What::Upload | What::Edit)
    }
}

impl World {
    /// Everything that the sentences say of one step, but for the order of changes.
    fn waits(&self, unit: usize) -> BTreeSet<usize> {
        let own = &self.units[unit];
        let mut out: BTreeSet<usize> = own.further.iter().copied().collect();
        out.extend(own.cases.last().map(|(decision, _)| *decision));
        if let Some(needs) = &own.own_needs {
            out.extend(needs);
            return out;
        }
        for above in 0..unit {
            let theirs = &self.units[above];
            let within = own.fences.iter().all(|fence| theirs.fences.contains(fence));
            if theirs.session != own.session || exclusive(own, theirs) || !within {
                continue;
            }
            let follows = match own.what {
                What::Edit => theirs.what != What::Export && theirs.what != What::Branch,
                What::Upload => theirs.changes(),
                _ => theirs.changes() || theirs.what == What::Check,
            };
            if follows {
                out.insert(above);
            }
            let holds = own.cases.iter().any(|(decision, _)| *decision == above);
            if own.what == What::Edit && theirs.what == What::Branch && !holds {
                out.insert(above);
                out.extend(self.contents(above));
            }
        }
        out
    }

    /// Everything inside a branch.
    fn contents(&self, branch: usize) -> Vec<usize> {
        (0..self.units.len())
            .filter(|unit| self.units[*unit].cases.iter().any(|(decision, _)| *decision == branch))
            .collect()
    }

    /// Names resolve innermost first.
    fn find(&self, mut scope: usize, name: &str) -> Vec<usize> {
        loop {
            if let Some(units) = self.scopes[scope].1.get(name) {
                return units.clone();
            }
            scope = self.scopes[scope].0.unwrap();
        }
    }

    fn unit(&mut self, id: String, what: What, step: &Step, place: &Place, reads: bool) -> usize {
        let unit = self.units.len();
        let session =
            step.session.filter(|_| !place.session.contains('.')).map_or(place.session.clone(), str::to_owned);
        self.units.push(Unit {
            id,
            what,
            session,
            cases: place.cases.clone(),
            fences: place.fences.clone(),
            own_needs: step.needs.as_ref().map(|_| Vec::new()),
            further: Vec::new(),
        });
        for need in step.needs.iter().flatten() {
            self.pending.push((unit, place.scope, need.clone(), true));
        }
        for (name, _) in step.reads.iter().filter(|_| reads) {
            self.pending.push((unit, place.scope, name.clone(), false));
        }
        for (scope, name) in &place.held {
            self.pending.push((unit, *scope, name.clone(), false));
        }
        unit
    }

    fn steps(&mut self, steps: &[Step], place: &Place) {
        for step in steps {
            let from = self.units.len();
            let id = format!("{}{}", place.prefix, step.id);
            if step.repeated {
                for index in 0..2 {
                    let scope = self.scope(Some(place.scope));
                    self.one(step, &Place { scope, ..place.clone() }, format!("{id}[{index}]"));
                }
            } else {
                self.one(step, place, id);
            }
            let all: Vec<usize> = (from..self.units.len()).collect();
            if matches!(step.kind, Kind::Branch(_)) {
                self.scopes[place.scope].1.insert(format!("{}#taken", step.id), vec![from]);
            }
            self.scopes[place.scope].1.insert(step.id.clone(), all);
        }
    }

    fn scope(&mut self, parent: Option<usize>) -> usize {
        self.scopes.push((parent, BTreeMap::new()));
        self.scopes.len() - 1
    }

    fn one(&mut self, step: &Step, place: &Place, id: String) {
        let mut inner = place.clone();
        let fence = step.needs.is_some().then(|| {
            self.fences += 1;
            self.fences
        });
        match &step.kind {
            Kind::Upload => drop(self.unit(id, What::Upload, step, place, true)),
            Kind::Edit => drop(self.unit(id, What::Edit, step, place, true)),
            Kind::Check => drop(self.unit(id, What::Check, step, place, true)),
            Kind::Export => drop(self.unit(id, What::Export, step, place, true)),
            Kind::Branch(cases) => {
                let decision = self.unit(id, What::Branch, step, place, true);
                inner.session.clone_from(&self.units[decision].session);
                inner.fences.extend(fence);
                inner.held.extend(step.needs.iter().flatten().map(|need| (place.scope, need.clone())));
                for (index, case) in cases.iter().enumerate() {
                    inner.cases = place.cases.clone();
                    inner.cases.push((decision, index));
                    self.steps(case, &inner);
                }
            }
            Kind::Group(steps) => {
                if let Some(session) = step.session {
                    session.clone_into(&mut inner.session);
                }
                if step.when {
                    let decision = self.unit(id.clone(), What::Branch, step, place, true);
                    inner.cases.push((decision, 0));
                }
                inner.fences.extend(fence);
                inner.held.extend(step.needs.iter().flatten().map(|need| (place.scope, need.clone())));
                inner.scope = self.scope(Some(place.scope));
                inner.prefix = format!("{id}.");
                self.steps(steps, &inner);
                if !step.repeated {
                    for (name, units) in self.scopes[inner.scope].1.clone() {
                        self.scopes[place.scope].1.insert(format!("{}.{name}", step.id), units);
                    }
                }
            }
            Kind::Use => {
                if step.when {
                    let decision = self.unit(id.clone(), What::Branch, step, place, false);
                    inner.cases.push((decision, 0));
                }
                inner.fences.extend(fence);
                let named = step.needs.iter().flatten().chain(step.reads.iter().map(|(name, _)| name));
                inner.held.extend(named.map(|name| (place.scope, name.clone())));
                inner.session = step.session.map_or(format!("{id}.main"), str::to_owned);
                let inside = |name: &str, kind: Kind| Step {
                    id: name.into(),
                    kind,
                    session: None,
                    needs: None,
                    reads: vec![],
                    when: false,
                    repeated: false,
                };
                inner.scope = self.scope(None);
                inner.prefix = format!("{id}.");
                let steps = [inside("up", Kind::Upload), inside("ed", Kind::Edit), inside("look", Kind::Check)];
                self.steps(&steps, &inner);
            }
        }
    }
}
