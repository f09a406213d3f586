//! The order of steps: the default one of the file, what `needs` and templates add, and one total
//! order of changes for each timeline.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::step::Text;
use crate::text::{Diagnostic, nearest};
use crate::workflow::{Expanded, Item, Named, Need, lookup, reads, waits};

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

/// What a later step of a session waits for by default.
#[derive(Debug, Clone, Default, PartialEq)]
struct Front {
    /// Uploads and edits.
    changes: Vec<usize>,
    checks: Vec<usize>,
    /// Branches and everything in them.
    branches: Vec<usize>,
}

type Fronts = BTreeMap<String, Front>;

/// Orders the units.
///
/// # Errors
/// Names in `needs` that mean nothing, and cycles.
pub fn order(expanded: &Expanded) -> Result<Order, Vec<Diagnostic>> {
    let mut build =
        Build { expanded, waits: vec![Vec::new(); expanded.units.len()], contents: BTreeMap::new(), found: Vec::new() };
    let mut fronts = Fronts::new();
    build.walk(&expanded.tree, &mut fronts, &mut Vec::new());
    build.named();
    if !build.found.is_empty() {
        return Err(build.found);
    }
    let mut waits = build.waits;
    for list in &mut waits {
        list.sort_unstable();
        list.dedup();
    }
    let Some(sorted) = sorted(&waits) else { return Err(vec![cycle(expanded, &waits)]) };
    let changes = chain(expanded, &sorted, &mut waits);
    let mut rank = vec![0; sorted.len()];
    sorted.iter().enumerate().for_each(|(at, unit)| rank[*unit] = at);
    reduce(&sorted, &rank, &mut waits);
    let sees = sees(expanded, &waits, &changes);
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
    contents: BTreeMap<usize, Vec<usize>>,
    found: Vec<Diagnostic>,
}

impl Build<'_> {
    /// Adds the default order of the items and moves the fronts past them. Every unit that is met
    /// goes into `met`.
    fn walk(&mut self, items: &[Item], fronts: &mut Fronts, met: &mut Vec<usize>) {
        for item in items {
            match item {
                Item::Step(unit) => {
                    self.step(*unit, fronts);
                    met.push(*unit);
                }
                Item::Branch(unit, cases) => self.branch(*unit, cases, fronts, met),
                Item::Group { items, fence: false } => self.walk(items, fronts, met),
                Item::Group { items, fence: true } => {
                    let mut inner = Fronts::new();
                    self.walk(items, &mut inner, met);
                    for (session, front) in inner {
                        let outer = fronts.entry(session).or_default();
                        outer.changes.extend(front.changes);
                        outer.checks.extend(front.checks);
                        outer.branches.extend(front.branches);
                    }
                }
            }
        }
    }

    fn step(&mut self, unit: usize, fronts: &mut Fronts) {
        let own = &self.expanded.units[unit];
        let front = fronts.entry(own.session.clone()).or_default();
        let waits = &mut self.waits[unit];
        let default = own.needs.is_none();
        match own.body.kind() {
            "edit" if default => {
                waits.append(&mut front.changes);
                waits.append(&mut front.checks);
                waits.append(&mut front.branches);
                front.changes = vec![unit];
            }
            "upload" if default => {
                waits.append(&mut front.changes);
                front.changes = vec![unit];
            }
            "edit" | "upload" => front.changes.push(unit),
            kind => {
                if default {
                    waits.extend(front.changes.iter().chain(&front.checks));
                }
                if kind == "check" {
                    if default {
                        front.checks.clear();
                    }
                    front.checks.push(unit);
                }
            }
        }
        self.inside(unit);
    }

    /// A step inside a case waits for the decision.
    fn inside(&mut self, unit: usize) {
        self.waits[unit].extend(self.expanded.units[unit].inside.map(|(decision, _)| decision));
    }

    fn branch(&mut self, unit: usize, cases: &[Vec<Item>], fronts: &mut Fronts, met: &mut Vec<usize>) {
        let own = &self.expanded.units[unit];
        if own.needs.is_none()
            && let Some(front) = fronts.get(&own.session)
        {
            self.waits[unit].extend(front.changes.iter().chain(&front.checks));
        }
        self.inside(unit);
        // Inside a branch with its own `needs`, the default order looks no further up than it; that
        // fence stands around it as a group.
        let base = fronts.clone();
        let mut inside = vec![unit];
        for case in cases {
            let mut inner = base.clone();
            self.walk(case, &mut inner, &mut inside);
            for (session, front) in inner {
                if base.get(&session) == Some(&front) {
                    continue;
                }
                let outer = fronts.entry(session).or_default();
                merge(&mut outer.changes, front.changes);
                merge(&mut outer.checks, front.checks);
                merge(&mut outer.branches, front.branches);
            }
        }
        let front = fronts.entry(own.session.clone()).or_default();
        front.branches.extend(&inside);
        met.extend(&inside);
        self.contents.insert(unit, inside);
    }

    /// Adds what `needs` and templates name.
    fn named(&mut self) {
        for (unit, own) in self.expanded.units.iter().enumerate() {
            let mut extra = Vec::new();
            for need in own.needs.iter().flatten().chain(&own.held) {
                match self.resolve(need) {
                    Ok(units) => extra.extend(units.into_iter().filter(|other| *other != unit || own.needs.is_some())),
                    Err(diagnostic) => self.found.push(diagnostic),
                }
            }
            let texts = own.body.texts().into_iter().map(|(text, _)| text).chain(&own.when);
            self.read(unit, texts, &mut extra);
            // What a step expects may be said of what it gave itself.
            let mut expected = Vec::new();
            self.read(unit, own.expect.iter(), &mut expected);
            extra.extend(expected.into_iter().filter(|other| *other != unit));
            self.waits[unit].append(&mut extra);
        }
    }

    fn read<'t>(&self, unit: usize, texts: impl Iterator<Item = &'t Text>, out: &mut Vec<usize>) {
        let scope = self.expanded.units[unit].scope;
        for read in texts.flat_map(reads) {
            waits(&self.expanded.scopes, scope, &read, out);
        }
    }

    fn resolve(&self, need: &Need) -> Result<Vec<usize>, Diagnostic> {
        let Some(named) = lookup(&self.expanded.scopes, need.scope, &need.name) else {
            let names = self.expanded.scopes[need.scope].names.keys().map(String::as_str);
            let near = nearest(&need.name, names).map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no step `{}` to wait for", need.name);
            return Err(Diagnostic::error("unknown_step", need.at, message).maybe_help(near));
        };
        let mut units = Vec::new();
        named.units(&self.expanded.scopes, &mut units);
        if let Named::Step(unit) = named
            && let Some(inside) = self.contents.get(unit)
        {
            units.extend(inside);
        }
        Ok(units)
    }
}

