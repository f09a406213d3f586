//! From a prompt to operations, and from operations to a new timeline: whole or not at all.

use super::answer::{examples, nearest, refusal, suggestions};
use super::joint;
use super::kept::kept;
use super::{Edit, Facts, NO_TRANSCRIPT, Needs, OPS, Plan, Read, Refusal, Scene, Stage, UNSUPPORTED, spelling};
use crate::backend::local::model::{self, Timeline};
use crate::backend::local::probe::Kind;
use crate::backend::local::store::Session;
use crate::backend::local::upload;
use crate::backend::local::words::{Clause, Fragment, bounded, fragments, leaves, re, tells};

/// A prompt that was understood.
pub struct Reading {
    pub timeline: Timeline,
    plans: Vec<Plan>,
    notes: Vec<String>,
}

/// How a prompt ends.
pub enum Outcome {
    Changed {
        timeline: Box<Timeline>,
        text: String,
    },
    /// An answer that changes nothing.
    Said {
        text: String,
    },
    /// Undo and redo: another draft, with the history that goes with it.
    Stepped {
        session: Box<Session>,
        text: String,
    },
    Refused {
        code: &'static str,
        text: String,
    },
}

/// A clause that was tried.
enum Tried {
    Done(Vec<Plan>),
    /// Words such as "don't add music", and the operations that they speak of.
    Left {
        words: String,
        ops: Vec<&'static str>,
    },
    /// What somebody has, which asks for nothing.
    Told,
    Cannot {
        label: String,
        why: String,
    },
    /// What nobody understood, and the operation that came nearest.
    Unknown {
        words: String,
        near: Option<&'static str>,
    },
}

impl Reading {
    /// What must be found out before it can be applied.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        for plan in &self.plans {
            needs.levels |= plan.needs.levels;
            needs.words = needs.words.or_else(|| plan.needs.words.clone());
            needs.music = needs.music.or(plan.needs.music);
        }
        needs
    }

    /// The media whose sound matters: those on the main track and those that may come onto it.
    pub fn footage<'a>(&self, session: &'a Session) -> Vec<&'a crate::backend::local::store::Medium> {
        let joins = self.plans.iter().any(|plan| plan.stage == Stage::Material);
        session
            .media
            .iter()
            .filter(|medium| {
                self.timeline.main.iter().any(|clip| clip.src == medium.name)
                    || (joins && medium.probe.kind == Kind::Video)
            })
            .collect()
    }
}

/// Reads a prompt against a session; slips of spelling are mended where that makes all of it clear.
///
/// # Errors
/// With the whole answer, where the prompt needs no timeline or cannot be carried out.
pub fn read(session: &Session, prompt: &str) -> Result<Reading, Outcome> {
    let mut unknown = vec![];
    let written = as_written(session, prompt, &mut unknown);
    let Err(outcome) = written else { return written };
    if let Some((mended, slips)) = spelling::mended(prompt, &unknown)
        && let Ok(mut reading) = as_written(session, &mended, &mut vec![])
    {
        reading.notes.extend(slips.iter().map(|(word, meant)| format!("Read \"{word}\" as \"{meant}\".")));
        return Ok(reading);
    }
    Err(outcome)
}

fn as_written(session: &Session, prompt: &str, not_understood: &mut Vec<String>) -> Result<Reading, Outcome> {
    let refused = |text: String| Outcome::Refused { code: UNSUPPORTED, text };
    if let Some(outcome) = super::undo::answer(session, prompt) {
        return Err(outcome);
    }
    let timeline = timeline(session).map_err(refused)?;
    let scene = Scene { timeline: &timeline, media: &session.media };
    let names: Vec<&str> = session.media.iter().map(|medium| medium.name.as_str()).collect();
    let whole = Clause::new(prompt, &names);
    let parts = fragments(&whole);
    if parts.is_empty() {
        return Err(refused("the prompt is empty".into()));
    }
    let bounded = bounded(&whole, &parts);
    let mut tried = clauses(&whole, &bounded, &scene);
    if bounded != parts && !tried.iter().all(|one| matches!(one, Tried::Done(_) | Tried::Told)) {
        tried = clauses(&whole, &parts, &scene);
    }
    let (mut plans, mut left, mut cannot, mut unknown) = (vec![], vec![], vec![], vec![]);
    for one in tried {
        match one {
            Tried::Done(more) => plans.extend(more),
            Tried::Left { words, ops } => left.push((words, ops)),
            Tried::Told => {}
            Tried::Cannot { label, why } => cannot.push((label, why)),
            Tried::Unknown { words, near } => unknown.push((words, near)),
        }
    }
    // "Trim the pauses but not the last one" is an instruction that would be lost.
    left.retain(|(words, ops): &(String, Vec<&str>)| {
        let against = |plan: &Plan| ops.contains(&plan.op) || ops.contains(&"mute") && plan.label == "mute";
        let lost = !plans.is_empty() && (ops.is_empty() || plans.iter().any(against));
        if lost {
            unknown.push((words.clone(), None));
        }
        !lost
    });
    let left: Vec<String> = left.into_iter().map(|(words, _)| words).collect();
    not_understood.extend(unknown.iter().map(|(words, _)| words.clone()));
    if !cannot.is_empty() || !unknown.is_empty() {
        let mut text = refusal(&plans, &cannot, &unknown);
        let vague = re!(
            r"\b(?:better|polish(?:ed)?|nicer?|professional(?:ly)?|improve|enhance|engaging|cooler|awesome|amazing|edit)\b|好看|专业|优化|美化"
        );
        if unknown.iter().any(|(words, _)| vague.is_match(words)) {
            text += &format!(". With this footage, say for example: {}", suggestions(&scene));
        }
        return Err(refused(text));
    }
    if plans.is_empty() && left.is_empty() {
        return Err(refused(format!(
            "the prompt says what there is, and nothing to do; nothing was changed. Say what to do, for example: {}",
            examples()
        )));
    }
    if plans.is_empty() {
        return Err(refused(format!(
            "the prompt only says what not to do ({}); nothing was changed. Say what to do, for example: {}",
            left.join("; "),
            examples()
        )));
    }
    let asked: Vec<&str> = plans.iter().map(|plan| plan.op).collect();
    plans.retain(|plan| plan.yields.is_none_or(|op| !asked.contains(&op)));
    // Said twice is wished once.
    let mut said: Vec<(&str, String)> = vec![];
    plans.retain(|plan| {
        let one = (plan.op, plan.label.clone());
        let new = !said.contains(&one);
        said.push(one);
        new
    });
    plans.sort_by_key(|plan| plan.stage);
    let notes = left.into_iter().map(|words| format!("Left alone, as asked: {words}.")).collect();
    Ok(Reading { timeline, plans, notes })
}

