//! The typed timeline as the draft that clients see: milliseconds, `t`/`tt`/`sg`/`d`/`m`.
//!
//! Lengths are differences of rounded edges, so that they add up to the rounded whole.

use serde_json::{Map, Value, json};

use super::{
    Backdrop, Clip, Crossing, Fades, Fit, Frames, Level, Look, Overlay, OverlayRole, Place, Rate, Sound, SoundRole,
    Text, TextRole, Timeline, Track, positions,
};

pub fn write(timeline: &Timeline) -> Value {
    let rate = timeline.rate;
    let mut tracks = vec![];
    let mut longest = timeline.total();
    let mut track = |kind: u8, segments: Vec<Value>| {
        if !segments.is_empty() {
            tracks.push(json!({"tt": kind, "sg": segments}));
        }
    };
    track(0, positions(&timeline.main).map(|(at, clip)| main_clip(rate, at, clip)).collect());
    for role in [OverlayRole::Beside, OverlayRole::Broll, OverlayRole::Pip, OverlayRole::Logo] {
        track(0, timeline.overlays.iter().filter(|one| one.role == role).map(|one| overlay(rate, one)).collect());
    }
    for role in [SoundRole::Voice, SoundRole::Music, SoundRole::Effect] {
        track(1, timeline.sounds.iter().filter(|one| one.role == role).map(|one| sound(rate, one)).collect());
    }
    for role in [TextRole::Title, TextRole::Text, TextRole::LowerThird, TextRole::Caption] {
        track(7, timeline.texts.iter().filter(|one| one.role == role).map(|one| text(rate, one)).collect());
    }
    for end in timeline
        .sounds
        .iter()
        .map(|one| one.at + one.len)
        .chain(timeline.texts.iter().map(|one| one.at + one.len))
        .chain(timeline.overlays.iter().map(|one| one.at + one.len))
    {
        longest = longest.max(end);
    }
    json!({"t": tracks, "d": rate.millis(longest), "m": whole(timeline)})
}

fn whole(timeline: &Timeline) -> Value {
    let mut m = Map::new();
    m.insert("title".into(), timeline.title.clone().into());
    m.insert("width".into(), timeline.width.into());
    m.insert("height".into(), timeline.height.into());
    m.insert("fps".into(), fps(timeline.rate));
    if timeline.sized {
        m.insert("sized".into(), true.into());
    }
    if timeline.fit != Fit::Pad {
        m.insert("fit".into(), fit_word(timeline.fit).into());
    }
    if timeline.fade_in > 0 || timeline.fade_out > 0 {
        m.insert(
            "fade".into(),
            json!([timeline.rate.millis(timeline.fade_in), timeline.rate.millis(timeline.fade_out)]),
        );
    }
    for (key, fades) in [("sound_fade", timeline.sound_fade), ("own_fade", timeline.own_fade)] {
        if fades.any() {
            m.insert(key.into(), json!([timeline.rate.millis(fades.begin), timeline.rate.millis(fades.end)]));
        }
    }
    if timeline.mono {
        m.insert("mono".into(), true.into());
    }
    if let Some(lufs) = timeline.lufs {
        m.insert("lufs".into(), number(lufs));
    }
    if let Some(ratio) = timeline.bars {
        m.insert("bars".into(), number(ratio));
    }
    if let Some(line) = &timeline.border {
        m.insert("border".into(), json!({"color": line.color, "share": number(line.share)}));
    }
    if let Some(bar) = &timeline.progress {
        m.insert("progress".into(), json!({"color": bar.color, "pos": if bar.top { "top" } else { "bottom" }}));
    }
    match &timeline.backdrop {
        Some(Backdrop::Color(color)) => m.insert("backdrop".into(), json!({"color": color})),
        Some(Backdrop::Medium(src)) => m.insert("backdrop".into(), json!({"src": src})),
        None => None,
    };
    Value::Object(m)
}

fn main_clip(rate: Rate, at: Frames, clip: &Clip) -> Value {
    let mut m = Map::new();
    m.insert("src".into(), clip.src.clone().into());
    m.insert("in".into(), rate.millis(clip.start).into());
    m.insert("title".into(), clip.title.clone().into());
    if clip.speed != 1.0 {
        m.insert("speed".into(), number(clip.speed));
    }
    if clip.volume != 1.0 {
        m.insert("volume".into(), number(clip.volume.min(1.0)));
    }
    if clip.transition > 0 {
        m.insert("tr".into(), rate.millis(clip.transition).into());
        if clip.crossing != Crossing::Fade {
            m.insert("trans".into(), serde_json::to_value(clip.crossing).unwrap_or_default());
        }
    }
    if clip.still {
        m.insert("still".into(), true.into());
    }
    if clip.reversed {
        m.insert("reversed".into(), true.into());
    }
    let mut fx = fx(&clip.look);
    if clip.volume > 1.0 {
        fx.push(json!({"k": "gain", "by": number(clip.volume)}));
    }
    if !fx.is_empty() {
        m.insert("fx".into(), fx.into());
    }
    segment(rate, at, clip.len, m)
}

