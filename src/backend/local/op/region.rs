//! A place in the picture that is blurred or covered: a corner, an edge, the middle. It stays on that part of
//! the footage, whatever shape the whole is given later.

use std::cell::Cell;

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::{Clip, Fit, Fx, OverlayRole, Place, Timeline, Veil};
use crate::backend::local::render::even;
use crate::backend::local::store::Medium;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "region",
    phrases: &[
        "blur the bottom left corner",
        "blur the top of the frame from 2 s to 4 s",
        "hide the lower right corner",
        "pixelate the center",
        "模糊左下角",
    ],
    parse,
};

/// Shares of a picture: the left edge, the upper edge, width and height.
type Rect = [f64; 4];

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(
        r"\b(?:blur|pixel(?:ate|i[sz]e)|censor|mosaic|hide|cover(?:\s+up)?|mask(?:\s+out)?|obscure|black\s+out)(?:s|ed|d|ing)?\b|模糊掉?|虚化|打码|打上?马赛克|马赛克|遮住|遮挡住?|遮掉|盖住|隐藏"
    );
    let other = re!(
        r"⟦|⟪|\b(?:captions?|subtitles?|titles?|texts?|words|music|sound|audio|cuts?|voice|background|transitions?|pip|b-?roll|zoom|remove|delete|with\s+(?:the|my|our|an?)\s+(?:\w+\s+)?(?:logo|picture|image|photo|video|clip|sticker|emoji|watermark))\b|字幕|标题|文字|音乐|声音|背景|转场|删除|去掉"
    );
    if !clause.has(verb) || clause.has(other) {
        return Read::No;
    }
    let mut rest = clause.clone();
    let places: Vec<(Place, Option<f64>)> = std::iter::from_fn(|| place(&mut rest)).take(4).collect();
    // "The bottom left corner of the logo" is no place of the frame.
    if places.is_empty() || rest.has(re!(r"\|\s*of\s+(?:the|my|our|his|her|an?)\b")) {
        return Read::No;
    }
    if rest.has(re!(r"\b(?:faces?|heads?|eyes?|plates?|people|persons?|man|woman|kids?|child(?:ren)?|cars?|everyone|speakers?)\b|人脸|脸|车牌|人物|路人"))
    {
        return Read::Cannot(
            "faces, plates and people are not followed here, and would leave the place; where the footage stands still, say only the place, such as `blur the bottom left corner`".into(),
        );
    }
    // The logo that was laid over the film is no part of its picture.
    let mark = re!(r"\b(?:watermark|logo)s?\b|水印|标志|台标");
    if rest.has(mark) && scene.timeline.overlays.iter().any(|one| one.role == OverlayRole::Logo) {
        return Read::No;
    }
    *clause = rest;
    clause.drop(re!(
        r"\b(?:(?:watermark|logo|time\s*(?:stamp|code)|date(?:\s+stamp)?|clock|ticker|banner|score\s*board|user\s*name|whatever\s+is)s?)\b|水印|标志|台标|时间戳|日期"
    ));
    let pixels = clause.has(re!(r"\b(?:pixel\w*|mosaic|censor\w*)\b|打码|马赛克"));
    let black = clause.has(re!(r"\b(?:hid(?:e|es|ing)|cover|mask|obscure|black\s+out)|遮|盖|隐藏"))
        && !clause.has(re!(r"\bblur|模糊|虚化"));
    let veil = if pixels {
        Veil::Pixels
    } else if black {
        Veil::Black
    } else {
        Veil::Blur
    };
    clause.drop(verb);
    let said = clause.take(re!(
        r"(?:\b(?:at|by|of|to|with|about|size(?:\s+of)?|the\s+\w+)\s+)*(\d+(?:\.\d+)?)\s*(?:%|percent\b)(?:\s+(?:of|size|wide|high|tall|large|big|in\s+size)\b)*(?:\s*(?:的?(?:大小|宽度|高度|面积)))?"
    ));
    let said = said.and_then(|found| found[1].as_ref()?.parse::<f64>().ok()).map(|percent| percent / 100.0);
    if said.is_some_and(|share| !(0.02..=1.0).contains(&share)) {
        return Read::Cannot("such a place is between 2% and 100% of the picture".into());
    }
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:add|apply|put|use|effects?|box|black|heavily|strongly|heavy|strong|corner|edge|side|area|region|frame|picture|screen|image|size)\b|效果|添加|加上?|打上?|区域|部分|位置"));
    let shown = scene.shown(frames);
    let names: Vec<&str> = places.iter().map(|(place, _)| name(*place)).collect();
    let label = format!("hide the {}{shown}", names.join(" and the "));
    Plan::read(Stage::Picture, label, move |edit: &mut Edit| {
        let mut told = vec![];
        for (place, share) in &places {
            told.push(hide(edit, frames, &shown, veil, (*place, rect(*place, said.or(*share))))?);
        }
        Ok(told.join("\n"))
    })
}

