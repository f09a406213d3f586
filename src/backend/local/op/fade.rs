//! The whole fades in from black, or out to it, picture and sound; or what is heard alone.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Clip, Frames, SoundRole};
use crate::backend::local::words::{Clause, range, re, strict, strict_time};

pub const OP: Op = Op {
    name: "fade",
    phrases: &[
        "fade in",
        "fade to black",
        "fade out the music over 2 s",
        "fade out the audio over the last 2 seconds",
        "fade the sound in",
        "淡入",
        "淡出",
        "声音淡出",
    ],
    parse,
};

/// What fades.
#[derive(Clone, Copy, PartialEq)]
enum What {
    /// Picture and sound.
    All,
    /// The same, where the music was named.
    AllAndMusic,
    Music,
    /// All that is heard.
    Heard,
    /// The footage's sound, beside what was laid under it.
    Own,
    /// What is spoken: the footage, and a voice-over.
    Voice,
}

/// How it fades, in frames; none stays as it is.
#[derive(Clone, Copy)]
struct Ways {
    into: Option<Frames>,
    out: Option<Frames>,
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause.has(re!(r"\bfad(?:e|es|ing)\s+(?:in)?to\s+(?:the\s+|my\s+)?(?:main\s+)?(?:video|clip|footage|film|next)\b|\b(?:cross|between|transition)|转场|⟦|⟪|\|\s*with\s+an?\s+(?:\w+\s+)?fade\s*$"))
        || !clause.has(re!(r"\bfad(?:e|es|ing|ed)\b|淡入|淡出|渐入|渐出|渐黑"))
    {
        return Read::No;
    }
    let what = what(clause);
    let slow = clause.has(re!(r"\b(?:slow(?:ly)?|long|gradual(?:ly)?)\b|慢慢|缓缓|缓慢"));
    let both = clause.drop(re!(r"\bfad(?:e|es|ing)[- ]?in\s*(?:and|&|/)\s*(?:fad(?:e|es|ing)[- ]?)?out\b|淡入淡出"));
    let both = both || !clause.has(re!(r"\bfades[- ](?:in|out)\b")) && clause.drop(re!(r"\bfades\b"));
    let both = both || clause.drop(re!(r"\bin\s+and\s+out\b"));
    let mut inward = clause.drop(re!(
        r"\bfad(?:e|es|ing)[-\s]*(?:(?:it|everything|(?:the|my)\s+(?:video|clip|footage|picture|audio|sound|voice))\s+|\|\s*|(?:the|my)\s+\|\s*)?in(?:\s+from\s+black)?\b|\bfade\s+from\s+black\b|淡入|渐入"
    ));
    let mut outward = clause.drop(re!(r"\bfad(?:e|es|ing)[-\s]*(?:(?:it|everything|(?:the|my)\s+(?:video|clip|footage|picture|audio|sound|voice))\s+|\|\s*|(?:the|my)\s+\|\s*)?(?:out|to\s+black)(?:\s+to\s+black)?\b|\bfade\s+to\s+black\b|淡出(?:到|至|为)?黑?(?:场|屏|色)?|渐出|渐黑"));
    inward |= both;
    outward |= both;
    if clause.drop(re!(r"\bfad(?:e|ing)\b")) && !(inward || outward) {
        if clause.has(re!(r"\b(?:start|beginning)\b|开头")) {
            inward = true;
        } else {
            outward = true;
        }
    }
    // "Over the last 2 seconds", "from 0:25": how long it lasts.
    let open = || {
        let mut clause = clause.clone();
        let found = clause.take(re!(r"\bfrom\s+(", strict!(), r")\s*(?:$|\|)|从\s*(", strict!(), ")"))?;
        let from = scene.span().time(found[1].as_ref().or(found[2].as_ref())?)?;
        Some((clause, (from, scene.span().total)))
    };
    let range = {
        let mut clause = clause.clone();
        range(&mut clause, scene.span()).map(|range| (clause, range)).or_else(open)
    };
    let mut lasts = None;
    if let Some((rest, (from, to))) = range.filter(|_| inward != outward) {
        let (first, last) = (from <= 0.01, to >= scene.span().total - 0.05);
        if !(inward && first || outward && last) {
            return Read::Cannot(
                "it fades in at the beginning and out at the end; say how long, such as `fade out over 2 s`".into(),
            );
        }
        *clause = rest;
        lasts = Some(to - from);
    }
    // "At 10 s" is a place, and not how long it lasts.
    let place =
        re!(r"\b(?:at|by|after|before)\s+(?:the\s+)?", strict!(), "|", strict!(), "(?:处|时|的时候|开始|之后|后)");
    if lasts.is_none() && clause.has(place) {
        return Read::Cannot(
            "it fades in at the beginning and out at the end; say how long, such as `fade out over 2 s`".into(),
        );
    }
    clause.drop(re!(
        r"\b(?:at|in|from|to)\s+(?:the\s+)?(?:start|beginning|end|ending)\b|在?(?:开头|结尾|片头|片尾|最后)"
    ));
    clause.drop(re!(
        r"\b(?:(?:start|begin|open|end|finish|close)(?:s|ing)?(?:\s+(?:it|the\s+video))?\s+with|audio|sound|picture|image|over|add|apply|effect|put|black|use|last|lasting|transition|should|let|slow(?:ly)?|gentl[ey]|gradual(?:ly)?|soft(?:ly)?|smooth(?:ly)?)\b|慢慢|缓缓|缓慢|渐渐|逐渐|添加|加上|加|效果|做|各"
    ));
    let seconds = lasts.or_else(|| strict_time(clause, scene.span()));
    let picture = matches!(what, What::All | What::AllAndMusic);
    let frames = scene.timeline.rate.frames(seconds.unwrap_or(if picture && !slow { 0.5 } else { 2.0 }));
    let label = match (inward, outward) {
        (true, true) => "fade in and out",
        (true, false) => "fade in",
        _ => "fade out",
    };
    let ways = Ways { into: inward.then_some(frames), out: outward.then_some(frames) };
    match what {
        What::All | What::AllAndMusic => {
            Plan::read(if what == What::All { Stage::Picture } else { Stage::Export }, label, move |edit: &mut Edit| {
                if what == What::AllAndMusic && edit.now.sounds.iter().all(|sound| sound.role != SoundRole::Music) {
                    return Refusal::cannot("there is no music on the timeline");
                }
                let most = edit.now.total() / 2;
                set(&mut edit.now.fade_in, ways.into, most);
                set(&mut edit.now.fade_out, ways.out, most);
                Ok(format!("Added {label}."))
            })
        }
        What::Music => Plan::read(Stage::Export, format!("{label} the music"), move |edit: &mut Edit| {
            if of_role(edit, SoundRole::Music, ways) {
                Ok(format!("Set the music to {label}."))
            } else {
                Refusal::cannot("there is no music on the timeline")
            }
        }),
        what => Plan::read(Stage::Export, format!("{label} the sound"), move |edit: &mut Edit| {
            heard(edit, what, label, ways)
        }),
    }
}

