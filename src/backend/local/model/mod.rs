//! The timeline as the embedded editor works on it: whole frames, typed, and turned into the
//! draft's JSON only at the edge. Positions are counted in frames because milliseconds do not add up
//! over hundreds of cuts, while frames do.

mod clips;
mod heard;
mod look;
mod motion;
mod read;
mod write;

pub use clips::{at_boundary, cut, positions, speed, total, transition};
pub use heard::{Level, Sound, SoundRole};
pub use look::{Fx, Look, Veil};
pub use motion::{Crossing, Fades};
pub use read::read;
pub use write::write;

/// Samples per second of everything that the editor mixes.
pub const SAMPLE_RATE: u64 = 48_000;

/// A count of frames at the timeline's rate.
pub type Frames = u64;

/// Frames per second as a fraction, so that 29.97 is what cameras mean by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub num: u32,
    pub den: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    pub title: String,
    pub rate: Rate,
    pub width: u32,
    pub height: u32,
    /// Whether somebody asked for this size; otherwise an export may make it smaller.
    pub sized: bool,
    pub fit: Fit,
    /// The main track, back to back.
    pub main: Vec<Clip>,
    pub overlays: Vec<Overlay>,
    pub sounds: Vec<Sound>,
    pub texts: Vec<Text>,
    pub fade_in: Frames,
    pub fade_out: Frames,
    /// How all that is heard comes and goes; the picture's own fade does not matter then.
    pub sound_fade: Fades,
    /// The same of the main track's own sound.
    pub own_fade: Fades,
    /// Both sides alike.
    pub mono: bool,
    /// The loudness that the whole is brought to, in LUFS.
    pub lufs: Option<f64>,
    pub backdrop: Option<Backdrop>,
    /// Width by height of what bars above and below leave in sight.
    pub bars: Option<f64>,
    pub border: Option<Border>,
    pub progress: Option<Progress>,
}

/// A line around the picture, over its edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Border {
    /// `RRGGBB`.
    pub color: String,
    /// How wide it is, as a share of the frame's shorter side.
    pub share: f64,
}

/// A bar that grows while the film plays.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub top: bool,
    /// `RRGGBB`.
    pub color: String,
}

/// What is seen where a screen was keyed out.
#[derive(Debug, Clone, PartialEq)]
pub enum Backdrop {
    /// `RRGGBB`.
    Color(String),
    Medium(String),
}

/// How a picture of another shape is put on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// The whole picture, over a blurred copy of itself.
    Blur,
    /// The middle of the picture, filling the canvas.
    Crop,
    /// The whole picture between bars.
    Pad,
    /// The whole picture in the lower three quarters, over a blurred copy of itself.
    Low,
    /// The same in the upper three quarters.
    High,
}

/// A stretch of one medium on the main track.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    pub src: String,
    pub title: String,
    /// Where it begins in the medium, in frames at the timeline's rate.
    pub start: Frames,
    /// How long it plays.
    pub len: Frames,
    pub speed: f64,
    /// A gain; 1 is unchanged.
    pub volume: f64,
    /// Frames of the clip before it over which it fades in; they lie before `start` in the medium.
    pub transition: Frames,
    /// What that looks like.
    pub crossing: Crossing,
    /// One frame, held.
    pub still: bool,
    pub reversed: bool,
    pub look: Look,
}

/// A picture over the main track: b-roll, a logo, picture in picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    pub role: OverlayRole,
    pub src: String,
    pub title: String,
    pub at: Frames,
    pub len: Frames,
    pub start: Frames,
    pub place: Place,
    /// Share of the canvas's width; 1 covers it.
    pub width: f64,
    pub opacity: f64,
    pub fades: Fades,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverlayRole {
    Broll,
    Logo,
    Pip,
    /// Fills the half of the frame at its place, and the main track the other half.
    Beside,
}

/// Words on the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub role: TextRole,
    pub text: String,
    pub at: Frames,
    pub len: Frames,
    pub place: Place,
    /// A factor on the size that the role gives.
    pub size: f64,
    /// `RRGGBB`.
    pub color: Option<String>,
    /// On a dark box.
    pub boxed: bool,
    /// Heavier letters than this role has by itself.
    pub bold: bool,
    /// The stream that carries a caption; without one it is drawn on the picture.
    pub track: Option<Track>,
    pub fades: Fades,
}

/// A stream of captions in one language: two small letters, where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track(pub Option<String>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextRole {
    Caption,
    Title,
    Text,
    LowerThird,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    TopLeft,
    Top,
    TopRight,
    Left,
    Center,
    Right,
    BottomLeft,
    Bottom,
    BottomRight,
}

impl Rate {
    /// The nearest rate that cameras and screens use, else the fraction as it is.
    pub fn near(num: u32, den: u32) -> Rate {
        let value = f64::from(num) / f64::from(den.max(1));
        const NTSC: [u32; 4] = [24_000, 30_000, 60_000, 120_000];
        if (value - value.round()).abs() < 0.002 && value >= 1.0 {
            return Rate { num: value.round() as u32, den: 1 };
        }
        for num in NTSC {
            if (value - f64::from(num) / 1001.0).abs() < 0.005 {
                return Rate { num, den: 1001 };
            }
        }
        Rate { num: (value * 1000.0).round().max(1.0) as u32, den: 1000 }
    }

