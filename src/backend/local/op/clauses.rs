//! From the fragments of a prompt to what each of them asks for.

use super::answer::nearest;
use super::each::of_both;
use super::joint;
use super::kept::kept;
use super::portion::{again, bare, except, once_more, only_excepts, pointing, when};
use super::{OPS, Plan, Read, Scene, WRITING, beyond};
use crate::backend::local::words::{Clause, Fragment, aside, leaves, re, tells};

/// A clause that was tried.
pub enum Tried {
    Done(Vec<Plan>),
    /// Words such as "don't add music", and the operations that they speak of.
    Left {
        words: String,
        ops: Vec<&'static str>,
    },
    /// What somebody has, which asks for nothing.
    Told,
    /// A remark beside what is asked.
    Aside(String),
    Cannot {
        label: String,
        why: String,
    },
    /// What nobody understood, and the operation that came nearest.
    Unknown {
        words: String,
        near: Option<&'static str>,
        /// Why nothing here does that, where it is known.
        why: Option<&'static str>,
    },
}

/// How a fragment was taken.
enum Taken {
    /// For itself.
    Alone(Tried),
    /// Together with the one before it, in whose place both stand now.
    WithBefore(Fragment, Tried),
    /// As a word that asks for nothing.
    Passed,
}

/// Reads the fragments one by one; one that means nothing alone is tried with those behind it, and
/// then with the one before it.
pub fn clauses(whole: &Clause, parts: &[Fragment], scene: &Scene) -> Vec<Tried> {
    let mut done: Vec<(Fragment, Tried)> = vec![];
    let mut index = 0;
    while index < parts.len() {
        let part = parts[index];
        if of_both(whole, part, &mut done, scene) {
            index += 1;
            continue;
        }
        match hangs_on(whole, part, &done, scene) {
            Some(Taken::Alone(tried)) => done.push((part, tried)),
            Some(Taken::WithBefore(joined, tried)) => {
                done.pop();
                done.push((joined, tried));
            }
            Some(Taken::Passed) => {}
            None => {
                let (joined, tried, count, before) = by_itself(whole, (parts, index), &done, scene);
                if before {
                    done.pop();
                }
                done.push((joined, tried));
                index += count;
                continue;
            }
        }
        index += 1;
    }
    done.into_iter().map(|(_, tried)| tried).collect()
}

/// The last one that was read, where it was understood, and the operation that it ended with.
pub(super) fn last(done: &[(Fragment, Tried)]) -> (Option<Fragment>, Option<&'static str>) {
    let Some((part, tried)) = done.last() else { return (None, None) };
    let op = match tried {
        Tried::Done(plans) => plans.last().map(|plan| plan.op),
        _ => None,
    };
    (understood(tried).then_some(*part), op)
}

