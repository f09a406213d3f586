//! A draft that a client posts, read back into the typed timeline. Numbers are bounded and words come
//! from closed lists: what is read here decides what ffmpeg is told.

use serde_json::Value;

use super::write::{fit_word, place_word, role_word};
use super::{
    Backdrop, Border, Clip, Fades, Fit, Frames, Fx, Level, Look, Overlay, OverlayRole, Place, Progress, Rate, Sound,
    SoundRole, Text, TextRole, Timeline, Track,
};

/// The longest timeline that is taken, in frames: ten hours at 60 frames a second.
const MAX_FRAMES: u64 = 36_000 * 60;
const MAX_SEGMENTS: usize = 20_000;
/// Stretches in which one sound has another volume.
const MAX_LEVELS: usize = 500;

/// # Errors
/// In words, where the draft is not one that this editor writes.
pub fn read(draft: &Value) -> Result<Timeline, String> {
    let tracks = draft.get("t").and_then(Value::as_array).ok_or("the draft has no track list `t`")?;
    let m = draft.get("m").unwrap_or(&Value::Null);
    let rate = rate(m.get("fps"))?;
    let mut timeline = Timeline {
        title: text(m, "title").unwrap_or_else(|| "project".into()),
        rate,
        width: pixels(m, "width")?,
        height: pixels(m, "height")?,
        sized: m.get("sized").and_then(Value::as_bool).unwrap_or(false),
        fit: match text(m, "fit").as_deref() {
            None => Fit::Pad,
            Some(word) => [Fit::Blur, Fit::Crop, Fit::Pad, Fit::Low, Fit::High]
                .into_iter()
                .find(|fit| fit_word(*fit) == word)
                .unwrap_or(Fit::Pad),
        },
        main: vec![],
        overlays: vec![],
        sounds: vec![],
        texts: vec![],
        fade_in: frames(rate, m.pointer("/fade/0"))?,
        fade_out: frames(rate, m.pointer("/fade/1"))?,
        sound_fade: fades(rate, m.get("sound_fade"))?,
        own_fade: fades(rate, m.get("own_fade"))?,
        mono: m.get("mono").and_then(Value::as_bool).unwrap_or(false),
        backdrop: backdrop(m.get("backdrop")),
        bars: m.get("bars").and_then(Value::as_f64).map(|ratio| ratio.clamp(0.5, 10.0)),
        border: m.get("border").and_then(|line| {
            let share = line.get("share").and_then(Value::as_f64)?.clamp(0.0, 0.5);
            Some(Border { color: color(line)?, share })
        }),
        progress: m
            .get("progress")
            .and_then(|bar| Some(Progress { top: text(bar, "pos").as_deref() == Some("top"), color: color(bar)? })),
        lufs: m.get("lufs").and_then(Value::as_f64).map(|lufs| lufs.clamp(-50.0, -5.0)),
    };
    let mut count = 0;
    for track in tracks {
        let segments = track.get("sg").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        count += segments.len();
        if count > MAX_SEGMENTS {
            return Err(format!("the draft has more than {MAX_SEGMENTS} segments"));
        }
        track_into(&mut timeline, rate, track, segments)?;
    }
    if timeline.total() > MAX_FRAMES {
        return Err("the timeline is longer than ten hours".into());
    }
    Ok(timeline)
}

fn backdrop(value: Option<&Value>) -> Option<Backdrop> {
    let value = value?;
    text(value, "src").map(Backdrop::Medium).or_else(|| color(value).map(Backdrop::Color))
}

fn color(m: &Value) -> Option<String> {
    text(m, "color").filter(|color| color.len() == 6 && color.chars().all(|c| c.is_ascii_hexdigit()))
}