/// Carries out what was read.
pub fn apply(session: &Session, reading: Reading, facts: &Facts) -> Outcome {
    let mut edit = Edit::new(&reading.timeline, &session.media, facts);
    let mut said = vec![];
    for plan in &reading.plans {
        match (plan.act)(&mut edit) {
            Ok(text) => said.push(text),
            Err(Refusal::NoTranscript(text)) => return Outcome::Refused { code: NO_TRANSCRIPT, text },
            Err(Refusal::Cannot(why)) => {
                let others: Vec<&Plan> = reading.plans.iter().filter(|other| other.label != plan.label).collect();
                return Outcome::Refused {
                    code: UNSUPPORTED,
                    text: refusal(&others, &[(plan.label.clone(), why)], &[]),
                };
            }
        }
        if edit.now.total() == 0 {
            return Outcome::Refused {
                code: UNSUPPORTED,
                text: format!("nothing was changed: `{}` would leave an empty timeline", plan.label),
            };
        }
    }
    said.extend(reading.notes);
    let text = said.join("\n");
    let same = session.draft.as_ref().is_some_and(|draft| *draft == model::write(&edit.now));
    if same { Outcome::Said { text } } else { Outcome::Changed { timeline: Box::new(edit.now), text } }
}

/// The session's timeline. Footage begins one by itself; a single sound, or pictures alone, do so when
/// the first prompt comes.
fn timeline(session: &Session) -> Result<Timeline, String> {
    if let Some(draft) = &session.draft {
        return model::read(draft).map_err(|error| format!("the timeline of this session cannot be read: {error}"));
    }
    let of = |kind: Kind| session.media.iter().filter(move |medium| medium.probe.kind == kind);
    let first = of(Kind::Video).next().or_else(|| of(Kind::Image).next()).or_else(|| of(Kind::Audio).next());
    let Some(first) = first else {
        return Err(
            "there is no footage in this session; upload a video first. Nothing can be generated from words here"
                .into(),
        );
    };
    let mut timeline = upload::whole(first);
    timeline.title = session.name.clone();
    if first.probe.kind == Kind::Image {
        timeline.main = of(Kind::Image)
            .map(|medium| model::Clip::new(&medium.name, medium.stem(), 0, timeline.rate.frames(3.0)))
            .collect();
        timeline.fit = model::Fit::Blur;
        let upright = first.probe.height > first.probe.width;
        (timeline.width, timeline.height) = if upright { (1080, 1920) } else { (1920, 1080) };
    }
    Ok(timeline)
}