/// Takes the words for what fades.
fn what(clause: &mut Clause) -> What {
    let sounds = re!(r"\b(?:audio|sound)(?:track)?s?\b|声音|音频");
    let (voice, own) = (
        re!(r"\b(?:voices?|speech|talking|dialogue)\b|人声|说话声"),
        re!(
            r"\b(?:original|own|camera|recorded|natural|clip's|footage's)\s+(?:\w+\s+)?(?:audio|sound|voice)\b|\b(?:audio|sound)\s+of\s+the\s+(?:clips?|footage)\b|原声|原音"
        ),
    );
    // "The video's audio" speaks of no picture.
    let of_it = clause.has(re!(r"\b(?:video|film|movie)'s\s+(?:own\s+)?(?:audio|sound)|\b(?:audio|sound)(?:track)?\s+(?:of|in)\s+(?:the|my|this)\s+(?:video|film|movie)\b|(?:视频|影片)的?(?:声音|音频)"));
    if of_it {
        clause.drop(re!(
            r"\b(?:(?:of|in)\s+)?(?:the|my|this)\s+(?:video|film|movie)(?:'s\s+(?:own\s+)?|\b)|(?:视频|影片)的?"
        ));
    }
    let music = clause
        .drop(re!(r"\b(?:background\s+)?(?:music|bgm)\b|\bbackground\s+(?:audio|sound|track)\b|背景音乐|背景音|音乐"));
    let whole = clause.has(re!(r"\b(?:video|picture|image|screen|everything)\b|画面|视频"))
        || clause.has(re!(r"\b(?:to|from)\s+black\b|黑"));
    let (own, voice, sounds) = (clause.drop(own), clause.drop(voice), clause.drop(sounds));
    match (own, voice, sounds) {
        _ if whole && music => What::AllAndMusic,
        _ if whole => What::All,
        (false, false, false) if music => What::Music,
        // The music and what is said are all that there is to hear.
        _ if music => What::Heard,
        (true, ..) => What::Own,
        (_, true, false) => What::Voice,
        (.., true) => What::Heard,
        _ => What::All,
    }
}

fn set(fade: &mut Frames, wanted: Option<Frames>, most: Frames) {
    if let Some(frames) = wanted {
        *fade = frames.min(most);
    }
}

/// Fades all sounds of a role, and tells whether there was one.
fn of_role(edit: &mut Edit, role: SoundRole, ways: Ways) -> bool {
    let mut found = false;
    for sound in edit.now.sounds.iter_mut().filter(|sound| sound.role == role) {
        found = true;
        set(&mut sound.fade_in, ways.into, sound.len / 2);
        set(&mut sound.fade_out, ways.out, sound.len / 2);
    }
    found
}

fn heard(edit: &mut Edit, what: What, label: &str, ways: Ways) -> Result<String, Refusal> {
    let mut ends = vec![];
    ends.extend(ways.into.and(edit.now.main.first().map(|clip| ("beginning", clip, ways.into))));
    ends.extend(ways.out.and(edit.now.main.last().map(|clip| ("end", clip, ways.out))));
    let alone = edit.now.sounds.is_empty() || what == What::Own;
    let muted = |(_, clip, fade): &&(&str, &Clip, Option<Frames>)| clip.volume == 0.0 && Some(clip.len) >= *fade;
    if let Some((end, ..)) = ends.iter().find(muted).filter(|_| alone) {
        return Refusal::cannot(format!("the sound is muted at the {end}, where it would fade"));
    }
    let most = edit.now.total() / 2;
    let music = edit.now.sounds.iter().any(|sound| sound.role == SoundRole::Music);
    let beside = if music { ", and the music stays" } else { "" };
    // Where nothing lies under it, what is spoken is all that is heard.
    let (fades, whose, beside) = match what {
        What::Own => (&mut edit.now.own_fade, "the footage's own sound", beside),
        What::Voice if music => (&mut edit.now.own_fade, "the voice", beside),
        _ => (&mut edit.now.sound_fade, "the sound", ""),
    };
    set(&mut fades.begin, ways.into, most);
    set(&mut fades.end, ways.out, most);
    if what == What::Voice && music {
        of_role(edit, SoundRole::Voice, ways);
    }
    Ok(format!("Set {whose} to {label}; the picture stays as it is{beside}."))
}