fn track_into(timeline: &mut Timeline, rate: Rate, track: &Value, segments: &[Value]) -> Result<(), String> {
    // Where the segment begins in milliseconds, by the sum of those before it.
    let mut sum = 0.0;
    for segment in segments {
        let length = bounded(segment.get("d").and_then(Value::as_f64).unwrap_or(0.0))?;
        let m = segment.get("m").unwrap_or(&Value::Null);
        let begin = m.get("at").and_then(Value::as_f64).map(bounded).transpose()?.unwrap_or(sum);
        let (at, end) = (rate.edge(begin), rate.edge(begin + length));
        sum += length;
        let Some(len) = end.checked_sub(at).filter(|len| *len > 0) else {
            continue;
        };
        match track.get("tt").and_then(Value::as_u64) {
            Some(0) => match text(m, "role").as_deref() {
                Some("broll") => timeline.overlays.push(overlay(rate, m, OverlayRole::Broll, at, len)?),
                Some("overlay") => timeline.overlays.push(overlay(rate, m, OverlayRole::Logo, at, len)?),
                Some("beside") => timeline.overlays.push(overlay(rate, m, OverlayRole::Beside, at, len)?),
                Some("pip") => timeline.overlays.push(overlay(rate, m, OverlayRole::Pip, at, len)?),
                _ => timeline.main.push(clip(rate, m, len)?),
            },
            Some(1) => timeline.sounds.push(sound(rate, m, at, len)?),
            Some(7) => timeline.texts.extend(words(m, at, len, fades(rate, m.get("fade"))?)),
            kind => {
                return Err(format!(
                    "this editor has no tracks of type {}",
                    kind.map_or("?".into(), |k| k.to_string())
                ));
            }
        }
    }
    Ok(())
}

fn clip(rate: Rate, m: &Value, len: Frames) -> Result<Clip, String> {
    let mut look = Look::default();
    let mut volume = share(m, "volume", 1.0, 1.0);
    for fx in m.get("fx").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default() {
        if fx.get("k").and_then(Value::as_str) == Some("gain") {
            volume = share(fx, "by", 1.0, 16.0);
        } else {
            look.0.push(
                serde_json::from_value::<Fx>(fx.clone()).map_err(|error| format!("an effect is unknown: {error}"))?,
            );
        }
    }
    let src = src(m)?;
    Ok(Clip {
        title: text(m, "title").unwrap_or_else(|| src.clone()),
        src,
        start: frames(rate, m.get("in"))?,
        len,
        speed: m.get("speed").and_then(Value::as_f64).unwrap_or(1.0).clamp(0.01, 100.0),
        volume,
        transition: frames(rate, m.get("tr"))?,
        crossing: m.get("trans").and_then(|word| serde_json::from_value(word.clone()).ok()).unwrap_or_default(),
        still: m.get("still").and_then(Value::as_bool).unwrap_or(false),
        reversed: m.get("reversed").and_then(Value::as_bool).unwrap_or(false),
        look,
    })
}

fn overlay(rate: Rate, m: &Value, role: OverlayRole, at: Frames, len: Frames) -> Result<Overlay, String> {
    let src = src(m)?;
    Ok(Overlay {
        role,
        title: text(m, "title").unwrap_or_else(|| src.clone()),
        src,
        at,
        len,
        start: frames(rate, m.get("in"))?,
        place: place(m).unwrap_or(Place::TopRight),
        width: share(m, "width", 1.0, 1.0).max(0.01),
        opacity: share(m, "opacity", 1.0, 1.0),
        fades: fades(rate, m.get("fade"))?,
    })
}

fn sound(rate: Rate, m: &Value, at: Frames, len: Frames) -> Result<Sound, String> {
    let src = src(m)?;
    Ok(Sound {
        role: match text(m, "role").as_deref() {
            Some("voice") => SoundRole::Voice,
            Some("effect") => SoundRole::Effect,
            _ => SoundRole::Music,
        },
        title: text(m, "title").unwrap_or_else(|| src.clone()),
        src,
        at,
        len,
        start: frames(rate, m.get("in"))?,
        volume: share(m, "volume", 1.0, 16.0),
        duck: m.get("duck").and_then(Value::as_bool).unwrap_or(false),
        fade_in: frames(rate, m.pointer("/fade/0"))?,
        fade_out: frames(rate, m.pointer("/fade/1"))?,
        levels: levels(rate, m, at, len)?,
    })
}