fn hide(
    edit: &mut Edit,
    frames: Option<(u64, u64)>,
    shown: &str,
    veil: Veil,
    (place, frame): (Place, Rect),
) -> Result<String, Refusal> {
    let (media, canvas, name) = (edit.media, edit.now.clone(), name(place));
    let found = Cell::new(false);
    edit.each(frames, |clip| {
        if let Some([x, y, w, h]) = on_footage(frame, clip, &canvas, media) {
            clip.look.add(Fx::Hide { x, y, w, h, veil });
            found.set(true);
        }
    });
    if !found.get() {
        return Refusal::cannot(format!("the {name} lies beside the picture, which does not fill the frame"));
    }
    let percent = |share: f64| (share * 100.0).round();
    let did = match veil {
        Veil::Blur => "Blurred",
        Veil::Pixels => "Pixelated",
        Veil::Black => "Put a black box over",
    };
    Ok(format!(
        "{did} the {name}{shown}: {}% of the frame's width and {}% of its height.",
        percent(frame[2]),
        percent(frame[3])
    ))
}

/// Takes the name of a place, and the share that the name itself says: "the bottom third".
fn place(clause: &mut Clause) -> Option<(Place, Option<f64>)> {
    const OF: &str = r"(?:\s+(?:of|in)\s+(?:the\s+)?(?:frame|picture|screen|image|video|shot|footage|clip))?";
    const PART: &str =
        r"(?:[- ]+(?:hand\s+)?(?:corner|part|area|side|edge|region|(half|third|quarter|quadrant|fifth)))?";
    const AT: &str = r"(?:\b(?:in|at|on)\s+)?(?:\b(?:the|that|this)\s+)?";
    use Place::{Bottom, BottomLeft, BottomRight, Center, Left, Right, Top, TopLeft, TopRight};
    let places: [(&regex::Regex, Place); 9] = [
        (re!(AT, r"\b(?:top|upper)[- ]left", PART, OF, r"\b|左上(?:角|方)?(?:的?(?:区域|部分))?"), TopLeft),
        (re!(AT, r"\b(?:top|upper)[- ]right", PART, OF, r"\b|右上(?:角|方)?(?:的?(?:区域|部分))?"), TopRight),
        (re!(AT, r"\b(?:bottom|lower)[- ]left", PART, OF, r"\b|左下(?:角|方)?(?:的?(?:区域|部分))?"), BottomLeft),
        (re!(AT, r"\b(?:bottom|lower)[- ]right", PART, OF, r"\b|右下(?:角|方)?(?:的?(?:区域|部分))?"), BottomRight),
        (re!(AT, r"\b(?:top|upper)", PART, OF, r"\b|(?:画面|屏幕)?(?:顶部|上方|上面|上边|上(半)部?分?)"), Top),
        (re!(AT, r"\b(?:bottom|lower)", PART, OF, r"\b|(?:画面|屏幕)?(?:底部|下方|下面|下边|下(半)部?分?)"), Bottom),
        (re!(AT, r"\bleft", PART, OF, r"\b|(?:画面|屏幕)?(?:左侧|左边|左(半)部?分?)"), Left),
        (re!(AT, r"\bright", PART, OF, r"\b|(?:画面|屏幕)?(?:右侧|右边|右(半)部?分?)"), Right),
        (
            re!(
                AT,
                r"\b(?:(?:cent(?:er|re))(?:\s+(?:part|area|region))?",
                OF,
                r"|middle\s+of\s+(?:the\s+)?(?:frame|picture|screen|image))\b|(?:画面|屏幕)?(?:正?中间|中央|中心|正中)"
            ),
            Center,
        ),
    ];
    let (pattern, place) = places.into_iter().find(|(pattern, _)| clause.has(pattern))?;
    let found = clause.take(pattern)?;
    let share = match found.into_iter().skip(1).flatten().next().map(|word| word.to_lowercase()).as_deref() {
        Some("half" | "quadrant" | "半") => Some(0.5),
        Some("third") => Some(1.0 / 3.0),
        Some("quarter") if matches!(place, TopLeft | TopRight | BottomLeft | BottomRight) => Some(0.5),
        Some("quarter") => Some(0.25),
        Some("fifth") => Some(0.2),
        _ => None,
    };
    Some((place, share))
}

