//! Cycles, each named whole.

use std::collections::{HashMap, HashSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use crate::text::Diagnostic;
use crate::workflow::Expanded;

/// One diagnostic for each knot of steps that wait for each other.
pub fn cycles(expanded: &Expanded, waits: &[Vec<usize>]) -> Vec<Diagnostic> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(waits.len(), waits.len() * 2);
    let nodes: Vec<_> = waits.iter().map(|_| graph.add_node(())).collect();
    for (unit, list) in waits.iter().enumerate() {
        for other in list {
            graph.add_edge(nodes[unit], nodes[*other], ());
        }
    }
    // kosaraju_scc does not recurse, so a long chain cannot exhaust the stack.
    let knots = kosaraju_scc(&graph).into_iter().map(|knot| knot.iter().map(|node| node.index()).collect());
    let mut knots: Vec<HashSet<usize>> = knots
        .filter(|knot: &HashSet<usize>| knot.len() > 1 || knot.iter().any(|unit| waits[*unit].contains(unit)))
        .collect();
    knots.sort_by_key(|knot| knot.iter().min().copied());
    knots.iter().map(|knot| cycle(expanded, waits, knot)).collect()
}

/// The shortest cycle through the knot's unit that is highest in the file, named in order.
fn cycle(expanded: &Expanded, waits: &[Vec<usize>], knot: &HashSet<usize>) -> Diagnostic {
    let id = |unit: usize| expanded.units[unit].id.as_str();
    let start = knot.iter().min().copied().expect("a knot has units");
    let path = shortest(start, knot, waits);
    let ids: Vec<&str> = path.iter().chain([&start]).map(|unit| id(*unit)).collect();
    let found = |message: String| Diagnostic::error("cycle", expanded.units[start].at, message);
    if path.len() == 1 {
        let message = format!("`{}` waits for itself: {}", id(start), ids.join(" -> "));
        return found(message).help(format!("take `{}` out of its own `needs`", id(start)));
    }
    let down = path.iter().zip(path.iter().skip(1).chain([&start])).find(|(unit, next)| next > unit);
    let help = match down {
        Some((unit, next)) if by_default(expanded, *next) => format!(
            "`{}` reads or needs `{next}`, which stands below it and follows it by default; move it up, or give `{next}` its own `needs`, such as `needs: []`",
            id(*unit),
            next = id(*next)
        ),
        Some((unit, next)) => format!("`{}` or `{}` has to do without the other", id(*unit), id(*next)),
        None => "take one of these out of `needs`".to_owned(),
    };
    found(format!("these steps wait for each other: {}", ids.join(" -> "))).help(help)
}

/// Whether what a unit waits for may come from the default order.
fn by_default(expanded: &Expanded, unit: usize) -> bool {
    let held = expanded
        .holds
        .iter()
        .any(|hold| hold.needs.as_ref().is_some_and(|needs| !needs.names.is_empty()) && hold.units.contains(&unit));
    expanded.units[unit].needs.is_none() && !held
}

/// Breadth first from `start` back to it.
fn shortest(start: usize, knot: &HashSet<usize>, waits: &[Vec<usize>]) -> Vec<usize> {
    let mut came: HashMap<usize, usize> = HashMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(unit) = open.pop_front() {
        for next in waits[unit].iter().filter(|next| knot.contains(next)) {
            if *next == start {
                let mut path = vec![unit];
                while let Some(before) = path.last().filter(|unit| **unit != start).and_then(|unit| came.get(unit)) {
                    path.push(*before);
                }
                path.reverse();
                return path;
            }
            came.entry(*next).or_insert_with(|| {
                open.push_back(*next);
                unit
            });
        }
    }
    vec![start]
}
