//! Colour and light.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, percent, re};

pub const OP: Op = Op {
    name: "color",
    phrases: &[
        "brighter",
        "black and white",
        "warmer",
        "vintage",
        "more contrast",
        "color grade",
        "add a soft glow",
        "lift the shadows",
        "调亮",
        "黑白",
        "复古",
        "柔光",
    ],
    parse,
};

/// The mild grade that suits most footage.
pub const GRADE: Fx = Fx::Tone { brightness: 0.01, contrast: 1.08, saturation: 1.12 };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let mut wanted: Vec<(Fx, &'static str)> = vec![];
    if clause.has(re!(r"⟦|⟪|\b(?:captions?|subtitles?|titles?|text)\b|字幕|标题|文字")) {
        return Read::No;
    }
    let stretch = scene.stretch(clause);
    let tone = |brightness: f64, contrast: f64, saturation: f64| Fx::Tone { brightness, contrast, saturation };
    let strong = if clause.drop(re!(r"\b(?:a\s+lot|much|significantly|considerably|far)\b|很多|多一些")) {
        2.0
    } else {
        1.0
    };
    let by = |clause: &mut Clause, default: f64| percent(clause).unwrap_or(default * strong).clamp(0.0, 1.0);
    if clause.has(re!(r"\b(?:slightly|a\s+(?:bit|little|touch)|somewhat|partly)\b|稍微"))
        && clause.drop(re!(r"\bdesaturate(?:d)?\b"))
    {
        wanted.push((tone(0.0, 1.0, 0.7), "less saturated"));
    }
    // "Remove the color grading" takes no colour away.
    let graded = clause.has(re!(r"\b(?:remove|take\s+out|drain|strip)\s+(?:all\s+)?(?:the\s+)?colou?r[- ]?(?:grad|correct|look|filter|effect|cast|tint)"));
    if !graded && clause.drop(re!(
        r"\b(?:black[\s-]*(?:and|&|-|n)[\s-]*white|b\s*&\s*w|monochrome|gr[ae]y\s*scale|(?:(?:fully|completely|totally)\s+)?desaturated?(?:\s+(?:it\s+|the\s+\w+\s+)?(?:fully|completely|totally))?|(?:(?:turn|take|bring|pull|drop)\s+)?(?:the\s+)?saturation\s+(?:all\s+the\s+way\s+)?(?:down\s+)?to\s+(?:zero|0|nothing)|(?:(?:turn|take|bring|pull|drop)\s+)?(?:the\s+)?saturation\s+all\s+the\s+way\s+down|(?:remove|take\s+out|drain|strip)\s+(?:all\s+)?(?:the\s+)?colou?rs?)\b|黑白|单色|灰度"
    )) {
        wanted.push((Fx::Gray, "black and white"));
    }
    if clause.drop(re!(r"\b(?:film\s+)?noir\b")) {
        wanted.push((Fx::Gray, "black and white"));
        wanted.push((tone(-0.02, 1.2, 1.0), "more contrast"));
    }
    if clause.drop(re!(r"\bsepia\b|棕褐色?|怀旧")) {
        wanted.push((Fx::Sepia, "sepia"));
    }
    if clause.drop(re!(r"\b(?:film\s+)?grain(?:y)?\b|胶片颗粒|颗粒感?")) {
        wanted.push((Fx::Grain, "film grain"));
    }
    if clause.drop(re!(r"\b(?:vintage|retro|old\s+film)\b|复古|老电影")) {
        wanted.push((Fx::Vintage, "vintage"));
    }
    if clause.drop(re!(r"\b(?:(?:soft|subtle|slight|light|gentle|dark|nice)\s+)*vignett(?:e|ing)\b|暗角")) {
        wanted.push((Fx::Vignette, "vignette"));
    }
    let curve = |shadows: f64, highlights: f64| Fx::Curve { shadows, highlights };
    if clause.drop(re!(r"\b(?:lift|raise|brighten|open\s+up|lighten|boost)\s+(?:up\s+)?(?:the\s+)?(?:shadows|blacks|dark\s+(?:areas|parts))\b|(?:提亮|拉高|提高)(?:阴影|暗部)")) {
        wanted.push((curve(0.06 * strong, 0.0), "lighter in the shadows"));
    }
    if clause.drop(re!(r"\b(?:deepen|crush|darken|lower|drop)\s+(?:the\s+)?(?:shadows|blacks|dark\s+(?:areas|parts))\b|\bdeeper\s+(?:shadows|blacks)\b|(?:压暗|降低)(?:阴影|暗部)")) {
        wanted.push((curve(-0.06 * strong, 0.0), "darker in the shadows"));
    }
    if clause.drop(re!(r"\b(?:recover|reduce|lower|tame|bring\s+down|pull\s+down|darken|drop)\s+(?:the\s+)?(?:highlights|whites|bright\s+(?:areas|parts))\b|(?:压低|降低|压暗)(?:高光|亮部)")) {
        wanted.push((curve(0.0, -0.06 * strong), "calmer in the highlights"));
    }
    if clause.drop(re!(r"\b(?:bright(?:er|en)|lighter|lighten|(?:increase|raise|boost|add|more)\s+(?:the\s+|some\s+|(?:a\s+)?(?:bit|little|touch)\s+(?:of\s+)?)?(?:brightness|exposure))\b|\bbright(?:ness)?\s+up\b|调亮|提亮|增亮|亮一点|亮一些|变亮|(?:提高|增加)亮度|亮度(?:提高|增加)")) {
        wanted.push((tone(by(clause, 0.08).min(0.5), 1.0, 1.0), "brighter"));
    }
    if clause.drop(re!(r"\b(?:dark(?:er|en)|dim(?:mer)?|(?:decrease|lower|reduce|less)\s+(?:the\s+)?(?:brightness|exposure))\b|调暗|压暗|暗一点|暗一些|变暗|(?:降低|减少)亮度|亮度(?:降低|减少)")) {
        wanted.push((tone(-by(clause, 0.08).min(0.5), 1.0, 1.0), "darker"));
    }
    if clause.drop(re!(r"\b(?:(?:more|increase|raise|boost|higher|add|stronger)\s+(?:the\s+|some\s+|(?:a\s+)?(?:bit|little|touch)\s+(?:of\s+)?)?(?:more\s+)?contrast|(?:strong|high|hard|heavy|punchy)\s+contrast|contrasty|punchier)\b|(?:提高|增加|增强|加强)对比度?|对比度?(?:提高|增加|增强|加强|高一点)")) {
        wanted.push((tone(0.0, 1.0 + by(clause, 0.2), 1.0), "more contrast"));
    }
    if clause.drop(re!(r"\b(?:less|decrease|reduce|lower)\s+(?:the\s+)?contrast\b|(?:降低|减少)对比度?")) {
        wanted.push((tone(0.0, 1.0 - by(clause, 0.15).min(0.9), 1.0), "less contrast"));
    }
    if clause.drop(re!(r"\b(?:more\s+(?:vivid|colou?rful|saturated|saturation|vibrance)|(?:increase|raise|boost|add)\s+(?:the\s+|some\s+|(?:a\s+)?(?:bit|little|touch)\s+(?:of\s+)?)?(?:more\s+)?(?:saturation|vibrance|colou?rs?)|vivid|vibrant)\b|鲜艳一?点?|(?:提高|增加)饱和度|饱和度(?:提高|增加)")) {
        wanted.push((tone(0.0, 1.0, 1.0 + by(clause, 0.3)), "more saturated"));
    }
    if clause.drop(re!(r"\b(?:less\s+(?:saturated|saturation|colou?rful)|(?:decrease|reduce|lower)\s+(?:the\s+)?saturation|muted\s+colou?rs)\b|(?:降低|减少)饱和度")) {
        wanted.push((tone(0.0, 1.0, 1.0 - by(clause, 0.3)), "less saturated"));
    }
    if clause.drop(re!(r"\bwarm(?:er|th)?(?:[\s,]+(?:orange|golden|amber))?(?:\s+(?:tones?|look|colou?rs?|filter|tint|cast|up))?\b|暖一?点|暖色调?|暖调|变暖"))
    {
        wanted.push((Fx::Warmth { by: 0.1 }, "warmer"));
    }
    if clause.drop(re!(r"\b(?:cool(?:er)?|cold(?:er)?|bluer)(?:[\s,]+blu(?:e|ish))?(?:\s+(?:tones?|look|colou?rs?|filter|tint|cast|grade))?\b|冷一?点|冷色调?|冷调"))
    {
        wanted.push((Fx::Warmth { by: -0.1 }, "cooler"));
    }
    if clause.drop(re!(r"\b(?:(?:soft|gentle|dreamy|warm|subtle|light|nice)[\s,]+)*(?:(?:soft\s+)?glow(?:ing)?|bloom|orton|soft[- ]focus|dreamy|dream[- ]?like|ethereal)\b(?:[\s,]+soft)?(?:\s+(?:look|effect|feel|filter|light))*|柔光|柔焦|梦幻(?:感|般|效果)?|光晕|朦胧(?:感|美)?")) {
        wanted.push((Fx::Glow, "softly glowing"));
    }
    if clause.drop(re!(r"\bcinematic(?:\s+(?:look|feel|colou?rs?|grade|grading))?\b|电影感|电影质感")) {
        wanted.push((tone(-0.02, 1.12, 0.92), "cinematic"));
        wanted.push((Fx::Vignette, "vignette"));
    }
    if clause.drop(re!(r"\b(?:make\s+)?(?:the\s+|its\s+)?colou?rs?\s+(?:really\s+)?pop\b|\bpunch(?:ier|y)?\s+colou?rs?\b|色彩(?:更)?(?:突出|明快)")) {
        wanted.push((tone(0.0, 1.1, 1.25), "more contrast and more saturated"));
    }
    if clause.drop(re!(r"\b(?:improve|fix|better|enhance|brighten)\s+(?:the\s+)?(?:light(?:ing)?|exposure)\b|(?:改善|优化)(?:光线|灯光|曝光)")) {
        wanted.push((tone(0.06, 1.05, 1.0), "brighter, with a little more contrast"));
    }
    // A look that has a name is the grade that is wanted; without one it is a mild one.
    let grade = clause.drop(re!(r"\b(?:auto(?:matic(?:ally)?)?[- ]?)?colou?r[- ]?(?:grad(?:e|ed|ing)|correct(?:ion|ed|ing)?)\b|\b(?:fix|correct|improve|enhance|balance|tune|adjust)\s+(?:the\s+|my\s+)?colou?rs?\b|\bgrade\b|调色|校色|色彩校正"));
    if grade && wanted.is_empty() {
        wanted.push((GRADE, "colour-graded: a little more contrast and saturation"));
    }
    if wanted.is_empty() {
        return Read::No;
    }
    let frames = match stretch {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:effects?|filters?|look|style|feel|colou?r(?:s|ed)?|grade|grading|tones?|apply|add|give|use|turn|change|convert|a\s+(?:bit|little)|slightly|much|more|picture|image|it)\b|效果|滤镜|风格|色调|调成|变成|改成|转成|一点|加|添加|颜色"));
    let names: Vec<&str> = wanted.iter().map(|(_, name)| *name).collect();
    let label = names.join(", ");
    let place = scene.shown(frames);
    Plan::read(Stage::Picture, format!("look: {label}{place}"), move |edit: &mut Edit| {
        edit.each(frames, |clip| wanted.iter().for_each(|(fx, _)| clip.look.add(fx.clone())));
        Ok(format!("Made it {label}{place}."))
    })
}

