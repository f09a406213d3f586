//! Short sounds at moments: one that was uploaded, else one of a few that are computed.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage, is_sound, show};
use crate::backend::local::effects::{EFFECTS, Effect};
use crate::backend::local::model::{Frames, Rate, Sound, SoundRole, TextRole, positions};
use crate::backend::local::store::Medium;
use crate::backend::local::words::{At, Clause, at, percent, re, strict_time};

pub const OP: Op = Op {
    name: "sound_effect",
    phrases: &[
        "add a ding at 5 s",
        "add whoosh sounds on the transitions",
        "add a pop sound when the title appears",
        "在转场处加音效",
        "在5秒处加叮咚声",
    ],
    parse,
};

/// The level of an effect where none is named; the loops are computed with that in mind.
const LEVEL: f64 = 0.6;
/// More than so many cuts would only rattle.
const MOST: usize = 60;
/// An uploaded sound of so many seconds is an effect where it is put at a moment.
const SHORT: f64 = 4.0;

/// When it is heard.
#[derive(Clone)]
enum When {
    Times(Vec<Frames>),
    Cuts,
    Transitions,
    Titles,
    End,
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let words: [&regex::Regex; 4] = [
        re!(r"\b(?:whoosh|swoosh|swish)(?:es|ing|y)?\b|嗖(?:嗖)?|咻|呼啸|唰"),
        re!(r"\b(?:ding(?:s|ing)?|bells?|chimes?|notification)\b|叮咚?|铃声|提示音"),
        re!(
            r"\b(?:an?|some)\s+pops?(?:\s+(?:at|when|on|every|for)\b|[\s|]*$)|\bpop(?:ping)?\s+(?:sounds?|noises?|sfx)\b|啵(?:的一)?|气泡[音声]"
        ),
        re!(r"\b(?:mouse\s+|camera\s+)?clicks?(?:ing)?\b|咔嗒|咔哒|点击[音声]"),
    ];
    let noun = re!(r"\b(?:sounds?\s*(?:effects?|fx)|sfx|effect\s+sounds?)\b|(?:声音特效|音效|声效)");
    let kind = words.iter().position(|pattern| clause.has(pattern));
    let file = clause.names().into_iter().next();
    let short = at_a_moment(clause, scene);
    let generic = clause.has(noun);
    if !(generic || kind.is_some() || short)
        || clause.has(re!(r"⟦|\b(?:remove|delete|mute|music|bgm|song|visual|video\s+effects?|voice[- ]?over|narration)\b|删除|去掉|音乐|配音|旁白"))
        || file.is_some() && !generic && !short
    {
        return Read::No;
    }
    let named = clause.file();
    [words[0], words[1], words[3]].iter().for_each(|pattern| {
        clause.drop(pattern);
    });
    clause.drop(re!(r"\bpop(?:s|ping)?\b|啵(?:的一)?|气泡[音声]"));
    clause.drop(noun);
    let level = percent(clause);
    let when = match when(clause, scene) {
        Ok(when) => when,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(
        r"\b(?:add|put|play|insert|use|place|include|have|with|make|sounds?|effects?|noises?|tone|subtle|soft|nice|cool|quick|short|quiet|loud|some|one|it|for|and)\b|添加|加上|加入|加|播放|使用|用|放|一个|一声|声音?|音|效果|的"
    ));
    let Some(when) = when else {
        return Read::Cannot(
            "say which sound and when, such as `add a ding at 5 s` or `add whoosh sounds on the transitions`; there are whoosh, ding, pop and click, or upload one and name it".into(),
        );
    };
    let effect = match kind {
        Some(index) => EFFECTS[index],
        None if matches!(when, When::Cuts | When::Transitions) => EFFECTS[0],
        None if named.is_none() => {
            return Read::Cannot(
                "say which sound: whoosh, ding, pop or click, such as `add a ding at 5 s`; or upload one and name it"
                    .into(),
            );
        }
        None => EFFECTS[1],
    };
    // What was uploaded under that name is what is meant.
    let alike = |medium: &&Medium| is_sound(medium) && !medium.made && medium.stem().eq_ignore_ascii_case(effect.name);
    let medium = match &named {
        Some(name) => match scene.pick(Some(name), "a sound effect", |medium| medium.probe.channels > 0) {
            Ok(medium) => Some(medium),
            Err(why) => return Read::Cannot(why),
        },
        None => scene.media.iter().find(alike),
    };
    plan(effect, medium, when, level, scene.timeline.rate)
}

/// Whether a sound of a few seconds is put at a moment, which no music is.
pub fn at_a_moment(clause: &Clause, scene: &Scene) -> bool {
    let name = clause.names().into_iter().next();
    let medium = name.as_deref().and_then(|name| scene.medium(name).ok());
    medium.is_some_and(|medium| is_sound(medium) && medium.probe.duration <= SHORT)
        && at(&mut clause.clone(), scene.span()).is_some_and(|at| matches!(at, At::Time(_)))
}

/// When it is heard, as the label of the plan says it.
fn spoken(when: &When, rate: Rate) -> String {
    match when {
        When::Times(times) => {
            format!(" at {}", times.iter().map(|time| show(rate.seconds(*time))).collect::<Vec<_>>().join(", "))
        }
        When::Cuts => " at each cut".into(),
        When::Transitions => " at each transition".into(),
        When::Titles => " with each title".into(),
        When::End => " at the end".into(),
    }
}

