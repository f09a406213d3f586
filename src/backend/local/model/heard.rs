//! What is heard beside the picture's own sound, and how all that is heard comes and goes.

use super::{Frames, Rate};

/// A sound beside the main track.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    pub role: SoundRole,
    pub src: String,
    pub title: String,
    pub at: Frames,
    pub len: Frames,
    /// Where it begins in the medium, in frames at the timeline's rate.
    pub start: Frames,
    pub volume: f64,
    /// Whether it steps back under speech.
    pub duck: bool,
    pub fade_in: Frames,
    pub fade_out: Frames,
    /// Stretches of the timeline in which it has another volume, in order and without overlap.
    pub levels: Vec<Level>,
}

/// A volume for a stretch of the timeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    pub at: Frames,
    pub len: Frames,
    pub volume: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundRole {
    Music,
    Voice,
    /// A short sound at a moment.
    Effect,
}

impl Sound {
    pub fn new(role: SoundRole, src: &str, title: &str, at: Frames, len: Frames) -> Sound {
        Sound {
            role,
            src: src.into(),
            title: title.into(),
            at,
            len,
            start: 0,
            volume: 1.0,
            duck: false,
            fade_in: 0,
            fade_out: 0,
            levels: vec![],
        }
    }

    pub fn end(&self) -> Frames {
        self.at + self.len
    }

    /// Gives a stretch its own volume, or the sound's own again.
    pub fn level(&mut self, from: Frames, to: Frames, volume: Option<f64>) {
        let outside = |level: &Level| {
            let end = level.at + level.len;
            [(level.at, end.min(from)), (level.at.max(to), end)]
                .into_iter()
                .filter(|(at, end)| at < end)
                .map(|(at, end)| Level { at, len: end - at, volume: level.volume })
                .collect::<Vec<_>>()
        };
        self.levels = self.levels.iter().flat_map(outside).collect();
        let (from, to) = (from.max(self.at), to.min(self.end()));
        if let Some(volume) = volume.filter(|_| from < to) {
            self.levels.push(Level { at: from, len: to - from, volume });
        }
        self.levels.sort_by_key(|level| level.at);
    }

    /// Leaves no level outside of where it is heard.
    pub fn settle(&mut self) {
        for level in std::mem::take(&mut self.levels) {
            self.level(level.at, level.at + level.len, Some(level.volume));
        }
    }

    pub(super) fn retimed(&self, old: Rate, new: Rate) -> Sound {
        let edge = |frames: Frames| new.frames(old.seconds(frames));
        let span = |at: Frames, len: Frames| edge(at + len) - edge(at);
        let level = |level: &Level| Level { at: edge(level.at), len: span(level.at, level.len), volume: level.volume };
        Sound {
            at: edge(self.at),
            len: span(self.at, self.len),
            start: edge(self.start),
            fade_in: edge(self.fade_in),
            fade_out: edge(self.fade_out),
            levels: self.levels.iter().map(level).collect(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_level_takes_the_place_of_an_earlier_one() {
        let mut sound = Sound::new(SoundRole::Music, "m", "m", 10, 90);
        sound.level(20, 60, Some(0.0));
        sound.level(30, 40, Some(0.5));
        sound.level(50, 55, None);
        sound.level(95, 200, Some(0.1));
        let got: Vec<_> = sound.levels.iter().map(|level| (level.at, level.len, level.volume)).collect();
        assert_eq!(got, [(20, 10, 0.0), (30, 10, 0.5), (40, 10, 0.0), (55, 5, 0.0), (95, 5, 0.1)]);
    }
}
