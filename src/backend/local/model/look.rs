//! What is done to the picture and the sound of a clip. Kept as numbers from a closed list: a draft comes back from
//! the client, and nothing that it says may reach a filter as text.

use serde::{Deserialize, Serialize};

/// Applied in order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Look(pub Vec<Fx>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "k", rename_all = "snake_case")]
pub enum Fx {
    /// Added brightness from -1 to 1, and factors on contrast and saturation.
    Tone {
        brightness: f64,
        contrast: f64,
        saturation: f64,
    },
    /// Positive is warmer.
    Warmth {
        by: f64,
    },
    /// How much lighter the dark and the light parts are, from -0.2 to 0.2 of full brightness.
    Curve {
        shadows: f64,
        highlights: f64,
    },
    Gray,
    Sepia,
    Vintage,
    Vignette,
    Grain,
    Blur,
    Sharpen,
    Denoise,
    Stabilize,
    /// Quarter turns clockwise.
    Rotate {
        quarters: u8,
    },
    FlipH,
    FlipV,
    /// How much larger the middle is shown.
    Zoom {
        by: f64,
    },
    /// How much larger the middle is shown at the end than at the beginning; below 1 it shrinks.
    SlowZoom {
        by: f64,
    },
    /// A part of the picture that goes across it or down, from one edge to the other: 1 to the right and down,
    /// -1 to the left and up.
    Pan {
        x: f64,
        y: f64,
    },
    /// A soft light that comes and goes.
    Shimmer,
    /// The part of the picture that is left; shares of its width and height.
    Crop {
        x: f64,
        y: f64,
        w: f64,
        h: f64,
    },
    /// A green or blue screen that the backdrop is seen through.
    Key {
        blue: bool,
    },
    /// A light haze over what is bright.
    Glow,
    /// A part of the picture that nobody is to see; shares of its width and height.
    Hide {
        x: f64,
        y: f64,
        w: f64,
        h: f64,
        veil: Veil,
    },
    /// Takes the room noise out of the sound.
    CleanSound,
    /// Lower tones louder or softer, in decibels.
    Bass {
        db: f64,
    },
    /// The same of the higher ones.
    Treble {
        db: f64,
    },
    /// The sound as much higher, at the same length.
    Pitch {
        half_tones: f64,
    },
    Echo,
    Reverb,
    /// Only what a telephone or a small radio carries.
    Telephone,
    /// A voice that stands out: without rumble, with presence, and evener.
    Voice,
    /// A tone in the place of the sound.
    Bleep,
    /// The sound comes so much after the picture that it belongs to; before it where negative.
    Late {
        seconds: f64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Veil {
    Blur,
    Pixels,
    Black,
}

impl Look {
    /// Takes off every effect of the same kind, and tells whether there was one.
    pub fn take(&mut self, fx: &Fx) -> bool {
        let before = self.0.len();
        self.0.retain(|old| std::mem::discriminant(old) != std::mem::discriminant(fx));
        self.0.len() < before
    }

    /// Width and height of a picture of this size after it.
    pub fn shape(&self, (width, height): (f64, f64)) -> (f64, f64) {
        self.0.iter().fold((width, height), |(width, height), fx| match fx {
            Fx::Rotate { quarters } if quarters % 2 == 1 => (height, width),
            Fx::Crop { w, h, .. } => (width * w, height * h),
            _ => (width, height),
        })
    }

    pub fn has(&self, fx: &Fx) -> bool {
        self.0.iter().any(|old| std::mem::discriminant(old) == std::mem::discriminant(fx))
    }

    /// Replaces an effect of the same kind, so that asking twice is not applied twice; rotations and
    /// zooms add up, since that is what saying them again means.
    pub fn add(&mut self, fx: Fx) {
        // Cut off again from what is left.
        if matches!(fx, Fx::Crop { .. }) {
            self.0.push(fx);
            return;
        }
        // Several parts of one picture can be hidden, in the order in which they are told.
        if matches!(fx, Fx::Hide { .. }) {
            let there = |old: &Fx| match (old, &fx) {
                (Fx::Hide { x, y, w, h, .. }, Fx::Hide { x: a, y: b, w: c, h: d, .. }) => [x, y, w, h] == [a, b, c, d],
                _ => false,
            };
            self.0.retain(|old| !there(old));
            self.0.push(fx);
            return;
        }
        let same = self.0.iter_mut().find(|old| std::mem::discriminant(*old) == std::mem::discriminant(&fx));
        match (same, fx) {
            (Some(Fx::Rotate { quarters }), Fx::Rotate { quarters: more }) => *quarters = (*quarters + more) % 4,
            (Some(Fx::Zoom { by }), Fx::Zoom { by: more }) => *by *= more,
            (Some(Fx::Late { seconds }), Fx::Late { seconds: more }) => {
                *seconds = ((*seconds + more) * 1e6).round() / 1e6;
            }
            (
                Some(Fx::Tone { brightness, contrast, saturation }),
                Fx::Tone { brightness: b, contrast: c, saturation: s },
            ) => {
                *brightness = (*brightness + b).clamp(-1.0, 1.0);
                *contrast *= c;
                *saturation *= s;
            }
            (Some(Fx::Curve { shadows, highlights }), Fx::Curve { shadows: s, highlights: h }) => {
                *shadows = (*shadows + s).clamp(-0.2, 0.2);
                *highlights = (*highlights + h).clamp(-0.2, 0.2);
            }
            (Some(old), fx) => *old = fx,
            (None, fx) => self.0.push(fx),
        }
    }
}
