//! One effect taken off again: colour back after black and white, no more zoom, forwards again.

use super::{Edit, Frames, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Clip, Fx, Timeline};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "remove_effect",
    phrases: &[
        "remove the vignette",
        "put the color back",
        "remove the zoom from 2 s to 4 s",
        "play it forwards again",
        "undo the rotation",
        "取消黑白",
    ],
    parse,
};

/// An effect as people name it.
struct Named {
    words: &'static regex::Regex,
    name: &'static str,
    is: fn(&Fx) -> bool,
    /// Whether the name may mean something else where no such effect is there.
    vague: bool,
}

fn table() -> [Named; 18] {
    let of = |words, name, is| Named { words, name, is, vague: false };
    let vague = |words, name, is| Named { words, name, is, vague: true };
    [
        of(
            re!(r"\b(?:black[\s-]*(?:and|&|n)[\s-]*white|b\s*&\s*w|b/w|monochrome|gr[ae]y\s*scale)\b|黑白"),
            "black and white",
            |fx| matches!(fx, Fx::Gray),
        ),
        of(re!(r"\bsepia(?:\s+tones?)?\b|棕褐色?|怀旧"), "sepia", |fx| matches!(fx, Fx::Sepia)),
        of(re!(r"\b(?:vintage|retro)\b|复古"), "vintage", |fx| matches!(fx, Fx::Vintage)),
        vague(re!(r"\b(?:film\s+)?grain\b|颗粒感?"), "film grain", |fx| matches!(fx, Fx::Grain)),
        of(re!(r"\bvignett(?:e|ing)\b|暗角"), "vignette", |fx| matches!(fx, Fx::Vignette)),
        vague(re!(r"\bblur(?:ring|red|riness)?\b|模糊"), "blur", |fx| matches!(fx, Fx::Blur | Fx::Hide { .. })),
        vague(re!(r"\b(?:pixelation|pixels|mosaic|black\s+box)\b|马赛克"), "mosaic", |fx| {
            matches!(fx, Fx::Hide { .. })
        }),
        of(re!(r"\b(?:soft\s+)?(?:glow|bloom)\b|柔光|光晕"), "glow", |fx| matches!(fx, Fx::Glow)),
        of(re!(r"\bsharpen(?:ing|ed)?\b|锐化"), "sharpening", |fx| matches!(fx, Fx::Sharpen)),
        of(re!(r"\bstabili[sz](?:ation|ing|ed|er)\b|防抖"), "stabilisation", |fx| matches!(fx, Fx::Stabilize)),
        vague(
            re!(r"\b(?:(?:slow|punch[- ]in)\s+)?zoom(?:s|ing)?(?:[- ](?:in|out))?\b|\bken\s+burns\b|放大|缩放|推近"),
            "zoom",
            |fx| matches!(fx, Fx::Zoom { .. } | Fx::SlowZoom { .. }),
        ),
        of(re!(r"\bpan(?:ning)?\b|平移"), "pan", |fx| matches!(fx, Fx::Pan { .. })),
        of(re!(r"\bshimmer\b|闪光|微光"), "shimmer", |fx| matches!(fx, Fx::Shimmer)),
        vague(
            re!(
                r"\bcolou?r[- ]?(?:grad(?:e|ing)|correction|look)\b|\bgrade\b|\b(?:brightness|contrast|saturation)(?:\s+(?:change|boost|adjustment))?\b|\bcinematic\s+look\b|调色|电影感"
            ),
            "colour grade",
            |fx| matches!(fx, Fx::Tone { .. } | Fx::Curve { .. } | Fx::Warmth { .. }),
        ),
        vague(
            re!(r"\b(?:warm(?:th)?|cool|cold)\s*(?:tone|look|filter|tint)s?\b|\bwarmth\b|[暖冷]色调?"),
            "warmth",
            |fx| matches!(fx, Fx::Warmth { .. }),
        ),
        vague(re!(r"\b(?:noise\s+(?:reduction|removal)|denois(?:e|ing))\b|降噪"), "noise reduction", |fx| {
            matches!(fx, Fx::CleanSound | Fx::Denoise)
        }),
        of(re!(r"\bbleeps?\b|哔声"), "bleep", |fx| matches!(fx, Fx::Bleep)),
        of(re!(r"\b(?:mirror(?:ing)?|flip)\b|镜像|翻转"), "mirror", |fx| matches!(fx, Fx::FlipH | Fx::FlipV)),
    ]
}

