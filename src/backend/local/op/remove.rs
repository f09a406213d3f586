//! Takes things off again: captions, titles, music, logo, fades, effects.

use super::music::{self, Change, Where};
use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Fades, Frames, Look, Overlay, OverlayRole, SoundRole, Text, TextRole};
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "remove",
    phrases: &["remove the captions", "remove the music", "delete the title", "去掉字幕", "删除音乐"],
    parse,
};

/// What can be taken off, and how.
type Taker = fn(&mut Edit) -> bool;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(
        r"\b(?:remove|delete|drop|hide|clear|get\s+rid\s+of|take\s+(?:off|away|out)|strip|turn\s+off)\b|\boff\s*$|删除|删掉|去掉|移除|去除|清除|隐藏|关闭"
    );
    // "Cut the music off at 15 s", "stop the music after 0:15".
    let stop = re!(
        r"\b(?:cut|stop|end)\s+(?:off\s+)?(?:the\s+|my\s+)?(?:background\s+)?(music|bgm|song)\s+(?:off\s+)?(?:at|after)\s+(?:the\s+)?(",
        strict!(),
        r")(?:\s*mark\b)?"
    );
    // 字幕不要了 takes off captions that are there; where none are, it asks for none.
    let unwanted = re!(r"^[\s|]*不要\s*(字幕|标题|文字|(?:背景)?音乐|配乐|bgm|logo|水印)了[\s|]*$");
    if let Some(found) = unwanted.captures(clause.lower()) {
        let now = scene.timeline;
        let there = match &found[1] {
            "字幕" => now.texts.iter().any(|text| text.role == TextRole::Caption),
            "标题" => now.texts.iter().any(|text| text.role == TextRole::Title),
            "文字" => now.texts.iter().any(|text| text.role == TextRole::Text),
            "logo" | "水印" => now.overlays.iter().any(|one| one.role == OverlayRole::Logo),
            _ => now.sounds.iter().any(|sound| sound.role == SoundRole::Music),
        };
        if !there {
            return Read::No;
        }
        *clause = clause.part(0, 0).with_verb(&format!("去掉{}", &found[1]));
    }
    let stopped = clause.take(stop).and_then(|found| scene.span().time(found[2].as_ref()?));
    if clause.has(re!("静音|停顿")) || stopped.is_none() && !clause.has(verb) {
        return Read::No;
    }
    clause.take(verb);
    clause.take(re!("了[\\s|]*$"));
    let range = stopped.map(|from| (from, scene.span().total)).or_else(|| scene.range(clause));
    if clause.has(re!(r"\d")) {
        return Read::No;
    }
    let frames = match range.map(|range| scene.frames(range)).transpose() {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    let things: [(&regex::Regex, &'static str, Taker); 11] = [
        (re!(r"\bfad(?:es?|ing)(?:[- ]?(?:ins?|outs?|to\s+black))?\b|淡入淡出|淡[入出]"), "fades", |edit| {
            let heard = [edit.now.sound_fade, edit.now.own_fade].into_iter().any(Fades::any);
            let had = edit.now.fade_in + edit.now.fade_out > 0 || heard;
            (edit.now.fade_in, edit.now.fade_out) = (0, 0);
            (edit.now.sound_fade, edit.now.own_fade) = (Fades::default(), Fades::default());
            had
        }),
        (re!(r"\b(?:sound\s+effects?|sfx|whoosh(?:es)?|dings?|bleep\s+sounds?)\b|音效"), "sound effects", |edit| {
            sounds(edit, SoundRole::Effect)
        }),
        (re!(r"\b(?:captions?|subtitles?|subs)\b|字幕"), "captions", |edit| texts(edit, &[TextRole::Caption])),
        (re!(r"\b(?:titles?|headlines?)(?:\s+cards?)?\b|标题"), "titles", |edit| texts(edit, &[TextRole::Title])),
        (re!(r"\blower[- ]thirds?\b|人名条"), "lower thirds", |edit| texts(edit, &[TextRole::LowerThird])),
        (re!(r"\b(?:texts?|words|text\s+overlays?)\b|文字|文本"), "texts", |edit| {
            texts(edit, &[TextRole::Text, TextRole::Title, TextRole::LowerThird])
        }),
        (re!(r"\b(?:background\s+)?(?:music|bgm|soundtrack)\b|背景音乐|配乐|音乐"), "music", |edit| {
            sounds(edit, SoundRole::Music)
        }),
        (re!(r"\b(?:voice[- ]?overs?|narration)\b|配音|旁白"), "voice-over", |edit| sounds(edit, SoundRole::Voice)),
        (re!(r"\b(?:logo|watermark)\b|水印|标志|logo"), "logo", |edit| overlays(edit, &[OverlayRole::Logo])),
        (re!(r"\b(?:b[- ]?roll|overlays?|picture[- ]in[- ]picture)\b|画中画"), "overlays", |edit| {
            overlays(edit, &[OverlayRole::Broll, OverlayRole::Pip, OverlayRole::Beside])
        }),
        (re!(r"\b(?:effects?|filters?)\b|特效|滤镜|效果"), "effects", |edit| {
            let plain = Look::default();
            let had = edit.now.fade_in + edit.now.fade_out > 0 || edit.now.main.iter().any(|clip| clip.look != plain);
            (edit.now.fade_in, edit.now.fade_out) = (0, 0);
            for clip in &mut edit.now.main {
                clip.look = Look::default();
            }
            had
        }),
    ];
    if stopped.is_some() {
        return part("music", frames.unwrap_or((0, 0)), scene);
    }
    let Some((pattern, name, take)) = things.into_iter().find(|(pattern, ..)| clause.has(pattern)) else {
        return Read::No;
    };
    clause.drop(pattern);
    clause.drop(re!(r"\b(?:all|track|again|existing|only|just|during)\b|轨道"));
    if let Some(frames) = frames {
        return part(name, frames, scene);
    }
    Plan::read(Stage::Material, format!("remove the {name}"), move |edit: &mut Edit| {
        if take(edit) {
            Ok(format!("Removed the {name}."))
        } else {
            Refusal::cannot(format!("the timeline has no {name}"))
        }
    })
}

/// Takes something off a range alone.
pub(super) fn part(name: &'static str, (from, to): (Frames, Frames), scene: &Scene) -> Read {
    let roles: &'static [TextRole] = match name {
        "captions" => &[TextRole::Caption],
        "titles" => &[TextRole::Title],
        "lower thirds" => &[TextRole::LowerThird],
        "texts" => &[TextRole::Text, TextRole::Title, TextRole::LowerThird],
        _ => &[],
    };
    let tail = to >= scene.timeline.total();
    if name == "music" && !tail && from > 0 {
        return music::leveled(Where::Range(from, to), scene, Change::To(0.0));
    }
    if roles.is_empty() && name != "logo" && name != "music" {
        return Read::Cannot(format!("the {name} can be removed as a whole, such as `{}`", OP.phrases[1]));
    }
    let place = scene.shown(Some((from, to)));
    // Music may be laid by the same prompt.
    let stage = if name == "music" { Stage::Export } else { Stage::Material };
    Plan::read(stage, format!("remove the {name}{place}"), move |edit: &mut Edit| {
        let mut found = false;
        let (from, to) = (edit.place(from), edit.place(to));
        for sound in edit.now.sounds.iter_mut().filter(|sound| name == "music" && sound.role == SoundRole::Music) {
            found = true;
            let (mut at, mut end) = (sound.at, sound.at + sound.len);
            if tail {
                end = end.min(from);
            } else {
                at = at.max(to);
            }
            (sound.at, sound.len) = (at, end.saturating_sub(at));
            sound.settle();
        }
        edit.now.sounds.retain(|sound| sound.len > 0);
        let mut kept = vec![];
        for one in std::mem::take(&mut edit.now.overlays) {
            let taken = name == "logo" && one.role == OverlayRole::Logo;
            found |= taken;
            let range = if taken { (from, to) } else { (0, 0) };
            kept.extend(beside((one.at, one.len), range).map(|(at, len)| {
                let fades = one.fades.piece(at == one.at, at + len == one.at + one.len);
                Overlay { at, len, fades, ..one.clone() }
            }));
        }
        edit.now.overlays = kept;
        let all = std::mem::take(&mut edit.now.texts);
        for text in all {
            if !roles.contains(&text.role) {
                edit.now.texts.push(text);
                continue;
            }
            found = true;
            edit.now.texts.extend(outside(&text, (from, to)));
        }
        if found {
            Ok(format!("Removed the {name}{place}."))
        } else {
            Refusal::cannot(format!("the timeline has no {name}"))
        }
    })
}

