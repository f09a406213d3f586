//! What a file is: asked of ffprobe once, when it is uploaded, and kept with it.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ffmpeg::{self, MAX_PIXELS};
use super::model::Rate;

/// Captions that are text, and not pictures of it.
pub const CAPTIONS: [&str; 6] = ["mov_text", "subrip", "webvtt", "ass", "ssa", "text"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Video,
    Image,
    Audio,
    /// A caption file or a transcript.
    Text,
}

/// The facts about one medium.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    pub kind: Kind,
    /// Seconds; zero for a picture or a text.
    pub duration: f64,
    /// Seconds of the first sound stream, where the file tells them.
    #[serde(default)]
    pub sound: f64,
    /// As shown: rotation and pixel shape are applied.
    #[serde(default)]
    pub width: u32,
    #[serde(default)]
    pub height: u32,
    /// Frames per second as a fraction; 0/1 where there is no picture.
    #[serde(default)]
    pub fps: (u32, u32),
    /// Whether its pixels are square.
    #[serde(default = "yes")]
    pub square: bool,
    /// Channels of the first sound stream; zero without sound.
    #[serde(default)]
    pub channels: u32,
    /// Colour space, primaries, transfer and range, where the file says.
    #[serde(default)]
    pub color: [Option<String>; 4],
    /// High dynamic range, which would be washed out.
    #[serde(default)]
    pub hdr: bool,
    /// Index among the subtitle streams of one that holds text.
    #[serde(default)]
    pub subtitles: Option<usize>,
    /// Whether every frame is shown equally long, as far as the header tells.
    #[serde(default)]
    pub steady: bool,
}

fn yes() -> bool {
    true
}

impl Probe {
    pub fn text() -> Probe {
        Probe {
            kind: Kind::Text,
            duration: 0.0,
            sound: 0.0,
            width: 0,
            height: 0,
            fps: (0, 1),
            square: true,
            channels: 0,
            color: Default::default(),
            hdr: false,
            subtitles: None,
            steady: true,
        }
    }

    pub fn rate(&self) -> Rate {
        if self.fps.0 == 0 { Rate { num: 30, den: 1 } } else { Rate { num: self.fps.0, den: self.fps.1 } }
    }

    pub fn fps(&self) -> f64 {
        f64::from(self.fps.0) / f64::from(self.fps.1.max(1))
    }
}

/// # Errors
/// In words for the person, where the file is none that this editor reads.
pub async fn probe(file: &Path) -> Result<Probe, String> {
    let output = ffmpeg::output(ffmpeg::ffprobe(file), Duration::from_secs(60), 4 << 20).await;
    let json =
        output.map_err(|broken| format!("is not a video, picture or sound that can be read ({})", broken.reason))?;
    let json: Value = serde_json::from_slice(&json).map_err(|_| "could not be probed".to_owned())?;
    read(&json)
}

fn read(json: &Value) -> Result<Probe, String> {
    let streams = json.get("streams").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let of = |kind: &'static str| {
        streams.iter().filter(move |stream| stream.get("codec_type").and_then(Value::as_str) == Some(kind))
    };
    // A cover picture in a sound file is no footage.
    let picture =
        of("video").find(|stream| stream.pointer("/disposition/attached_pic").and_then(Value::as_u64) != Some(1));
    let sound = of("audio").next();
    let format = json.pointer("/format/format_name").and_then(Value::as_str).unwrap_or_default();
    let length = seconds(json.pointer("/format/duration"));
    let mut probe = Probe::text();
    if let Some(sound) = sound {
        probe.channels = sound.get("channels").and_then(Value::as_u64).unwrap_or(1) as u32;
        probe.sound = seconds(sound.get("duration"));
    }
    probe.subtitles = of("subtitle").position(|stream| {
        let codec = stream.get("codec_name").and_then(Value::as_str).unwrap_or_default();
        CAPTIONS.contains(&codec)
    });
    let Some(picture) = picture else {
        if sound.is_none() {
            return Err("holds neither picture nor sound".into());
        }
        probe.kind = Kind::Audio;
        probe.duration = if probe.sound > 0.0 { probe.sound } else { length };
        return if probe.duration > 0.0 { Ok(probe) } else { Err("holds no sound".into()) };
    };
    shape(picture, &mut probe)?;
    let shown = seconds(picture.get("duration"));
    let still = format.ends_with("_pipe") || (format == "gif" && length < 0.15);
    probe.kind = if still { Kind::Image } else { Kind::Video };
    if !still {
        probe.duration = if shown > 0.0 { shown } else { length };
        rate(picture, &mut probe);
        if probe.duration * probe.fps() < 0.5 {
            return Err("holds no picture that lasts".into());
        }
    }
    Ok(probe)
}

