//! How things come and go: one clip in the place of another, words and logos on the picture.

use serde::{Deserialize, Serialize};

use super::Frames;

/// How a clip takes the place of the one before it. A closed list of what ffmpeg draws: a word of a draft
/// never reaches a filter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Crossing {
    #[default]
    Fade,
    WipeLeft,
    WipeRight,
    WipeUp,
    WipeDown,
    SlideLeft,
    SlideRight,
    SlideUp,
    SlideDown,
    /// Through black.
    Black,
    /// Through white.
    White,
    CircleOpen,
    CircleClose,
    Zoom,
    Pixelate,
    Blur,
}

impl Crossing {
    /// The name that the cross-fading filter has for it.
    pub fn filter(self) -> &'static str {
        match self {
            Crossing::Fade => "fade",
            Crossing::WipeLeft => "wipeleft",
            Crossing::WipeRight => "wiperight",
            Crossing::WipeUp => "wipeup",
            Crossing::WipeDown => "wipedown",
            Crossing::SlideLeft => "slideleft",
            Crossing::SlideRight => "slideright",
            Crossing::SlideUp => "slideup",
            Crossing::SlideDown => "slidedown",
            Crossing::Black => "fadeblack",
            Crossing::White => "fadewhite",
            Crossing::CircleOpen => "circleopen",
            Crossing::CircleClose => "circleclose",
            Crossing::Zoom => "zoomin",
            Crossing::Pixelate => "pixelize",
            Crossing::Blur => "hblur",
        }
    }

    /// What it is called in an answer.
    pub fn name(self) -> &'static str {
        match self {
            Crossing::Fade => "a crossfade",
            Crossing::WipeLeft => "a wipe to the left",
            Crossing::WipeRight => "a wipe to the right",
            Crossing::WipeUp => "a wipe upwards",
            Crossing::WipeDown => "a wipe downwards",
            Crossing::SlideLeft => "a slide to the left",
            Crossing::SlideRight => "a slide to the right",
            Crossing::SlideUp => "a slide upwards",
            Crossing::SlideDown => "a slide downwards",
            Crossing::Black => "a fade through black",
            Crossing::White => "a flash of white",
            Crossing::CircleOpen => "a circle that opens",
            Crossing::CircleClose => "a circle that closes",
            Crossing::Zoom => "a zoom",
            Crossing::Pixelate => "coarse pixels",
            Crossing::Blur => "a blur",
        }
    }
}

/// Over how many frames something on the picture comes and goes; none is at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fades {
    pub begin: Frames,
    pub end: Frames,
}

impl Fades {
    pub fn any(self) -> bool {
        self.begin + self.end > 0
    }

    /// Within something of this length: coming and going do not overlap.
    pub fn within(self, len: Frames) -> Fades {
        if self.begin + self.end <= len {
            return self;
        }
        let begin = (u128::from(len) * u128::from(self.begin) / u128::from(self.begin + self.end).max(1)) as u64;
        Fades { begin, end: len - begin }
    }

    pub fn retimed(self, edge: impl Fn(Frames) -> Frames) -> Fades {
        Fades { begin: edge(self.begin), end: edge(self.end) }
    }

    /// Of a piece that something was cut into: only the first one comes and the last one goes.
    pub fn piece(self, first: bool, last: bool) -> Fades {
        Fades { begin: if first { self.begin } else { 0 }, end: if last { self.end } else { 0 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fades_share_what_is_too_short_for_both() {
        let fades = Fades { begin: 30, end: 10 };
        assert_eq!(fades.within(40), fades);
        assert_eq!(fades.within(20), Fades { begin: 15, end: 5 });
        assert_eq!(fades.within(0), Fades::default());
    }
}