/// Reads the fragments one by one; one that means nothing alone is tried with those behind it, and
/// then with the one before it.
fn clauses(whole: &Clause, parts: &[Fragment], scene: &Scene) -> Vec<Tried> {
    let mut done: Vec<(Fragment, Tried)> = vec![];
    let mut index = 0;
    while index < parts.len() {
        let part = parts[index];
        let tried = |from: usize, to: usize| try_clause(&whole.part(from, to), scene);
        let here = whole.part(part.from, part.to);
        let before = done.last().filter(|(_, tried)| understood(tried)).map(|(before, _)| *before);
        let op = done.last().and_then(|(_, tried)| match tried {
            Tried::Done(plans) => plans.last().map(|plan| plan.op),
            _ => None,
        });
        if joint::goes_anyway(&here, op) {
            index += 1;
            continue;
        }
        let (points_back, narrows) = (joint::points_back(&here, op), joint::narrows(&here, op));
        if let Some(before) = before.filter(|_| points_back || narrows) {
            // What joins them, such as "but", is no word of either.
            let joined = match narrows {
                true => try_clause(&here.with_verb(whole.part(before.from, before.to).lower()), scene),
                false => tried(before.from, part.to),
            };
            if narrows && !understood(&joined) {
                let words = here.shown(here.text());
                done.push((part, Tried::Unknown { words, near: None }));
                index += 1;
                continue;
            }
            if narrows || matches!(&joined, Tried::Done(plans) if plans.len() == 1) {
                done.pop();
                done.push((Fragment { from: before.from, to: part.to }, joined));
                index += 1;
                continue;
            }
        }
        if let Some(verb) = joint::verb(&here, op) {
            let tried = match verb {
                "" => Tried::Cannot { label: "keep".into(), why: "only one range can be kept".into() },
                verb => try_clause(&here.with_verb(verb), scene),
            };
            if !matches!(tried, Tried::Unknown { .. }) {
                done.push((part, tried));
                index += 1;
                continue;
            }
        }
        let mut best = (part, tried(part.from, part.to), 1);
        if !understood(&best.1) {
            for more in 2..=3.min(parts.len() - index) {
                let joined = Fragment { from: part.from, to: parts[index + more - 1].to };
                let tried = tried(joined.from, joined.to);
                if understood(&tried) {
                    best = (joined, tried, more);
                    break;
                }
            }
        }
        if let Some(before) = before.filter(|_| !understood(&best.1)) {
            let joined = Fragment { from: before.from, to: part.to };
            let tried = tried(joined.from, joined.to);
            let says_more = matches!((&tried, &best.1), (Tried::Cannot { .. }, Tried::Unknown { .. }));
            if understood(&tried) || says_more {
                done.pop();
                best = (joined, tried, 1);
            }
        }
        index += best.2;
        done.push((best.0, best.1));
    }
    done.into_iter().map(|(_, tried)| tried).collect()
}

fn understood(tried: &Tried) -> bool {
    matches!(tried, Tried::Done(_) | Tried::Left { .. } | Tried::Told)
}

fn try_clause(clause: &Clause, scene: &Scene) -> Tried {
    if tells(clause) || leaves(clause) {
        return Tried::Told;
    }
    if let Some(ops) = kept(clause) {
        return Tried::Left { words: clause.shown(clause.text()), ops };
    }
    let negation = re!(
        r"\b(?:do\s+not|don't|dont|don’t|never|without|no\s+need\s+(?:to|for)|avoid|not)\b|^\s*no\b|不要|别|无需|不用|不必|不需要|不加"
    );
    let exception = re!(r"\b(?:but|except|only|unless|other\s+than|more\s+than|longer\s+than)\b|除了|只|以外");
    let Some(found) = negation.find(clause.lower()) else { return instructions(clause, scene) };
    // An operation may know the negation as one of its own words.
    let whole = instructions(clause, scene);
    if understood(&whole) {
        return whole;
    }
    let (head, tail) = (clause.part(0, found.start()), clause.part(found.start(), clause.lower().len()));
    if tail.has(exception) {
        return Tried::Unknown { words: clause.shown(clause.text()), near: None };
    }
    let mut spoken = tail.clone();
    spoken.drop(negation);
    let ops: Vec<&'static str> = match instructions(&spoken, scene) {
        Tried::Done(plans) => plans.iter().map(|plan| plan.op).collect(),
        Tried::Unknown { near, .. } => near.into_iter().collect(),
        Tried::Cannot { label, .. } => {
            OPS.iter().map(|op| op.name).filter(|name| name.replace('_', " ") == label).collect()
        }
        Tried::Left { .. } | Tried::Told => vec![],
    };
    if head.rest().is_empty() {
        return Tried::Left { words: clause.shown(clause.text()), ops };
    }
    match instructions(&head, scene) {
        Tried::Done(plans) if ops.is_empty() || plans.iter().any(|plan| ops.contains(&plan.op)) => {
            Tried::Unknown { words: tail.shown(tail.text()), near: None }
        }
        done => done,
    }
}

fn instructions(clause: &Clause, scene: &Scene) -> Tried {
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
                return Tried::Unknown { near: nearest(&words), words };
            }
            Some((_, name, _, Read::Cannot(why))) => return Tried::Cannot { label: name.replace('_', " "), why },
            Some((left, name, tried, Read::Do(more))) => {
                plans.extend(more.into_iter().map(|plan| Plan { op: name, ..plan }));
                if left == 0 {
                    return Tried::Done(plans);
                }
                if left >= rest.rest().chars().count() || plans.len() > 8 {
                    return Tried::Unknown { words: tried.rest(), near: Some(name) };
                }
                rest = tried;
            }
            Some((.., Read::No)) => return Tried::Unknown { words: rest.rest(), near: None },
        }
    }
}