/// Reads a fragment by what stands before it; none where it hangs on nothing.
fn hangs_on(whole: &Clause, part: Fragment, done: &[(Fragment, Tried)], scene: &Scene) -> Option<Taken> {
    let here = whole.part(part.from, part.to);
    let (before, op) = last(done);
    let joined = |before: Fragment| Fragment { from: before.from, to: part.to };
    let behind = |clause: &Clause, before: Fragment| {
        try_clause(&clause.with_verb(whole.part(before.from, before.to).lower()), scene)
    };
    if joint::goes_anyway(&here, op) {
        return Some(Taken::Passed);
    }
    let earlier: Vec<Clause> = done.iter().map(|(part, _)| whole.part(part.from, part.to)).collect();
    let verbed = joint::verb(&here, op).filter(|verb| !verb.is_empty()).map(|verb| here.with_verb(verb));
    let tight = before.is_some_and(|before| {
        re!(r"^\s*(?:\band\b|&|[,，]?\s*(?:并且|同时|并|以及|也|且|然后|接着|再)+)\s*$")
            .is_match(&whole.lower()[before.to..part.from])
    });
    let tight =
        tight || joint::same_look(&here) && earlier.last().is_some_and(|words| words.has(re!(r"^[\s|]*make\s")));
    if let Some(clause) = earlier.last().and_then(|words| joint::in_full(&here, words, op, scene))
        && let Tried::Done(plans) = try_clause(&clause, scene)
    {
        return Some(Taken::Alone(Tried::Done(plans)));
    }
    if let (Some(words), Some(op)) = (earlier.last(), op)
        && let Some(tried) = once_more(words, &here, op, scene)
    {
        return Some(Taken::Alone(tried));
    }
    let points = |clause: &Clause| pointing(clause, &earlier, op, tight, scene);
    if let Some(tried) = points(&here).filter(understood).or_else(|| points(verbed.as_ref()?)).or_else(|| points(&here))
    {
        return Some(Taken::Alone(tried));
    }
    if let Some(before) = before.filter(|_| op.is_some() && only_excepts(&here, scene)) {
        return Some(Taken::WithBefore(joined(before), behind(&here, before)));
    }
    let earlier_words = before.map(|before| whole.part(before.from, before.to));
    let other =
        joint::speaks_of_another(&here, op).or_else(|| joint::ends_what_plays(&here, earlier_words.as_ref()?, op));
    if let Some(words) = other {
        let before = before?;
        let together = try_clause(&whole.part(before.from, part.to), scene);
        if matches!(&together, Tried::Done(plans) if plans.iter().all(|plan| Some(plan.op) == op)) {
            return Some(Taken::WithBefore(joined(before), together));
        }
        return Some(Taken::Alone(Tried::Unknown { words, near: None, why: None }));
    }
    if let Some(before) = before
        && let Some(clause) = earlier_words.as_ref().and_then(|words| joint::lasting(&here, words, op, scene))
        && let Tried::Done(plans) = try_clause(&clause, scene)
        && plans.len() == 1
        && keeps(&plans, op)
    {
        return Some(Taken::WithBefore(joined(before), Tried::Done(plans)));
    }
    // What is shown while the voice goes on is shown over the picture, and not between.
    if let (Some(before), Some(words)) = (before.filter(|_| op == Some("insert")), &earlier_words)
        && kept(&here).is_some_and(|ops| ops.contains(&"mute"))
        && let Tried::Done(plans) = try_clause(&words.with_tail("b-roll"), scene)
        && plans.iter().all(|plan| plan.op == "broll")
    {
        return Some(Taken::WithBefore(joined(before), Tried::Done(plans)));
    }
    // "Music at 15%, then fade out": what comes after it is the whole.
    let after = before.is_some_and(|before| {
        re!(r"\bthen\b|然后|最后").is_match(&whole.lower()[before.to..part.from])
            && !here.has(re!(r"\b(?:it|them|music)\b"))
    });
    let narrows = joint::narrows(&here, op)
        || before.zip(op).is_some_and(|(before, op)| when(&here, &whole.part(before.from, before.to), op, scene));
    let points_back = joint::points_back(&here, op) && !after;
    if let Some(before) = before.filter(|_| points_back || narrows) {
        // What joins them, such as "but", is no word of either.
        let tried = match narrows {
            true => behind(&joint::narrowing(&here), before),
            false => match try_clause(&whole.part(before.from, part.to), scene) {
                Tried::Done(plans) => Tried::Done(plans),
                _ => behind(&here, before),
            },
        };
        if narrows && !understood(&tried) {
            let words = here.shown(here.text());
            return Some(Taken::Alone(Tried::Unknown { words, near: None, why: None }));
        }
        // What was asked for before is not to be lost by what hangs on it.
        if narrows
            || matches!(&tried, Tried::Done(plans) if keeps(plans, op) && (plans.len() == 1 || op == Some("bgm") && plans.iter().all(|plan| plan.op == "bgm")))
        {
            return Some(Taken::WithBefore(joined(before), tried));
        }
    }
    if let Some(verb) = joint::verb(&here, op) {
        if let Some(before) = before.filter(|_| verb.is_empty()) {
            let tried = try_clause(&whole.part(before.from, part.to), scene);
            return Some(match tried {
                Tried::Done(_) => Taken::WithBefore(joined(before), tried),
                other => Taken::Alone(other),
            });
        }
        let same =
            |tried: &Tried| matches!(tried, Tried::Done(plans) if plans.last().is_some_and(|plan| Some(plan.op) == op));
        let alike = done.iter().rev().take_while(|(_, tried)| same(tried));
        let mut places = alike.map(|(part, _)| joint::place_too(&here, &whole.part(part.from, part.to), op));
        let place = places.find(|place| !place.is_empty()).unwrap_or_default();
        let behind = before.is_some_and(|before| re!(r"\bthen\b").is_match(&whole.lower()[before.to..part.to]));
        let row: Vec<Clause> = match behind {
            true => {
                done.iter().filter(|(_, tried)| same(tried)).map(|(part, _)| whole.part(part.from, part.to)).collect()
            }
            false => vec![],
        };
        let when = joint::behind(&here, &row, op, scene);
        let tried = try_clause(&here.with_verb(&format!("{verb}{place}{when}")), scene);
        if !matches!(tried, Tried::Unknown { .. }) {
            return Some(Taken::Alone(tried));
        }
    }
    // "Split at 5, 10 and 15 seconds": the words stand in the first of them.
    let op = op.filter(|_| before.is_some())?;
    let alike = done.iter().rev().take_while(|(_, tried)| match tried {
        Tried::Done(plans) => plans.last().is_some_and(|plan| plan.op == op),
        _ => false,
    });
    let mut alike = alike.filter_map(|(part, _)| again(&whole.part(part.from, part.to), &here, op, scene));
    alike.next().map(Taken::Alone)
}