fn merge(into: &mut Vec<usize>, from: Vec<usize>) {
    let new: Vec<usize> = from.into_iter().filter(|unit| !into.contains(unit)).collect();
    into.extend(new);
}

/// Kahn's algorithm, of all that is ready the highest in the file first; none where there is a cycle.
fn sorted(waits: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut open: Vec<usize> = waits.iter().map(Vec::len).collect();
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); waits.len()];
    for (unit, list) in waits.iter().enumerate() {
        list.iter().for_each(|other| waiting[*other].push(unit));
    }
    let mut ready: BinaryHeap<_> = (0..waits.len()).filter(|unit| open[*unit] == 0).map(Reverse).collect();
    let mut out = Vec::with_capacity(waits.len());
    while let Some(Reverse(unit)) = ready.pop() {
        out.push(unit);
        for next in &waiting[unit] {
            open[*next] -= 1;
            if open[*next] == 0 {
                ready.push(Reverse(*next));
            }
        }
    }
    (out.len() == waits.len()).then_some(out)
}

/// Gives each session one total order of changes, in which cases of one branch pass each other by.
fn chain(expanded: &Expanded, sorted: &[usize], waits: &mut [Vec<usize>]) -> BTreeMap<String, Vec<usize>> {
    let mut changes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let paths: Vec<Vec<(usize, usize)>> = {
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
    };
    for unit in sorted {
        let own = &expanded.units[*unit];
        if !own.body.changes() {
            continue;
        }
        let list = changes.entry(own.session.clone()).or_default();
        let mine = &paths[*unit];
        let mut chosen: Vec<usize> = Vec::new();
        let mut departing = None;
        for other in list.iter().rev() {
            let theirs = &paths[*other];
            let fork = mine.iter().zip(theirs).take_while(|(a, b)| a == b).count();
            match (mine.get(fork), theirs.get(fork)) {
                // It stands where this one does, or further out: all before it is behind it too.
                (_, None) => {
                    if chosen.is_empty() {
                        chosen.push(*other);
                    }
                    break;
                }
                (Some((branch, _)), Some((other, _))) if branch == other => continue,
                (_, Some((branch, _))) => match departing {
                    Some(first) if first != *branch => break,
                    _ => {
                        departing = Some(*branch);
                        if chosen.iter().all(|done| exclusive(&paths[*done], theirs)) {
                            chosen.push(*other);
                        }
                    }
                },
            }
        }
        waits[*unit].extend(chosen);
        waits[*unit].sort_unstable();
        waits[*unit].dedup();
        list.push(*unit);
    }
    changes
}