const GONE: &str = r"\b(?:remove|delete|drop|lose|undo|revert|reset|cancel|disable|strip|get\s+rid\s+of|take\s+(?:off|away|out)|turn\s+off|switch\s+off|no\s+more|without)\b|\boff\b(?:\s+again)?[\s|]*$|去掉|去除|删除|删掉|移除|取消|关闭|关掉|撤销|还原|不要";

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if clause.has(re!(
        r"[⟦⟪]|\b(?:transitions?|captions?|subtitles?|titles?|texts?|music|song|logo|b-?roll|noise\s+(?:from|in)|background)\b|转场|字幕|标题|音乐|背景"
    )) {
        return Read::No;
    }
    if let Some(read) = whole(clause, scene) {
        return read;
    }
    let colour = re!(
        r"\b(?:put|bring|turn|switch|get|give)\s+(?:(?:it|me|us|the\s+\|)\s+)?(?:\|\s*)?(?:the\s+|its\s+)?(?:full\s+)?colou?rs?\s+(?:back|again)(?:\s+(?:in|on))?\b|\b(?:back\s+(?:to|in)|return\s+to|restore)\s+(?:the\s+|its\s+|full\s+|original\s+|normal\s+)*colou?rs?\b|\bmake\s+(?:it\s+|\|\s*)?colou?r(?:ful)?\s+again\b|(?:恢复|还原|变回|改回)(?:成|为)?(?:原来的?)?(?:彩色|颜色|色彩)"
    );
    let back = clause.has(colour);
    if !back && !clause.has(re!(GONE)) {
        return Read::No;
    }
    let (name, is, vague): (_, fn(&Fx) -> bool, _) = if back {
        clause.drop(colour);
        ("black and white", |fx| matches!(fx, Fx::Gray | Fx::Sepia | Fx::Vintage), false)
    } else {
        let Some(found) = table().into_iter().find(|one| clause.has(one.words)) else { return Read::No };
        clause.drop(found.words);
        clause.drop(re!(GONE));
        (found.name, found.is, found.vague)
    };
    let there = scene.timeline.main.iter().any(|clip| clip.look.0.iter().any(is));
    if !there && vague {
        return Read::No;
    }
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(
        r"\b(?:effects?|filters?|look|from|again|anymore|any\s+more|completely|picture|image)\b|效果|滤镜|风格"
    ));
    if !there {
        return Read::Cannot(format!("there is no such effect on the timeline: {name}"));
    }
    let place = scene.shown(frames);
    Plan::read(Stage::Material, format!("take off: {name}{place}"), move |edit: &mut Edit| {
        edit.each(frames, |clip| clip.look.0.retain(|fx| !is(fx)));
        Ok(format!("Took off: {name}{place}."))
    })
}

/// A change of the whole that is taken back.
type Back = fn(&mut Edit, Option<(Frames, Frames)>) -> bool;

/// What is no effect of a clip, or changes the frame.
fn whole(clause: &mut Clause, scene: &Scene) -> Option<Read> {
    let gone = clause.has(re!(GONE));
    let ways: [(&regex::Regex, bool, &'static str, Back); 4] = [
        (
            re!(
                r"\b(?:play(?:s|ing)?\s+(?:(?:it|the\s+\w+)\s+|\|\s*)?)?(?:forwards?|normally)\s+again\b|\bun-?reverse\b|(?:恢复|改回)正放|正着放"
            ),
            true,
            "forwards",
            forwards,
        ),
        (re!(r"\b(?:the\s+)?revers(?:e|al|ing)(?:\s+(?:effect|playback))?\b|倒放"), gone, "forwards", forwards),
        (
            re!(r"\b(?:loudness\s+)?normali[sz](?:ation|ing)\b|响度(?:统一|标准化)|统一(?:响度|音量)"),
            gone,
            "as loud as it was recorded",
            |edit, _| edit.now.lufs.take().is_some(),
        ),
        (re!(r"\b(?:the\s+)?(?:rotation|rotating)\b|旋转"), gone, "upright", |edit, _| unturned(edit)),
    ];
    let (words, _, name, back) = ways.into_iter().find(|(words, asked, ..)| *asked && clause.has(words))?;
    clause.drop(words);
    clause.drop(re!(GONE));
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Some(Read::Cannot(why)),
    };
    clause.drop(re!(r"\b(?:again|effect|it)\b"));
    let place = scene.shown(frames);
    Some(Plan::read(Stage::Material, format!("{name}{place}"), move |edit: &mut Edit| match back(edit, frames) {
        true => Ok(format!("It is {name} again{place}.")),
        false => Refusal::cannot(format!("it is {name} already")),
    }))
}

fn forwards(edit: &mut Edit, frames: Option<(Frames, Frames)>) -> bool {
    let had = edit.now.main.iter().any(|clip| clip.reversed);
    edit.each(frames, |clip| clip.reversed = false);
    had
}

/// Turns the picture upright again, and the frame with it.
fn unturned(edit: &mut Edit) -> bool {
    let quarters = |clip: &Clip| {
        clip.look
            .0
            .iter()
            .map(|fx| if let Fx::Rotate { quarters } = fx { u32::from(*quarters) } else { 0 })
            .sum::<u32>()
    };
    let had = edit.now.main.iter().any(|clip| quarters(clip) % 4 != 0);
    let lying = edit.now.main.first().is_some_and(|clip| quarters(clip) % 2 == 1);
    for clip in &mut edit.now.main {
        clip.look.take(&Fx::Rotate { quarters: 0 });
    }
    if lying {
        let Timeline { width, height, .. } = edit.now;
        let fit = edit.now.fit;
        edit.canvas(height, width, fit);
    }
    had
}
