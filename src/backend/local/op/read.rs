//! From a prompt to operations, and from operations to a new timeline: whole or not at all.

mod naming;
mod refine;

use super::answer::{examples, refusal, suggestions};
use super::clauses::{Tried, clauses};
use super::{Edit, Facts, NO_TRANSCRIPT, Needs, Plan, Refusal, Scene, Stage, UNSUPPORTED, spelling};
use crate::backend::local::model::{self, Timeline};
use crate::backend::local::probe::Kind;
use crate::backend::local::store::Session;
use crate::backend::local::upload;
use crate::backend::local::words::{Clause, bounded, fragments, re};

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

impl Reading {
    /// What must be found out before it can be applied.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        for plan in &self.plans {
            needs.levels |= plan.needs.levels;
            needs.words = needs.words.or_else(|| plan.needs.words.clone());
            needs.music = needs.music.or(plan.needs.music);
            needs.effects.extend(&plan.needs.effects);
            needs.black |= plan.needs.black;
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
    if let Some(outcome) = super::undo::answer(session, prompt) {
        return Err(outcome);
    }
    let names: Vec<&str> = session.media.iter().map(|medium| medium.name.as_str()).collect();
    // As it stands, and where that is not clear in plainer words.
    let either = |prompt: &str, unknown: &mut Vec<String>| {
        let whole = Clause::new(prompt, &names);
        let (mut first, mut second) = (vec![], vec![]);
        let reading = as_written(session, &whole, &mut first).or_else(|outcome| {
            // Of two refusals the one that leaves nothing unclear.
            as_written(session, &whole.plainer(), &mut second)
                .map_err(|plainer| if second.is_empty() && !first.is_empty() { plainer } else { outcome })
        });
        unknown.extend(first.into_iter().chain(second));
        reading
    };
    // "Make it bigger" speaks of what the last edit put there.
    if let Some(named) = refine::named(session, prompt)
        && let Ok(reading) = either(&named, &mut vec![])
    {
        return Ok(reading);
    }
    let mut unknown = vec![];
    let written = either(prompt, &mut unknown);
    let Err(outcome) = written else { return written };
    for named in naming::readings(session, prompt) {
        if let Ok(reading) = either(&named, &mut vec![]) {
            return Ok(reading);
        }
    }
    if let Some((mended, slips)) = spelling::mended(prompt, &unknown)
        && let Ok(mut reading) = either(&mended, &mut vec![])
    {
        reading.notes.extend(slips.iter().map(|(word, meant)| format!("Read \"{word}\" as \"{meant}\".")));
        return Ok(reading);
    }
    Err(outcome)
}

fn as_written(session: &Session, whole: &Clause, not_understood: &mut Vec<String>) -> Result<Reading, Outcome> {
    let refused = |text: String| Outcome::Refused { code: UNSUPPORTED, text };
    let timeline = timeline(session).map_err(refused)?;
    let scene = Scene { timeline: &timeline, media: &session.media };
    let parts = fragments(whole);
    if parts.is_empty() {
        return Err(refused("the prompt is empty".into()));
    }
    let bounded = bounded(whole, &parts);
    let mut tried = clauses(whole, &bounded, &scene);
    if bounded != parts && !tried.iter().all(|one| matches!(one, Tried::Done(_) | Tried::Told)) {
        tried = clauses(whole, &parts, &scene);
    }
    let (mut plans, mut left, mut cannot, mut unknown, mut asides) = (vec![], vec![], vec![], vec![], vec![]);
    for one in tried {
        match one {
            Tried::Done(more) => plans.extend(more),
            Tried::Left { words, ops } => left.push((words, ops)),
            Tried::Told => {}
            Tried::Aside(words) => asides.push(words),
            Tried::Cannot { label, why } => cannot.push((label, why)),
            Tried::Unknown { words, near, why } => unknown.push((words, near, why)),
        }
    }
    // "Trim the pauses but not the last one" is an instruction that would be lost.
    left.retain(|(words, ops): &(String, Vec<&str>)| {
        let against = |plan: &Plan| {
            ops.contains(&plan.op) && !(ops.contains(&"mute") && plan.label.starts_with("music"))
                || ops.contains(&"mute") && plan.label == "mute"
                || ops.contains(&"duck") && plan.op == "bgm"
        };
        let lost = !plans.is_empty() && (ops.is_empty() || plans.iter().any(against));
        if lost {
            unknown.push((words.clone(), None, None));
        }
        !lost
    });
    // "Cut it to 20 s, keep the best parts": one wish that two operations took for theirs.
    if let Some(words) = super::joint::twice_cut(&plans).or_else(|| super::joint::twice_sped(&plans)) {
        unknown.push((words, None, None));
    }
    let left: Vec<String> = left.into_iter().map(|(words, _)| words).collect();
    not_understood.extend(unknown.iter().map(|(words, ..)| words.clone()));
    if !cannot.is_empty() || !unknown.is_empty() {
        let mut text = refusal(&plans, &cannot, &unknown);
        let vague = re!(
            r"\b(?:better|polish(?:ed)?|nicer?|professional(?:ly)?|improve|enhance|engaging|cooler|awesome|amazing|edit)\b|好看|专业|优化|美化"
        );
        if unknown.iter().any(|(words, ..)| vague.is_match(words)) {
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
    let mut said: Vec<(&str, String, String)> = vec![];
    plans.retain(|plan| {
        let one = (plan.op, plan.label.clone(), plan.place.clone());
        let new = !said.contains(&one);
        said.push(one);
        new
    });
    // "Keep the first 4 seconds and join b.mp4": what comes behind the cut is not cut by it.
    if let Some(kept) = plans.iter().position(|plan| plan.op == "keep") {
        let behind = plans[kept..].iter_mut().filter(|plan| plan.stage == Stage::Material);
        behind.for_each(|plan| plan.stage = Stage::Order);
    }
    // "Speed it up 2x, then trim to 10 seconds": ten seconds are left in the end.
    if let Some(sped) = plans.iter().position(|plan| plan.op == "speed" && plan.stage == Stage::Speed) {
        let behind =
            plans[sped..].iter_mut().filter(|plan| plan.op == "keep" && plan.label.starts_with(super::keep::TO));
        behind.for_each(|plan| plan.stage = Stage::Pace);
    }
    plans.sort_by_key(|plan| plan.stage);
    let mut notes: Vec<String> = left.into_iter().map(|words| format!("Left alone, as asked: {words}.")).collect();
    notes.extend(asides.into_iter().map(|words: String| format!("Took \"{words}\" for a remark.")));
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
