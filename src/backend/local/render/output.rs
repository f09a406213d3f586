//! What a render is asked to make: the format's name, and everything that ffmpeg is told for it.

use serde_json::Value;

use crate::backend::local::captions::Stream;
use crate::backend::local::model::{Rate, Timeline};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Mp4,
    Mov,
    Mkv,
    Webm,
    Avi,
    Gif,
    Webp,
    Jpg,
    Png,
    Mp3,
    Wav,
    M4a,
    Aac,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    High,
    Medium,
    Low,
}

/// An output, with the size and the rate that the timeline gets for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Output {
    pub format: Format,
    pub quality: Quality,
    pub width: u32,
    pub height: u32,
    pub rate: Rate,
    /// Where a still picture is taken, in seconds.
    pub at: Option<f64>,
}

const FORMATS: [(&str, Format); 14] = [
    ("mp4", Format::Mp4),
    ("mov", Format::Mov),
    ("mkv", Format::Mkv),
    ("webm", Format::Webm),
    ("avi", Format::Avi),
    ("gif", Format::Gif),
    ("webp", Format::Webp),
    ("jpg", Format::Jpg),
    ("jpeg", Format::Jpg),
    ("png", Format::Png),
    ("mp3", Format::Mp3),
    ("wav", Format::Wav),
    ("m4a", Format::M4a),
    ("aac", Format::Aac),
];

impl Format {
    pub fn has_picture(self) -> bool {
        !matches!(self, Format::Mp3 | Format::Wav | Format::M4a | Format::Aac)
    }

    pub fn has_sound(self) -> bool {
        !matches!(self, Format::Gif | Format::Webp | Format::Jpg | Format::Png)
    }

    /// The codec of captions as a stream, where the format holds one that players know.
    pub fn subtitles(self) -> Option<&'static str> {
        match self {
            Format::Mp4 | Format::Mov => Some("mov_text"),
            Format::Mkv => Some("srt"),
            Format::Webm => Some("webvtt"),
            _ => None,
        }
    }

    /// The options of captions as streams, the first of which is the input of this number. A sound and a still
    /// go without: nobody looks for captions that can be switched on there.
    ///
    /// # Errors
    /// In words, where the format holds none.
    pub fn streams(self, streams: &[Stream], first: usize) -> Result<Vec<String>, String> {
        if streams.is_empty() || !self.has_picture() || self.still() {
            return Ok(vec![]);
        }
        let Some(codec) = self.subtitles() else {
            let names: Vec<&str> =
                FORMATS.iter().filter(|(_, format)| format.subtitles().is_some()).map(|(name, _)| *name).collect();
            return Err(format!(
                "the captions are a subtitle track, and {} files hold none; {} files do. `burn the captions in` draws them on the picture",
                self.extension(),
                names.join(", ")
            ));
        };
        let mut all = vec!["-c:s".into(), codec.into()];
        for (index, stream) in streams.iter().enumerate() {
            all.extend(["-map".into(), format!("{}:s:0", first + index)]);
            all.extend([format!("-metadata:s:s:{index}"), format!("language={}", stream.language)]);
        }
        Ok(all)
    }

    pub fn still(self) -> bool {
        matches!(self, Format::Jpg | Format::Png)
    }

    pub fn extension(self) -> &'static str {
        FORMATS.iter().find(|(_, format)| *format == self).map_or("bin", |(name, _)| name)
    }

    pub fn mime(self) -> &'static str {
        match self {
            Format::Mp4 => "video/mp4",
            Format::Mov => "video/quicktime",
            Format::Mkv => "video/x-matroska",
            Format::Webm => "video/webm",
            Format::Avi => "video/x-msvideo",
            Format::Gif => "image/gif",
            Format::Webp => "image/webp",
            Format::Jpg => "image/jpeg",
            Format::Png => "image/png",
            Format::Mp3 => "audio/mpeg",
            Format::Wav => "audio/wav",
            Format::M4a => "audio/mp4",
            Format::Aac => "audio/aac",
        }
    }
}

