//! The whole job at once: pauses out, captions where there are words for them, one loudness.

use super::{Edit, Needs, Op, Plan, Read, Refusal, Scene, Stage, WordsWanted, captions, trim_silence};
use crate::backend::local::silence::Wanted;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "job",
    phrases: &["edit my raw video footage", "automate a 2-minute interview recording", "帮我剪一下这段素材"],
    parse,
};

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    if clause.has(re!(
        r"⟦|⟪|\d\s*(?:s\b|sec|:|秒)|\b(?:only|out|first|last|second|clip\s+\d|polish(?:ed)?|slide\s*shows?|photos?|montage|loop|gif|shorter|down)\b|\b(?:in|into|as)\s+(?:the\s+)?(?:style|format)|第|秒|(?:剪辑|剪切)[点处]"
    )) {
        return Read::No;
    }
    if clause.take(re!(r"\b(?:turn|make|convert|change)\b.*?\binto\s+(?:an?\s+)?(?:audio\s+)?podcast(?:\s+episode)?\b|(?:做成|变成|转成|改成)播客")).is_some() {
        return Plan::read(Stage::Sound, "one loudness, as podcasts have it", |edit: &mut Edit| {
            edit.now.lufs = Some(-16.0);
            Ok("Set the loudness to -16 LUFS, as podcasts have it. For the sound alone, export to a file that ends in `.mp3`.".into())
        });
    }
    const FILM: &str = r"(?:(?:complete|finished|final|clean|ready|polished|professional|full|proper|nice|usable|publishable)[- ]*(?:to[- ]\w+\s+)?)*";
    let verb = re!(
        r"\b(?:fully\s+)?(?:auto(?:matically)?[- ]?)?(?:edit(?:ing)?|automat(?:e|ing)|process|post-?produce)\b(?:\s+(?:all\s+)?(?:the\s+|my\s+|our\s+)?(?:repetitive\s+|boring\s+|usual\s+)?(?:video\s+)?editing(?:\s+(?:tasks?|work|process))?)?|\b(?:finish|complete)\s+(?:up\s+)?(?:this|my|our|the)\b|\bclean\s+(?:it|this|that)\s+up\b|\bdo\s+(?:all\s+|the\s+|an?\s+|some\s+)*(?:simple\s+|quick\s+|full\s+|whole\s+|basic\s+|usual\s+)?(?:edit(?:ing)?|job)\b|\b(?:cut|put)\s+(?:it|this|them)\s+together\b|\b(?:turn|make)\s+(?:this|my|our|the|these)\s+(?:\S+\s+){1,4}?into\s+(?:an?\s+)?|\b(?:create|generate|produce|make|cut\s+it\s+into)\s+(?:me\s+)?an?\s+finished\b|(?:剪辑?|处理)(?:一下|好)|自动剪辑|帮(?:我|忙)剪辑?|^\s*剪辑?\s*$|剪辑"
    );
    // 防抖处理一下 asks for one thing, which another operation has taken, and not for the whole job.
    let taken = clause.has(re!(r"\|"));
    let Some(found) = clause.take(verb) else { return Read::No };
    if found[0].as_deref().is_some_and(|said| said.starts_with("处理")) && (taken || !clause.rest().is_empty()) {
        return Read::No;
    }
    clause.drop(re!(r"\bwith\s+(?:jump\s+)?cuts\b"));
    clause.drop(re!(r"\blike\s+trimming\b|\btrimming\b|\bsuch\s+as\s+trimming\b"));
    clause.drop(re!(
        r"\ban?\s+\d+(?:\.\d+)?\s*(?:minutes?|mins?|hours?)\b|\b(?:raw|unedited|rough)\b|\b(?:into|to)\s+(?:an?\s+)?(?:something\s+)?", FILM, r"(?:video|cut|film|edit|episode|version)\b|\b", FILM, r"(?:cut|edit|version)\b|\b(?:complete|finished|final|ready|professional|proper|nice|usable|clean|polished|tidy|tight|watchable)\s+(?:video|film|episode|clip)\b|\bsomething\s+(?:(?:i|we|you)\s+can\s+)?(?:post|share|publish|use|show|watchable|good|nice|presentable|usable)\b|\b(?:from\s+start\s+to\s+finish|end\s+to\s+end|properly)\b|素材|视频|这段|原始"
    ));
    Read::Do(plans())
}

/// Each says what it did; captions that have no words are no reason to do nothing.
pub(super) fn plans() -> Vec<Plan> {
    let mut pauses = Plan::new(Stage::Trim, "trim the silences", |edit: &mut Edit| {
        let sound = edit.now.main.iter().any(|clip| matches!(edit.facts.levels.get(&clip.src), Some(Ok(_))));
        if !sound {
            return Ok("There is no sound, so no pauses were cut.".into());
        }
        let text = trim_silence::apply(edit, Wanted::default())?;
        Ok(format!("Took it for the whole job: pauses out, captions where there are words, one loudness. {text}"))
    });
    pauses.yields = Some("trim_silence");
    pauses.needs = Needs { levels: true, ..Needs::default() };
    let mut words =
        Plan::new(Stage::Words, "captions where there are words", |edit: &mut Edit| match captions::plain(edit) {
            Ok(text) => Ok(text),
            Err(Refusal::NoTranscript(why) | Refusal::Cannot(why)) => {
                let why = why.trim_start_matches("nothing was changed: ").lines().next().unwrap_or_default().to_owned();
                Ok(format!("Added no captions: {why}."))
            }
        });
    words.yields = Some("captions");
    words.needs = Needs { words: Some(WordsWanted::default()), ..Needs::default() };
    let mut loudness = Plan::new(Stage::Sound, "normalize to -16 LUFS", |edit: &mut Edit| {
        edit.now.lufs.get_or_insert(-16.0);
        Ok("Set the loudness to -16 LUFS.".into())
    });
    loudness.yields = Some("normalize");
    vec![pauses, words, loudness]
}