/// Takes a colour for words on the picture, by its name or as `#ff6600`: `RRGGBB`.
pub fn named(clause: &mut Clause) -> Option<String> {
    if let Some(found) = clause.take(re!(
        r"(?:\b(?:in|with)\s+)?(?:\b(?:the\s+)?(?:colou?r|hex)\s*:?\s*)?#([0-9a-f]{6})\b|(?:颜色(?:用|为|是|改成)?\s*)#([0-9a-f]{6})\b"
    )) {
        return found.into_iter().skip(1).flatten().next().map(|hex| hex.to_uppercase());
    }
    let colors: [(&regex::Regex, &str); 15] = [
        (re!(r"\b(?:in\s+)?yellow\b|黄色"), "FFE100"),
        (re!(r"\b(?:in\s+)?white\b|白色"), "FFFFFF"),
        (re!(r"\b(?:in\s+)?red\b|红色"), "FF4040"),
        (re!(r"\b(?:in\s+)?green\b|绿色"), "40E060"),
        (re!(r"\b(?:in\s+)?blue\b|蓝色"), "4090FF"),
        (re!(r"\b(?:in\s+)?orange\b|橙色"), "FF9A30"),
        (re!(r"\b(?:in\s+)?pink\b|粉色"), "FF7AB8"),
        (re!(r"\b(?:in\s+)?black\b|黑色"), "000000"),
        (re!(r"\b(?:in\s+)?(?:purple|violet)\b|紫色"), "B060FF"),
        (re!(r"\b(?:in\s+)?(?:gold|golden)\b|金色"), "FFC830"),
        (re!(r"\b(?:in\s+)?(?:cyan|turquoise|teal)\b|青色"), "30D8E0"),
        (re!(r"\b(?:in\s+)?(?:magenta|fuchsia)\b|品红"), "FF40D0"),
        (re!(r"\b(?:in\s+)?gr[ae]y\b|灰色"), "B0B0B0"),
        (re!(r"\b(?:in\s+)?lime(?:\s+green)?\b"), "A0FF40"),
        (re!(r"\b(?:in\s+)?brown\b|棕色"), "A06A40"),
    ];
    let (pattern, color) = colors.into_iter().find(|(pattern, _)| clause.has(pattern))?;
    clause.drop(pattern);
    Some(color.into())
}
