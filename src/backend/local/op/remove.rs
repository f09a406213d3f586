//! Takes things off again: captions, titles, music, logo, fades, effects.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Look, OverlayRole, SoundRole, TextRole};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "remove",
    phrases: &["remove the captions", "remove the music", "delete the title", "去掉字幕", "删除音乐"],
    parse,
};

/// What can be taken off, and how.
type Taker = fn(&mut Edit) -> bool;

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    let verb = re!(
        r"\b(?:remove|delete|drop|hide|clear|get\s+rid\s+of|take\s+(?:off|away|out)|strip|turn\s+off)\b|删除|删掉|去掉|移除|去除|清除|隐藏|关闭"
    );
    if clause.has(re!(r"\d|静音|停顿")) || !clause.has(verb) {
        return Read::No;
    }
    clause.take(verb);
    let things: [(&regex::Regex, &'static str, Taker); 9] = [
        (re!(r"\b(?:captions?|subtitles?)\b|字幕"), "captions", |edit| texts(edit, &[TextRole::Caption])),
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
            overlays(edit, &[OverlayRole::Broll, OverlayRole::Pip])
        }),
        (re!(r"\b(?:effects?|filters?|colou?r\s+grading|fades?)\b|特效|滤镜|效果"), "effects", |edit| {
            let plain = Look::default();
            let had = edit.now.fade_in + edit.now.fade_out > 0 || edit.now.main.iter().any(|clip| clip.look != plain);
            (edit.now.fade_in, edit.now.fade_out) = (0, 0);
            for clip in &mut edit.now.main {
                clip.look = Look::default();
            }
            had
        }),
    ];
    let Some((pattern, name, take)) = things.into_iter().find(|(pattern, ..)| clause.has(pattern)) else {
        return Read::No;
    };
    clause.drop(pattern);
    clause.drop(re!(r"\b(?:all|track|again|existing)\b|轨道"));
    Plan::read(Stage::Material, format!("remove the {name}"), move |edit: &mut Edit| {
        if take(edit) {
            Ok(format!("Removed the {name}."))
        } else {
            Refusal::cannot(format!("the timeline has no {name}"))
        }
    })
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