fn shape(picture: &Value, probe: &mut Probe) -> Result<(), String> {
    let pixels = |key: &str| picture.get(key).and_then(Value::as_u64).unwrap_or(0);
    let (mut width, mut height) = (pixels("width"), pixels("height"));
    if width == 0 || height == 0 {
        return Err("has a picture without a size".into());
    }
    if width * height > MAX_PIXELS {
        return Err(format!("is {width}x{height}; at most {MAX_PIXELS} pixels can be edited here"));
    }
    let aspect = fraction(picture.get("sample_aspect_ratio").and_then(Value::as_str).unwrap_or("1:1"));
    if let Some((num, den)) = aspect.filter(|(num, den)| *num > 0 && *den > 0 && num != den) {
        width = (width * u64::from(num) / u64::from(den)).clamp(16, 16_384);
        probe.square = false;
    }
    let turned = picture
        .get("side_data_list")
        .and_then(Value::as_array)
        .and_then(|list| list.iter().find_map(|data| data.get("rotation").and_then(Value::as_f64)))
        .is_some_and(|degrees| (degrees.abs().round() as i64 / 90) % 2 == 1);
    if turned {
        std::mem::swap(&mut width, &mut height);
    }
    (probe.width, probe.height) = (width as u32, height as u32);
    let word =
        |key: &str| picture.get(key).and_then(Value::as_str).filter(|word| *word != "unknown").map(str::to_owned);
    probe.color = [word("color_space"), word("color_primaries"), word("color_transfer"), word("color_range")];
    probe.hdr = matches!(probe.color[2].as_deref(), Some("smpte2084" | "arib-std-b67"));
    Ok(())
}

/// Phones write frames of uneven length; the timeline wants an even beat near theirs.
fn rate(picture: &Value, probe: &mut Probe) {
    let read = |key: &str| {
        picture.get(key).and_then(Value::as_str).and_then(fraction).filter(|(num, den)| *num > 0 && *den > 0)
    };
    let (base, mean) = (read("r_frame_rate"), read("avg_frame_rate"));
    let value = |(num, den): (u32, u32)| f64::from(num) / f64::from(den);
    let rate = match (base, mean) {
        (Some(base), Some(mean)) if value(base) <= 121.0 && (value(base) / value(mean) - 1.0).abs() < 0.02 => {
            probe.steady = (value(base) / value(mean) - 1.0).abs() < 0.0005;
            Rate::near(base.0, base.1)
        }
        (_, Some(mean)) => {
            probe.steady = false;
            let wanted = value(mean) * 0.98;
            let even = [10, 12, 15, 24, 25, 30, 50, 60].into_iter().find(|fps| f64::from(*fps) >= wanted).unwrap_or(60);
            Rate { num: even, den: 1 }
        }
        (Some(base), None) => Rate::near(base.0, base.1),
        (None, None) => Rate { num: 30, den: 1 },
    };
    let rate = if rate.per_second() > 120.0 { Rate { num: 60, den: 1 } } else { rate };
    probe.fps = (rate.num, rate.den);
}

fn seconds(value: Option<&Value>) -> f64 {
    value.and_then(Value::as_str).and_then(|text| text.parse::<f64>().ok()).filter(|s| s.is_finite()).unwrap_or(0.0)
}

fn fraction(text: &str) -> Option<(u32, u32)> {
    let (num, den) = text.split_once(['/', ':'])?;
    Some((num.parse().ok()?, den.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_phone_held_upright_is_read_as_it_is_shown() {
        let probe = read(&json!({"format": {"format_name": "mov,mp4", "duration": "2.0"}, "streams": [
            {"codec_type": "video", "width": 1920, "height": 1080, "r_frame_rate": "90000/1", "avg_frame_rate": "29700/1001",
             "duration": "2.0", "side_data_list": [{"rotation": -90}]},
            {"codec_type": "audio", "channels": 1}]}))
        .unwrap();
        assert_eq!((probe.width, probe.height, probe.fps, probe.channels), (1080, 1920, (30, 1), 1));
        assert!(!probe.steady);
    }

    #[test]
    fn a_cover_picture_does_not_make_a_song_a_video() {
        let probe = read(&json!({"format": {"format_name": "mp3", "duration": "15.0"}, "streams": [
            {"codec_type": "audio", "channels": 2, "duration": "15.0"},
            {"codec_type": "video", "width": 500, "height": 500, "disposition": {"attached_pic": 1}}]}))
        .unwrap();
        assert_eq!(probe.kind, Kind::Audio);
    }
}
