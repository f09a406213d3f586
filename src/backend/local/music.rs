//! Three loops for people who ask for music and bring none: computed, so they belong to nobody.
//!
//! A loop wraps: what still sounds at its end goes on at its beginning, and no seam is heard.

use std::f64::consts::TAU;

/// A loop by the name of its mood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mood {
    pub name: &'static str,
    /// Beats per minute.
    beat: u32,
    /// Roots of the chords in half tones above A2, and whether the third is small.
    chords: [(i32, bool); 4],
    drums: Drums,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drums {
    None,
    Slow,
    Quick,
}

pub const MOODS: [Mood; 3] = [
    Mood { name: "lo-fi", beat: 75, chords: [(0, true), (5, true), (8, false), (3, false)], drums: Drums::Slow },
    Mood { name: "upbeat", beat: 120, chords: [(3, false), (10, false), (0, true), (8, false)], drums: Drums::Quick },
    Mood { name: "calm", beat: 60, chords: [(3, false), (0, true), (8, false), (10, false)], drums: Drums::None },
];

pub const RATE: u32 = 44_100;
/// Beats of the whole loop: four chords of four beats.
const BEATS: usize = 16;

impl Mood {
    pub fn file(&self) -> String {
        format!("{}.wav", self.name)
    }

    /// The loop as a WAV file with two channels.
    pub fn wav(&self) -> Vec<u8> {
        let beat = RATE as usize * 60 / self.beat as usize;
        let mut band = Band { left: vec![0.0; beat * BEATS], right: vec![0.0; beat * BEATS], seed: 7 };
        for (bar, (root, small)) in self.chords.into_iter().enumerate() {
            let begin = bar * 4 * beat;
            let third = if small { 3 } else { 4 };
            for (voice, step) in [0, third, 7, 12 + if small { -2 } else { -1 }].into_iter().enumerate() {
                band.pad(begin, 4 * beat, hertz(root + 12 + step), voice);
            }
            for (at, length) in [(0, 2), (2, 1), (3, 1)] {
                band.bass(begin + at * beat, length * beat, hertz(root - 12));
            }
            // A little tune out of the chord, on the beats and between them.
            for (at, step) in [(0.0, 24), (1.5, 24 + third), (2.5, 31), (3.0, 24 + third)] {
                if self.drums != Drums::None || at < 1.0 {
                    band.pluck(begin + (at * beat as f64) as usize, hertz(root + step));
                }
            }
            for at in 0..4 {
                let place = begin + at * beat;
                match self.drums {
                    Drums::None => {}
                    Drums::Slow if at % 2 == 0 => band.kick(place),
                    Drums::Quick => band.kick(place),
                    Drums::Slow => {}
                }
                if self.drums != Drums::None {
                    if at % 2 == 1 {
                        band.noise(place, 0.16, 18.0);
                    }
                    band.noise(place + beat / 2, 0.06, 60.0);
                }
            }
        }
        wav(&band.left, &band.right)
    }
}

fn hertz(half_tones: i32) -> f64 {
    110.0 * 2f64.powf(f64::from(half_tones) / 12.0)
}

struct Band {
    left: Vec<f64>,
    right: Vec<f64>,
    seed: u32,
}

impl Band {
    fn add(&mut self, at: usize, left: f64, right: f64) {
        let at = at % self.left.len();
        self.left[at] += left;
        self.right[at] += right;
    }

    fn pad(&mut self, begin: usize, length: usize, hertz: f64, voice: usize) {
        let side = 0.35 + 0.1 * voice as f64;
        for n in 0..length + RATE as usize / 4 {
            let t = n as f64 / f64::from(RATE);
            let rise = (t * 2.5).min(1.0);
            let fall = ((length + RATE as usize / 4 - n) as f64 / f64::from(RATE) * 4.0).min(1.0);
            let wave =
                (TAU * hertz * t).sin() + 0.3 * (TAU * hertz * 2.003 * t).sin() + 0.1 * (TAU * hertz * 3.0 * t).sin();
            let level = 0.05 * rise * fall * wave;
            self.add(begin + n, level * (1.0 - side) * 2.0, level * side * 2.0);
        }
    }

    fn bass(&mut self, begin: usize, length: usize, hertz: f64) {
        for n in 0..length {
            let t = n as f64 / f64::from(RATE);
            let shape =
                (t * 60.0).min(1.0) * (-1.5 * t).exp() * ((length - n) as f64 / f64::from(RATE) * 30.0).min(1.0);
            let level = 0.16 * shape * ((TAU * hertz * t).sin() + 0.25 * (TAU * hertz * 2.0 * t).sin());
            self.add(begin + n, level, level);
        }
    }

    fn pluck(&mut self, begin: usize, hertz: f64) {
        for n in 0..RATE as usize {
            let t = n as f64 / f64::from(RATE);
            let level = 0.05
                * (t * 200.0).min(1.0)
                * (-5.0 * t).exp()
                * (TAU * hertz * t + 1.2 * (TAU * hertz * 2.0 * t).sin() * (-8.0 * t).exp()).sin();
            self.add(begin + n, level * 1.2, level * 0.8);
        }
    }

    fn kick(&mut self, begin: usize) {
        for n in 0..RATE as usize / 4 {
            let t = n as f64 / f64::from(RATE);
            let level = 0.30 * (-14.0 * t).exp() * (TAU * (48.0 * t + 2.2 * (1.0 - (-30.0 * t).exp()))).sin();
            self.add(begin + n, level, level);
        }
    }

    fn noise(&mut self, begin: usize, level: f64, decay: f64) {
        for n in 0..RATE as usize / 5 {
            let t = n as f64 / f64::from(RATE);
            self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let level = level * (-decay * t).exp() * (f64::from(self.seed >> 8) / f64::from(1u32 << 23) - 1.0) * 0.6;
            self.add(begin + n, level * 0.9, level);
        }
    }
}

/// A WAV file of two channels.
pub fn wav(left: &[f64], right: &[f64]) -> Vec<u8> {
    let bytes = left.len() as u32 * 4;
    let mut out = Vec::with_capacity(bytes as usize + 44);
    out.extend(b"RIFF");
    out.extend((bytes + 36).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16u32.to_le_bytes());
    out.extend(1u16.to_le_bytes());
    out.extend(2u16.to_le_bytes());
    out.extend(RATE.to_le_bytes());
    out.extend((RATE * 4).to_le_bytes());
    out.extend(4u16.to_le_bytes());
    out.extend(16u16.to_le_bytes());
    out.extend(b"data");
    out.extend(bytes.to_le_bytes());
    for (left, right) in left.iter().zip(right) {
        for sample in [left, right] {
            // Bends what is too loud instead of breaking it.
            out.extend(((sample.tanh() * 32_000.0) as i16).to_le_bytes());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_sound_and_are_the_same_each_time() {
        for mood in MOODS {
            let wav = mood.wav();
            let samples: Vec<i16> =
                wav[44..].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
            let power = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / samples.len() as f64;
            let level = 20.0 * (power.sqrt() / 32_768.0).log10();
            assert!((-26.0..-12.0).contains(&level), "{} {level}", mood.name);
            assert_eq!(wav, mood.wav());
        }
    }
}