/// What a text is before and behind a range.
pub(super) fn outside(text: &Text, range: (Frames, Frames)) -> impl Iterator<Item = Text> {
    beside((text.at, text.len), range).map(|(at, len)| {
        let fades = text.fades.piece(at == text.at, at + len == text.at + text.len);
        Text { at, len, fades, ..text.clone() }
    })
}

/// What is left of a place and a length beside a range.
fn beside((at, len): (Frames, Frames), (from, to): (Frames, Frames)) -> impl Iterator<Item = (Frames, Frames)> {
    let end = at + len;
    let (before, after) = ((at, end.min(from).saturating_sub(at)), (at.max(to), end.saturating_sub(at.max(to))));
    [before, after].into_iter().filter(|(_, len)| *len > 0)
}

fn texts(edit: &mut Edit, roles: &[TextRole]) -> bool {
    let before = edit.now.texts.len();
    edit.now.texts.retain(|text| !roles.contains(&text.role));
    edit.now.texts.len() < before
}

fn sounds(edit: &mut Edit, role: SoundRole) -> bool {
    let before = edit.now.sounds.len();
    edit.now.sounds.retain(|sound| sound.role != role);
    edit.now.sounds.len() < before
}

fn overlays(edit: &mut Edit, roles: &[OverlayRole]) -> bool {
    let before = edit.now.overlays.len();
    edit.now.overlays.retain(|one| !roles.contains(&one.role));
    edit.now.overlays.len() < before
}