/// Whether two paths lead into different cases of one branch.
fn exclusive(one: &[(usize, usize)], other: &[(usize, usize)]) -> bool {
    let fork = one.iter().zip(other).find(|(a, b)| a != b);
    fork.is_some_and(|(a, b)| a.0 == b.0)
}

/// Takes out every wait that follows from the others.
fn reduce(sorted: &[usize], rank: &[usize], waits: &mut [Vec<usize>]) {
    let mut seen = vec![usize::MAX; waits.len()];
    let mut open = Vec::new();
    for unit in sorted {
        if waits[*unit].len() < 2 {
            continue;
        }
        let least = waits[*unit].iter().map(|other| rank[*other]).min().unwrap_or(0);
        open.clear();
        for other in &waits[*unit] {
            open.extend(waits[*other].iter().copied());
        }
        while let Some(other) = open.pop() {
            if rank[other] < least || seen[other] == *unit {
                continue;
            }
            seen[other] = *unit;
            open.extend(waits[other].iter().copied());
        }
        let list = std::mem::take(&mut waits[*unit]);
        waits[*unit] = list.into_iter().filter(|other| seen[*other] != *unit).collect();
    }
}

/// For each unit the last change of its session among all that it waits for.
fn sees(expanded: &Expanded, waits: &[Vec<usize>], changes: &BTreeMap<String, Vec<usize>>) -> Vec<Option<usize>> {
    let mut position = vec![usize::MAX; waits.len()];
    for list in changes.values() {
        list.iter().enumerate().for_each(|(at, unit)| position[*unit] = at);
    }
    let mut seen = vec![usize::MAX; waits.len()];
    let mut open = Vec::new();
    let mut out = Vec::with_capacity(waits.len());
    for (unit, own) in expanded.units.iter().enumerate() {
        open.clear();
        open.extend(waits[unit].iter().copied());
        let mut last: Option<usize> = None;
        while let Some(other) = open.pop() {
            if seen[other] == unit {
                continue;
            }
            seen[other] = unit;
            // Behind a change of this session lie only earlier ones.
            if position[other] != usize::MAX && expanded.units[other].session == own.session {
                last = last.max_by_position(other, &position);
                continue;
            }
            open.extend(waits[other].iter().copied());
        }
        out.push(last);
    }
    out
}

trait Later {
    fn max_by_position(self, other: usize, position: &[usize]) -> Option<usize>;
}

impl Later for Option<usize> {
    fn max_by_position(self, other: usize, position: &[usize]) -> Option<usize> {
        match self {
            Some(last) if position[last] >= position[other] => Some(last),
            _ => Some(other),
        }
    }
}

/// The shortest cycle through the unit that is highest in the file, named in order.
fn cycle(expanded: &Expanded, waits: &[Vec<usize>]) -> Diagnostic {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    let nodes: Vec<_> = waits.iter().map(|_| graph.add_node(())).collect();
    for (unit, list) in waits.iter().enumerate() {
        for other in list {
            graph.add_edge(nodes[unit], nodes[*other], ());
        }
    }
    // kosaraju_scc does not recurse, so a long chain cannot exhaust the stack.
    let knots = kosaraju_scc(&graph)
        .into_iter()
        .filter(|knot| knot.len() > 1 || knot.first().is_some_and(|node| graph.contains_edge(*node, *node)));
    let knot: Vec<usize> = knots
        .map(|knot| knot.iter().map(|node| node.index()).collect::<Vec<_>>())
        .min_by_key(|knot| knot.iter().min().copied())
        .unwrap_or_default();
    let start = knot.iter().min().copied().unwrap_or(0);
    let path = shortest(start, &knot, waits);
    let ids: Vec<String> = path.iter().chain([&start]).map(|unit| expanded.units[*unit].id.clone()).collect();
    let own = &expanded.units[start];
    let help = match path.get(1).filter(|next| **next > start) {
        Some(next) => {
            let next = &expanded.units[*next].id;
            format!(
                "`{}` reads or needs `{next}`, which stands below it and follows it by default; give `{next}` its own `needs`, such as `needs: []`",
                own.id
            )
        }
        None => "take one of these out of `needs`".to_owned(),
    };
    Diagnostic::error("cycle", own.at, format!("these steps wait for each other: {}", ids.join(" -> "))).help(help)
}

/// Breadth first from `start` back to it.
fn shortest(start: usize, knot: &[usize], waits: &[Vec<usize>]) -> Vec<usize> {
    let mut came: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(unit) = open.pop_front() {
        for next in waits[unit].iter().filter(|next| knot.contains(next)) {
            if *next == start {
                let mut path = vec![unit];
                let mut at = unit;
                while at != start {
                    at = came[&at];
                    path.push(at);
                }
                path.reverse();
                return path;
            }
            if !came.contains_key(next) {
                came.insert(*next, unit);
                open.push_back(*next);
            }
        }
    }
    vec![start]
}