fn name(place: Place) -> &'static str {
    match place {
        Place::TopLeft => "top left corner",
        Place::Top => "top",
        Place::TopRight => "top right corner",
        Place::Left => "left side",
        Place::Center => "center",
        Place::Right => "right side",
        Place::BottomLeft => "bottom left corner",
        Place::Bottom => "bottom",
        Place::BottomRight => "bottom right corner",
    }
}

/// The place in the frame.
fn rect(place: Place, said: Option<f64>) -> Rect {
    use Place::{Bottom, BottomLeft, BottomRight, Center, Left, Right, Top, TopLeft, TopRight};
    let (width, height) = match place {
        Top | Bottom => (1.0, said.unwrap_or(0.2)),
        Left | Right => (said.unwrap_or(0.25), 1.0),
        Center => (said.unwrap_or(0.4), said.unwrap_or(0.4)),
        TopLeft | TopRight | BottomLeft | BottomRight => (said.unwrap_or(0.3), said.unwrap_or(0.3)),
    };
    let x = match place {
        TopLeft | Left | BottomLeft | Top | Bottom => 0.0,
        TopRight | Right | BottomRight => 1.0 - width,
        Center => (1.0 - width) / 2.0,
    };
    let y = match place {
        TopLeft | Top | TopRight | Left | Right => 0.0,
        BottomLeft | Bottom | BottomRight => 1.0 - height,
        Center => (1.0 - height) / 2.0,
    };
    [x, y, width, height]
}

/// The same place on a clip's own picture, by how that stands in the frame; none where it lies beside it.
fn on_footage([x, y, w, h]: Rect, clip: &Clip, canvas: &Timeline, media: &[Medium]) -> Option<Rect> {
    let (wide, high) = (f64::from(canvas.width), f64::from(canvas.height));
    let probe = &media.iter().find(|medium| medium.name == clip.src)?.probe;
    let own = (f64::from(probe.width.max(1)), f64::from(probe.height.max(1)));
    let (own_w, own_h) = clip.look.shape(own);
    let room = if matches!(canvas.fit, Fit::Low | Fit::High) { f64::from(even(canvas.height * 3 / 4)) } else { high };
    let top = if canvas.fit == Fit::Low { high - room } else { 0.0 };
    let scale = match canvas.fit {
        Fit::Crop => (wide / own_w).max(high / own_h),
        _ => (wide / own_w).min(room / own_h),
    };
    let across = |share: f64| (share * wide - (wide - own_w * scale) / 2.0) / (own_w * scale);
    let down = |share: f64| (share * high - top - (room - own_h * scale) / 2.0) / (own_h * scale);
    // Four digits are kept, so that a draft says the same when it is read back.
    let kept = |share: f64| (share.clamp(0.0, 1.0) * 1e4).round() / 1e4;
    let (left, right) = (kept(across(x)), kept(across(x + w)));
    let (upper, lower) = (kept(down(y)), kept(down(y + h)));
    let rect = [left, upper, kept(right - left), kept(lower - upper)];
    (rect[2] >= 0.01 && rect[3] >= 0.01).then_some(rect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::local::op::cases::footage;

    #[test]
    fn a_corner_of_the_frame_is_found_on_the_footage() {
        let media = [footage::medium("talk.mov")];
        let clip = Clip::new("talk.mov", "talk", 0, 30);
        let mut canvas =
            Timeline::of(clip.clone(), crate::backend::local::model::Rate { num: 30, den: 1 }, (1280, 720));
        let corner = rect(Place::BottomLeft, Some(0.3));
        assert_eq!(on_footage(corner, &clip, &canvas, &media), Some([0.0, 0.7, 0.3, 0.3]));
        // A square in the middle of it: 720 of 1280 are seen.
        (canvas.width, canvas.height, canvas.fit) = (720, 720, Fit::Crop);
        assert_eq!(on_footage(corner, &clip, &canvas, &media), Some([0.2188, 0.7, 0.1687, 0.3]));
        // Upright and whole, the corner shows no picture.
        (canvas.width, canvas.height, canvas.fit) = (720, 1280, Fit::Blur);
        assert_eq!(on_footage(corner, &clip, &canvas, &media), None);
    }
}