    pub fn per_second(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// The frame edge nearest to a time in seconds.
    pub fn frames(self, seconds: f64) -> Frames {
        (seconds * self.per_second()).round().max(0.0) as u64
    }

    pub fn seconds(self, frames: Frames) -> f64 {
        frames as f64 * f64::from(self.den) / f64::from(self.num)
    }

    /// Whole milliseconds of a frame edge; [`Rate::edge`] gives the same edge back.
    pub fn millis(self, frames: Frames) -> u64 {
        let (num, den) = (u64::from(self.num), u64::from(self.den));
        (frames * 1000 * den + num / 2) / num
    }

    pub fn edge(self, millis: f64) -> Frames {
        self.frames(millis / 1000.0)
    }

    /// The sample that a frame edge falls on.
    pub fn sample(self, frames: Frames) -> u64 {
        let (num, den) = (u64::from(self.num), u64::from(self.den));
        (frames * SAMPLE_RATE * den + num / 2) / num
    }

    /// Samples per frame, where that is a whole number.
    pub fn whole_samples(self) -> Option<u64> {
        let samples = SAMPLE_RATE * u64::from(self.den);
        samples.is_multiple_of(u64::from(self.num)).then(|| samples / u64::from(self.num))
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

impl Track {
    /// What is no code of a language is a language that nobody knows.
    pub fn of(code: &str) -> Track {
        Track((code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase())).then(|| code.to_owned()))
    }
}

impl Timeline {
    /// A timeline that holds one medium whole.
    pub fn of(clip: Clip, rate: Rate, (width, height): (u32, u32)) -> Timeline {
        Timeline {
            title: "project".into(),
            rate,
            width,
            height,
            sized: false,
            fit: Fit::Pad,
            main: vec![clip],
            overlays: vec![],
            sounds: vec![],
            texts: vec![],
            fade_in: 0,
            fade_out: 0,
            sound_fade: Fades::default(),
            own_fade: Fades::default(),
            mono: false,
            lufs: None,
            backdrop: None,
            bars: None,
            border: None,
            progress: None,
        }
    }

    pub fn total(&self) -> Frames {
        total(&self.main)
    }

    /// The same timeline on another beat: every edge goes to the nearest frame of the new rate.
    pub fn retimed(&self, rate: Rate) -> Timeline {
        if rate == self.rate {
            return self.clone();
        }
        let edge = |frames: Frames| rate.frames(self.rate.seconds(frames));
        let span = |at: Frames, len: Frames| edge(at + len) - edge(at);
        let mut new = Timeline { rate, ..self.clone() };
        new.main = positions(&self.main)
            .map(|(at, clip)| Clip {
                start: edge(clip.start),
                len: span(at, clip.len),
                transition: edge(clip.transition),
                ..clip.clone()
            })
            .filter(|clip| clip.len > 0)
            .collect();
        for one in &mut new.overlays {
            (one.at, one.len, one.start) = (edge(one.at), span(one.at, one.len), edge(one.start));
            one.fades = one.fades.retimed(edge);
        }
        new.sounds = self.sounds.iter().map(|one| one.retimed(self.rate, rate)).collect();
        for one in &mut new.texts {
            (one.at, one.len) = (edge(one.at), span(one.at, one.len));
            one.fades = one.fades.retimed(edge);
        }
        (new.fade_in, new.fade_out) = (edge(self.fade_in), edge(self.fade_out));
        (new.sound_fade, new.own_fade) = (self.sound_fade.retimed(edge), self.own_fade.retimed(edge));
        new
    }
}

impl Clip {
    pub fn new(src: &str, title: &str, start: Frames, len: Frames) -> Clip {
        Clip {
            src: src.into(),
            title: title.into(),
            start,
            len,
            speed: 1.0,
            volume: 1.0,
            transition: 0,
            crossing: Crossing::Fade,
            still: false,
            reversed: false,
            look: Look::default(),
        }
    }

    /// Frames of the medium that it shows.
    pub fn span(&self) -> Frames {
        if self.still { 1 } else { (self.len as f64 * self.speed).round() as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_edge_survives_the_trip_through_milliseconds() {
        for rate in [
            Rate { num: 30, den: 1 },
            Rate { num: 30_000, den: 1001 },
            Rate { num: 24, den: 1 },
            Rate { num: 60, den: 1 },
        ] {
            for frame in (0..200_000).step_by(7) {
                assert_eq!(rate.edge(rate.millis(frame) as f64), frame, "{rate}");
            }
        }
    }

    #[test]
    fn rates_snap_to_what_cameras_mean() {
        assert_eq!(Rate::near(2997, 100), Rate { num: 30_000, den: 1001 });
        assert_eq!(Rate::near(30, 1), Rate { num: 30, den: 1 });
        assert_eq!(Rate::near(30_001, 1000), Rate { num: 30, den: 1 });
        assert_eq!(Rate { num: 30, den: 1 }.whole_samples(), Some(1600));
        assert_eq!(Rate { num: 30_000, den: 1001 }.whole_samples(), None);
    }
}