fn plan(effect: Effect, medium: Option<&Medium>, when: When, level: Option<f64>, rate: Rate) -> Read {
    let level = level.unwrap_or(LEVEL).clamp(0.0, 4.0);
    let (src, seconds) = match medium {
        Some(medium) => (medium.name.clone(), medium.probe.duration),
        None => (effect.file(), effect.seconds()),
    };
    let title = medium.map_or(effect.name.to_owned(), |medium| medium.stem().to_owned());
    let made = medium.is_none();
    let peak = if made { effect.peak() } else { 0.0 };
    let label = format!("add the sound `{src}`{}", spoken(&when, rate));
    let mut plan = Plan::new(Stage::Export, label, move |edit: &mut Edit| {
        let rate = edit.now.rate;
        let total = edit.now.total();
        let length = rate.frames(seconds).max(1);
        let places = places(edit, &when, length)?;
        for place in &places {
            // A sound that swells is loudest at the moment itself.
            let at = place.saturating_sub(rate.frames(peak)).min(total.saturating_sub(1));
            let sound = Sound::new(SoundRole::Effect, &src, &title, at, length.min(total - at));
            edit.now.sounds.retain(|one| !(one.role == SoundRole::Effect && one.at == at && one.src == src));
            edit.now.sounds.push(Sound { volume: level, ..sound });
        }
        let from = if made { ", a sound that this editor computes" } else { "" };
        let shown = match places[..] {
            [one] => format!("at {}", show(rate.seconds(one))),
            _ => format!("at {} places", places.len()),
        };
        Ok(format!("Added `{src}` {shown}{from}."))
    });
    plan.needs.effects = if made { vec![effect] } else { vec![] };
    Read::Do(vec![plan])
}

/// Takes the words for when it is heard.
fn when(clause: &mut Clause, scene: &Scene) -> Result<Option<When>, String> {
    if clause.drop(re!(
        r"\b(?:(?:on|at|in|during|for|to|over|between|with|after)\s+)?(?:(?:each|every|all|the|my|of)\s+)*transitions?\b|(?:在)?(?:每个?|所有)?(?:的)?转场(?:处|时|的时候|的地方|位置)?"
    )) {
        return Ok(Some(When::Transitions));
    }
    if clause.drop(re!(
        r"\b(?:(?:on|at|in|to|with|after)\s+)?(?:(?:each|every|all|the|my|of|jump)\s+)*cuts?\b|\b(?:when|where(?:ver)?|every\s+time)\s+(?:it|the\s+\w+)\s+cuts\b|\bbetween\s+(?:(?:each|every|all|the|of)\s+)*(?:clips?|shots?|scenes?|cuts?)\b|(?:在)?(?:每个?|所有)?(?:的)?(?:剪辑点|切换|剪切点|切点|片段之间)(?:处|时|的时候|的地方)?"
    )) {
        return Ok(Some(When::Cuts));
    }
    if clause.drop(re!(
        r"\b(?:when(?:ever)?|as|every\s+time|with|on|for)\s+(?:(?:each|every|the|a)\s+)*(?:titles?|texts?|captions?|words)(?:\s+(?:shows?(?:\s+up)?|appears?|pops?\s+(?:up|in)|comes?\s+(?:up|in)|is\s+shown|starts?))?\b|(?:在)?(?:标题|文字)(?:出现|显示)(?:时|的时候)?"
    )) {
        return Ok(Some(When::Titles));
    }
    let mut times = vec![];
    loop {
        let found = match at(clause, scene.span()) {
            Some(At::Time(time)) => time,
            Some(At::Start) => 0.0,
            Some(At::End) => return Ok(Some(When::End)),
            // "At 3 s and 7 s": the word stands once.
            None if !times.is_empty() => match strict_time(clause, scene.span()) {
                Some(time) => time,
                None => break,
            },
            None => break,
        };
        if found >= scene.span().total {
            return Err("there is nothing left of the timeline at that time".into());
        }
        times.push(scene.frame(found)?);
    }
    Ok((!times.is_empty()).then_some(When::Times(times)))
}

fn places(edit: &Edit, when: &When, length: Frames) -> Result<Vec<Frames>, Refusal> {
    let main = &edit.now.main;
    let mut cuts: Vec<(Frames, Frames)> = vec![];
    let mut before = None;
    for (at, clip) in positions(main) {
        // Where a recording goes on as it was, nothing is seen of a cut.
        let seen = |last: &crate::backend::local::model::Clip| {
            last.src != clip.src || last.start + last.span() != clip.start || clip.transition > 0 || clip.reversed
        };
        if before.is_some_and(seen) {
            cuts.push((at, clip.transition));
        }
        before = Some(clip);
    }
    let found: Vec<Frames> = match when {
        When::Times(times) => times.iter().map(|time| edit.place(*time)).collect(),
        When::End => vec![edit.now.total().saturating_sub(length)],
        When::Titles => {
            let words = [TextRole::Title, TextRole::Text, TextRole::LowerThird];
            let shown = edit.now.texts.iter().filter(|text| words.contains(&text.role)).map(|text| text.at);
            shown.collect()
        }
        // Where clips melt into one another it is heard in the middle of that.
        When::Transitions if cuts.iter().any(|(_, length)| *length > 0) => {
            cuts.iter().filter(|(_, length)| *length > 0).map(|(at, length)| at.saturating_sub(length / 2)).collect()
        }
        When::Cuts | When::Transitions => cuts.iter().map(|(at, _)| *at).collect(),
    };
    match (found.len(), when) {
        (0, When::Titles) => Refusal::cannot("there is no title on the timeline"),
        (0, _) => Refusal::cannot("there are no cuts on the timeline yet; say a time, such as `add a whoosh at 5 s`"),
        (count, _) if count > MOST => {
            Refusal::cannot(format!("there are {count} cuts, and a sound at each would only rattle; say times for it"))
        }
        _ => Ok(found),
    }
}