/// Reads the fragment at `index` as it is, else with those behind it, else with the one before
/// it. Also how many were taken, and whether the one before is among them.
fn by_itself(
    whole: &Clause,
    (parts, index): (&[Fragment], usize),
    done: &[(Fragment, Tried)],
    scene: &Scene,
) -> (Fragment, Tried, usize, bool) {
    let part = parts[index];
    let here = whole.part(part.from, part.to);
    let (before, op) = last(done);
    let tried = |part: Fragment| try_clause(&whole.part(part.from, part.to), scene);
    let mut best = (part, tried(part), 1, false);
    if !understood(&best.1) {
        for count in 2..=3.min(parts.len() - index) {
            let end = parts[index + count - 1];
            let joined = Fragment { from: part.from, to: end.to };
            let together = tried(joined);
            // Two wishes are no one wish because one of them is not clear.
            let several = matches!(&together, Tried::Done(plans) if plans.iter().any(|plan| plan.op != plans[0].op));
            let apart = stops(whole, part, end) || understood(&tried(end));
            if understood(&together) && !(several && apart) {
                best = (joined, together, count, false);
                break;
            }
        }
    }
    if let Some(before) = before.filter(|_| !understood(&best.1)) {
        let joined = Fragment { from: before.from, to: part.to };
        // What joins them, such as "but", may be no word of either.
        let apart = || try_clause(&here.with_verb(whole.part(before.from, before.to).lower()), scene);
        let together = Some(tried(joined)).filter(understood).unwrap_or_else(apart);
        // A wish of its own behind a comma is no part of the one before it because it is not clear.
        let stop = stops(whole, before, part);
        let had =
            |op: &str| matches!(done.last(), Some((_, Tried::Done(plans))) if plans.iter().any(|plan| plan.op == op));
        let lost = matches!(&together, Tried::Done(plans)
            if !keeps(plans, op) || stop && plans.iter().any(|plan| !had(plan.op)));
        let says_more = matches!((&together, &best.1), (Tried::Cannot { .. }, Tried::Unknown { .. }));
        if (understood(&together) || says_more) && !lost {
            best = (joined, together, 1, true);
        }
    }
    if !understood(&best.1) && parts.len() > 1 && here.rest().is_empty() {
        best.1 = Tried::Told;
    }
    // A prompt that is cut off says so.
    let broken = parts.len() > 1
        && index + 1 == parts.len()
        && here
            .has(re!(r"^[\s|]*(?:and\s+|then\s+)*(?:add|put|make|with|also|plus|include|apply|use|insert)[\s|.…]*$"));
    if !understood(&best.1) && (broken || here.is_easy() && aside(&here)) {
        best.1 = Tried::Aside(here.shown(here.text()));
    }
    best
}

/// Whether a comma or the end of a sentence stands somewhere between two fragments.
fn stops(whole: &Clause, one: Fragment, other: Fragment) -> bool {
    re!(r"[,，;；.。]|\bthen\b|然后").is_match(&whole.lower()[one.to..other.from])
}

pub fn understood(tried: &Tried) -> bool {
    matches!(tried, Tried::Done(_) | Tried::Left { .. } | Tried::Told | Tried::Aside(_))
}