fn fx(look: &Look) -> Vec<Value> {
    look.0.iter().map(|fx| serde_json::to_value(fx).unwrap_or_default()).collect()
}

fn overlay(rate: Rate, overlay: &Overlay) -> Value {
    let mut m = Map::new();
    m.insert("src".into(), overlay.src.clone().into());
    m.insert("in".into(), rate.millis(overlay.start).into());
    m.insert("title".into(), overlay.title.clone().into());
    m.insert("at".into(), rate.millis(overlay.at).into());
    m.insert(
        "role".into(),
        match overlay.role {
            OverlayRole::Broll => "broll",
            OverlayRole::Logo => "overlay",
            OverlayRole::Pip => "pip",
            OverlayRole::Beside => "beside",
        }
        .into(),
    );
    if overlay.role != OverlayRole::Broll {
        m.insert("pos".into(), place_word(overlay.place).into());
        m.insert("width".into(), number(overlay.width));
        m.insert("opacity".into(), number(overlay.opacity));
    }
    faded(rate, overlay.fades, &mut m);
    segment(rate, overlay.at, overlay.len, m)
}

fn faded(rate: Rate, fades: Fades, m: &mut Map<String, Value>) {
    if fades.any() {
        m.insert("fade".into(), json!([rate.millis(fades.begin), rate.millis(fades.end)]));
    }
}

fn sound(rate: Rate, sound: &Sound) -> Value {
    let mut m = Map::new();
    m.insert("src".into(), sound.src.clone().into());
    m.insert("title".into(), sound.title.clone().into());
    m.insert("at".into(), rate.millis(sound.at).into());
    if sound.start > 0 {
        m.insert("in".into(), rate.millis(sound.start).into());
    }
    m.insert("volume".into(), number(sound.volume));
    m.insert(
        "role".into(),
        match sound.role {
            SoundRole::Music => "music",
            SoundRole::Voice => "voice",
            SoundRole::Effect => "effect",
        }
        .into(),
    );
    if sound.duck {
        m.insert("duck".into(), true.into());
    }
    if sound.fade_in > 0 || sound.fade_out > 0 {
        m.insert("fade".into(), json!([rate.millis(sound.fade_in), rate.millis(sound.fade_out)]));
    }
    if !sound.levels.is_empty() {
        let level = |one: &Level| {
            let (at, end) = (rate.millis(one.at), rate.millis(one.at + one.len));
            json!([at, end - at, number(one.volume)])
        };
        m.insert("levels".into(), sound.levels.iter().map(level).collect());
    }
    segment(rate, sound.at, sound.len, m)
}

fn text(rate: Rate, text: &Text) -> Value {
    let mut m = Map::new();
    m.insert("text".into(), text.text.clone().into());
    m.insert("at".into(), rate.millis(text.at).into());
    m.insert("role".into(), role_word(text.role).into());
    m.insert("pos".into(), place_word(text.place).into());
    if text.size != 1.0 {
        m.insert("size".into(), number(text.size));
    }
    if let Some(color) = &text.color {
        m.insert("color".into(), color.clone().into());
    }
    if text.boxed {
        m.insert("box".into(), true.into());
    }
    if text.bold {
        m.insert("bold".into(), true.into());
    }
    if let Some(Track(language)) = &text.track {
        m.insert("track".into(), language.clone().map_or(Value::Bool(true), Value::String));
    }
    faded(rate, text.fades, &mut m);
    segment(rate, text.at, text.len, m)
}

fn segment(rate: Rate, at: Frames, len: Frames, m: Map<String, Value>) -> Value {
    json!({"d": rate.millis(at + len) - rate.millis(at), "m": m})
}

/// A whole number is written as one.
fn number(value: f64) -> Value {
    let value = (value * 1e4).round() / 1e4;
    if value.fract() == 0.0 { json!(value as i64) } else { json!(value) }
}

fn fps(rate: Rate) -> Value {
    if rate.den == 1 { rate.num.into() } else { rate.to_string().into() }
}

pub fn fit_word(fit: Fit) -> &'static str {
    match fit {
        Fit::Blur => "blur",
        Fit::Crop => "crop",
        Fit::Pad => "pad",
        Fit::Low => "low",
        Fit::High => "high",
    }
}

pub fn role_word(role: TextRole) -> &'static str {
    match role {
        TextRole::Caption => "caption",
        TextRole::Title => "title",
        TextRole::Text => "text",
        TextRole::LowerThird => "lower_third",
    }
}

pub fn place_word(place: Place) -> &'static str {
    match place {
        Place::TopLeft => "top_left",
        Place::Top => "top",
        Place::TopRight => "top_right",
        Place::Left => "left",
        Place::Center => "center",
        Place::Right => "right",
        Place::BottomLeft => "bottom_left",
        Place::Bottom => "bottom",
        Place::BottomRight => "bottom_right",
    }
}