impl Output {
    /// # Errors
    /// In words, where something is asked for that cannot be made.
    pub fn read(value: &Value, timeline: &Timeline) -> Result<Output, String> {
        let word = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_lowercase);
        let name = word("format").unwrap_or_else(|| "mp4".into());
        let format = FORMATS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format).ok_or_else(|| {
            let names: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
            format!("the format `{name}` cannot be made here; {} can", names.join(", "))
        })?;
        let quality = match word("quality").as_deref() {
            None | Some("high" | "best") => Quality::High,
            Some("medium" | "normal" | "standard") => Quality::Medium,
            Some("low" | "draft") => Quality::Low,
            Some(other) => return Err(format!("the quality `{other}` is unknown; high, medium and low are known")),
        };
        let (width, height) = match value.get("resolution").filter(|value| !value.is_null()) {
            Some(wanted) => resolution(wanted, timeline)?,
            None if timeline.sized => (timeline.width, timeline.height),
            None => fit_within(timeline.width, timeline.height),
        };
        let rate = match value.get("fps").filter(|value| !value.is_null()) {
            Some(fps) => {
                let fps = fps.as_f64().or_else(|| fps.as_str().and_then(|text| text.parse().ok())).unwrap_or(0.0);
                if !(1.0..=120.0).contains(&fps) {
                    return Err("a frame rate lies between 1 and 120".into());
                }
                Rate::near((fps * 1000.0).round() as u32, 1000)
            }
            None => timeline.rate,
        };
        let at = value.get("at").and_then(Value::as_f64);
        Ok(Output { format, quality, width, height, rate, at })
    }

    /// The encoder's options. Threads are pinned and the look-ahead thread is off, because otherwise
    /// the same video comes out in other bytes each time.
    pub fn arguments(&self) -> Vec<String> {
        let crf = match self.quality {
            Quality::High => 20,
            Quality::Medium => 23,
            Quality::Low => 28,
        };
        let group = (self.rate.per_second() * 2.0).round();
        let h264 = format!(
            "-c:v libx264 -preset veryfast -crf {crf} -g {group} -pix_fmt yuv420p -threads 4 -x264-params sync-lookahead=0"
        );
        let aac = "-c:a aac -b:a 160k -ar 48000";
        let line = match self.format {
            Format::Mp4 => format!("{h264} {aac} -movflags +faststart -f mp4"),
            Format::Mov => format!("{h264} {aac} -movflags +faststart -f mov"),
            Format::Mkv => format!("{h264} {aac} -f matroska"),
            Format::Webm => format!(
                "-c:v libvpx-vp9 -crf {} -b:v 0 -deadline good -cpu-used 5 -row-mt 1 -threads 4 -pix_fmt yuv420p -c:a libopus -b:a 128k -f webm",
                crf + 11
            ),
            Format::Avi => "-c:v mpeg4 -q:v 4 -pix_fmt yuv420p -threads 4 -c:a libmp3lame -b:a 160k -f avi".into(),
            Format::Gif => "-f gif".into(),
            Format::Webp => "-c:v libwebp -quality 75 -loop 0 -f webp".into(),
            Format::Jpg => "-frames:v 1 -q:v 2 -f mjpeg".into(),
            Format::Png => "-frames:v 1 -c:v png -f image2pipe".into(),
            Format::Mp3 => "-c:a libmp3lame -q:a 2 -id3v2_version 3 -f mp3".into(),
            Format::Wav => "-c:a pcm_s16le -f wav".into(),
            Format::M4a => "-c:a aac -b:a 160k -movflags +faststart -f ipod".into(),
            Format::Aac => "-c:a aac -b:a 160k -f adts".into(),
        };
        let plain = "-map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact";
        line.split(' ').chain(plain.split(' ')).map(str::to_owned).collect()
    }
}

/// `1080p` is the shorter side of the picture's own shape; `1920x1080` is a frame that it must fit.
fn resolution(value: &Value, timeline: &Timeline) -> Result<(u32, u32), String> {
    let text = match value {
        Value::String(text) => text.to_lowercase(),
        other => other.to_string(),
    };
    let bad = || format!("`{text}` is no resolution; use one such as 1080p or 1920x1080");
    if let Some((width, height)) = text.split_once(['x', '×', '*']) {
        let (width, height): (u32, u32) =
            (width.trim().parse().map_err(|_| bad())?, height.trim().parse().map_err(|_| bad())?);
        if !(16..=8192).contains(&width) || !(16..=8192).contains(&height) {
            return Err(bad());
        }
        return Ok((even(width), even(height)));
    }
    let short = short_side(&text).ok_or_else(bad)?;
    Ok(sized(timeline.width, timeline.height, short))
}

/// The shorter side that a word such as `1080p`, `4k` or `hd` names.
pub fn short_side(word: &str) -> Option<u32> {
    let word = word.trim().to_lowercase();
    match word.as_str() {
        "4k" | "uhd" => Some(2160),
        "2k" | "qhd" => Some(1440),
        "full hd" | "fullhd" | "fhd" => Some(1080),
        "hd" => Some(720),
        _ => word.trim_end_matches('p').parse().ok().filter(|side| (120..=4320).contains(side)),
    }
}

/// The same shape with another shorter side.
pub fn sized(width: u32, height: u32, short: u32) -> (u32, u32) {
    let factor = f64::from(short) / f64::from(width.min(height));
    (even((f64::from(width) * factor).round() as u32), even((f64::from(height) * factor).round() as u32))
}

/// At most 1920x1080, or 1080x1920 for an upright picture.
fn fit_within(width: u32, height: u32) -> (u32, u32) {
    let (long, short) = (f64::from(width.max(height)), f64::from(width.min(height)));
    let factor = (1920.0 / long).min(1080.0 / short).min(1.0);
    (even((f64::from(width) * factor).round() as u32), even((f64::from(height) * factor).round() as u32))
}

/// H.264 wants even sizes.
pub fn even(pixels: u32) -> u32 {
    (pixels / 2 * 2).max(2)
}