pub(super) fn try_clause(clause: &Clause, scene: &Scene) -> Tried {
    if tells(clause) || leaves(clause) {
        return Tried::Told;
    }
    if let Some(ops) = kept(clause) {
        return Tried::Left { words: clause.shown(clause.text()), ops };
    }
    if let Some(tried) = except(clause, scene) {
        return tried;
    }
    let negation = re!(
        r"\b(?:do\s+not|don't|dont|don’t|never|without|no\s+need\s+(?:to|for)|avoid|not)\b|^\s*no\b|不要|别|无需|不用|不必|不需要|不加"
    );
    let exception = re!(
        r"\b(?:but|except|only|unless|other\s+than|more\s+than|longer\s+than|too|so|overly)\b|除了|只|以外|太|那么|这么"
    );
    let Some(found) = negation.find(clause.lower()) else { return instructions(clause, scene) };
    // An operation may know the negation as one of its own words.
    let whole = instructions(clause, scene);
    if understood(&whole) {
        return whole;
    }
    let (head, tail) = (clause.part(0, found.start()), clause.part(found.start(), clause.lower().len()));
    if tail.has(exception) {
        return Tried::Unknown { words: clause.shown(clause.text()), near: None, why: None };
    }
    let mut spoken = tail.clone();
    spoken.drop(negation);
    let ops: Vec<&'static str> = match instructions(&spoken, scene) {
        Tried::Done(plans) => plans.iter().map(|plan| plan.op).collect(),
        Tried::Unknown { near, .. } => near.into_iter().collect(),
        Tried::Cannot { label, .. } => {
            OPS.iter().map(|op| op.name).filter(|name| name.replace('_', " ") == label).collect()
        }
        Tried::Left { .. } | Tried::Told | Tried::Aside(_) => vec![],
    };
    if bare(&head, scene).is_some() {
        // "The first 5 seconds without captions" keeps no 5 seconds.
        return Tried::Unknown { words: clause.shown(clause.text()), near: None, why: None };
    }
    if head.rest().is_empty() {
        return Tried::Left { words: clause.shown(clause.text()), ops };
    }
    match instructions(&head, scene) {
        Tried::Done(plans) if ops.is_empty() || plans.iter().any(|plan| ops.contains(&plan.op)) => {
            Tried::Unknown { words: tail.shown(tail.text()), near: None, why: None }
        }
        done => done,
    }
}

/// Whether an operation is among those that were read.
fn keeps(plans: &[Plan], op: Option<&str>) -> bool {
    // "Split it into 3 and keep the middle one" is one cut, and "split at 12 s and swap them" one move.
    op.is_none_or(|op| plans.iter().any(|plan| plan.op == op || op == "split" && matches!(plan.op, "part" | "shift")))
}

/// Why nothing does what these words of a clause ask for. Where nothing of it was understood, words that say
/// nothing elsewhere may tell what it is about.
fn why(clause: &Clause, words: &str) -> Option<&'static str> {
    beyond::why(words).or_else(|| (clause.rest() == words).then(|| beyond::why(clause.lower())).flatten())
}

pub fn instructions(clause: &Clause, scene: &Scene) -> Tried {
    let mut rest = clause.clone();
    let mut plans = vec![];
    loop {
        let mut best: Option<(usize, &'static str, Clause, Read)> = None;
        for op in OPS {
            let mut tried = rest.clone();
            let read = (op.parse)(&mut tried, scene);
            if matches!(read, Read::No) {
                continue;
            }
            // Words to show are taken by those that show words.
            let quotes = |clause: &Clause| clause.lower().matches('⟦').count();
            if quotes(&tried) < quotes(&rest) && !WRITING.contains(&op.name) {
                continue;
            }
            let left = tried.rest().chars().count();
            if best.as_ref().is_none_or(|(least, ..)| left < *least) {
                best = Some((left, op.name, tried, read));
            }
        }
        match best {
            None => {
                // Words that say nothing elsewhere are all that there is to show.
                let words = Some(rest.rest()).filter(|words| !words.is_empty());
                let words = words.unwrap_or_else(|| clause.shown(clause.text()));
                return Tried::Unknown { near: nearest(&words), why: why(clause, &words), words };
            }
            Some((_, name, _, Read::Cannot(why))) => return Tried::Cannot { label: name.replace('_', " "), why },
            Some((left, name, tried, Read::Do(more))) => {
                plans.extend(more.into_iter().map(|plan| Plan { op: name, ..plan }));
                if joint::at_odds(&plans) {
                    let words = clause.shown(clause.text());
                    return Tried::Unknown { near: None, why: beyond::why(&words), words };
                }
                if left == 0 {
                    return Tried::Done(plans);
                }
                if left >= rest.rest().chars().count() || plans.len() > 8 {
                    let words = tried.rest();
                    return Tried::Unknown { near: Some(name), why: why(clause, &words), words };
                }
                rest = tried;
            }
            Some((.., Read::No)) => return Tried::Unknown { words: rest.rest(), near: None, why: None },
        }
    }
}
