//! What is said once of several things that were asked for in one way.

use super::Scene;
use super::clauses::{Tried, last, try_clause};
use crate::backend::local::words::{Clause, Fragment, re, strict};

/// ""A" at 2 s, "B" at 8 s, both for 3 s": what is said of all that was asked for in one way.
pub fn of_both(whole: &Clause, part: Fragment, done: &mut [(Fragment, Tried)], scene: &Scene) -> bool {
    let here = whole.part(part.from, part.to);
    let lasting = re!(
        r"^[\s|]*(?:for\s+|of\s+|over\s+|lasting\s+)?(",
        strict!(),
        r")\s*(?:long\s+)?(?:each|both|apiece)(?:\s+of\s+them)?[\s|.!]*$"
    );
    let tail = if let Some(found) = lasting.captures(here.lower()) {
        Clause::new(&format!("for {}", &found[1]), &[])
    } else if let Some(found) = re!(r"^[\s|]*(?:both|each|all)(?:\s+of\s+them)?\s").find(here.lower()) {
        here.part(found.end(), here.lower().len())
    } else {
        return false;
    };
    let (_, Some(op)) = last(done) else { return false };
    let alike = |tried: &Tried| matches!(tried, Tried::Done(plans) if plans.len() == 1 && plans[0].op == op);
    let count = done.iter().rev().take_while(|(_, tried)| alike(tried)).count();
    let from = done.len() - count;
    let verb = if op == "text" || op == "title" { format!("add {op}") } else { String::new() };
    let again: Vec<Tried> = done[from..]
        .iter()
        .map(|(part, _)| whole.part(part.from, part.to).with_tail(tail.lower()))
        .map(|clause| {
            Some(try_clause(&clause, scene))
                .filter(alike)
                .unwrap_or_else(|| try_clause(&clause.with_verb(&verb), scene))
        })
        .collect();
    if count < 2 || !again.iter().all(alike) {
        return false;
    }
    done[from..].iter_mut().zip(again).for_each(|((_, tried), new)| *tried = new);
    true
}