fn fades(rate: Rate, value: Option<&Value>) -> Result<Fades, String> {
    let Some(value) = value else { return Ok(Fades::default()) };
    Ok(Fades { begin: frames(rate, value.get(0))?, end: frames(rate, value.get(1))? })
}

/// The levels of a sound that lies at `at`; of two at one place the later one holds.
fn levels(rate: Rate, m: &Value, at: Frames, len: Frames) -> Result<Vec<Level>, String> {
    let list = m.get("levels").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if list.len() > MAX_LEVELS {
        return Err(format!("a sound has more than {MAX_LEVELS} levels"));
    }
    let mut sound = Sound::new(SoundRole::Music, "", "", at, len);
    for one in list {
        let number = |index: usize| one.get(index).and_then(Value::as_f64).unwrap_or(0.0);
        let (begin, length) = (bounded(number(0))?, bounded(number(1))?);
        sound.level(rate.edge(begin), rate.edge(begin + length), Some(number(2).clamp(0.0, 16.0)));
    }
    Ok(sound.levels)
}

fn words(m: &Value, at: Frames, len: Frames, fades: Fades) -> Option<Text> {
    let role = text(m, "role");
    let role = [TextRole::Caption, TextRole::Title, TextRole::Text, TextRole::LowerThird]
        .into_iter()
        .find(|known| Some(role_word(*known)) == role.as_deref())
        .unwrap_or(TextRole::Title);
    Some(Text {
        role,
        text: text(m, "text")?.chars().take(2000).collect(),
        at,
        len,
        place: place(m).unwrap_or(if role == TextRole::Title { Place::Top } else { Place::Bottom }),
        size: m.get("size").and_then(Value::as_f64).unwrap_or(1.0).clamp(0.2, 5.0),
        color: color(m),
        boxed: m.get("box").and_then(Value::as_bool).unwrap_or(false),
        bold: m.get("bold").and_then(Value::as_bool).unwrap_or(false),
        track: track(m).filter(|_| role == TextRole::Caption),
        fades,
    })
}

/// A language, or `true` where it is not known.
fn track(m: &Value) -> Option<Track> {
    match m.get("track")? {
        Value::String(code) => Some(Track::of(code)),
        Value::Bool(true) => Some(Track(None)),
        _ => None,
    }
}

fn place(m: &Value) -> Option<Place> {
    let word = text(m, "pos")?;
    use Place::{Bottom, BottomLeft, BottomRight, Center, Left, Right, Top, TopLeft, TopRight};
    [TopLeft, Top, TopRight, Left, Center, Right, BottomLeft, Bottom, BottomRight]
        .into_iter()
        .find(|place| place_word(*place) == word)
}

fn src(m: &Value) -> Result<String, String> {
    text(m, "src").ok_or_else(|| "a segment names no medium in `m.src`".into())
}

fn rate(value: Option<&Value>) -> Result<Rate, String> {
    let rate = match value {
        None => Rate { num: 30, den: 1 },
        Some(Value::Number(number)) => {
            let fps = number.as_f64().unwrap_or(0.0);
            Rate::near((fps * 1000.0).round() as u32, 1000)
        }
        Some(Value::String(text)) => text
            .split_once('/')
            .and_then(|(num, den)| Some(Rate { num: num.parse().ok()?, den: den.parse().ok()? }))
            .filter(|rate| rate.den > 0)
            .ok_or("`m.fps` is no frame rate")?,
        Some(_) => return Err("`m.fps` is no frame rate".into()),
    };
    if (1.0..=240.0).contains(&rate.per_second()) { Ok(rate) } else { Err("`m.fps` lies outside 1 to 240".into()) }
}

fn pixels(m: &Value, key: &str) -> Result<u32, String> {
    m.get(key)
        .and_then(Value::as_u64)
        .filter(|pixels| (16..=8192).contains(pixels))
        .map(|pixels| pixels as u32)
        .ok_or_else(|| format!("`m.{key}` is missing or lies outside 16 to 8192"))
}

fn share(m: &Value, key: &str, default: f64, most: f64) -> f64 {
    m.get(key).and_then(Value::as_f64).unwrap_or(default).clamp(0.0, most)
}

fn frames(rate: Rate, value: Option<&Value>) -> Result<Frames, String> {
    Ok(rate.edge(bounded(value.and_then(Value::as_f64).unwrap_or(0.0))?))
}

fn bounded(millis: f64) -> Result<f64, String> {
    if (0.0..=86_400_000.0).contains(&millis) {
        Ok(millis)
    } else {
        Err(format!("{millis} ms is no time on a timeline"))
    }
}

fn text(m: &Value, key: &str) -> Option<String> {
    m.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::local::model::{Crossing, write};

    #[test]
    fn what_is_written_is_read_back_the_same() {
        for rate in [Rate { num: 30, den: 1 }, Rate { num: 30_000, den: 1001 }] {
            let mut timeline = Timeline::of(Clip::new("talk.mov", "talk", 7, 311), rate, (1280, 720));
            for n in 0..40 {
                let mut clip = Clip::new("talk.mov", "talk", 400 + n * 31, 17 + n);
                clip.volume = if n % 2 == 0 { 0.5 } else { 2.0 };
                clip.look.add(Fx::Gray);
                clip.look.add(Fx::Bass { db: -6.0 });
                clip.look.add(if n % 2 == 0 { Fx::Bleep } else { Fx::Pitch { half_tones: 3.5 } });
                timeline.main.push(clip);
            }
            (timeline.main[3].transition, timeline.main[3].crossing) = (10, Crossing::CircleOpen);
            for track in [None, Some(Track(None)), Some(Track::of("zh"))] {
                timeline.texts.push(Text {
                    role: TextRole::Caption,
                    text: "字幕".into(),
                    at: 31,
                    len: 77,
                    place: Place::Bottom,
                    size: 1.0,
                    color: None,
                    boxed: track.is_none(),
                    bold: track.is_none(),
                    track,
                    fades: Fades { begin: 15, end: 0 },
                });
            }
            timeline.bars = Some(2.35);
            let total = timeline.total();
            let mut music = Sound::new(SoundRole::Music, "music.mp3", "music", 0, total);
            (music.volume, music.duck, music.fade_out, music.start) = (0.35, true, 15, 61);
            music.level(31, 77, Some(0.0));
            music.level(77, 110, Some(0.125));
            timeline.sounds.push(music);
            timeline.sounds.push(Sound::new(SoundRole::Effect, "ding.wav", "ding", 44, 31));
            timeline.sound_fade = Fades { begin: 0, end: 31 };
            timeline.own_fade = Fades { begin: 17, end: 0 };
            timeline.mono = true;
            timeline.progress = Some(Progress { top: true, color: "FFE100".into() });
            assert_eq!(read(&write(&timeline)).unwrap(), timeline);
        }
    }

    #[test]
    fn a_draft_that_would_hurt_is_refused() {
        for draft in [
            r#"{}"#,
            r#"{"t":[{"tt":0,"sg":[{"d":1e300,"m":{"src":"a"}}]}],"m":{"width":640,"height":360}}"#,
            r#"{"t":[{"tt":0,"sg":[{"d":1000,"m":{"src":"a","fx":[{"k":"movie=/etc/passwd"}]}}]}],"m":{"width":640,"height":360}}"#,
            r#"{"t":[],"m":{"width":640,"height":360000}}"#,
        ] {
            assert!(read(&serde_json::from_str(draft).unwrap()).is_err(), "{draft}");
        }
    }
}
