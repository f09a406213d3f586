//! A few short sounds for people who ask for one and bring none: computed, so they belong to nobody.

use std::f64::consts::TAU;

use super::music::{RATE, wav};

/// A sound by its name.
#[derive(Debug, Clone, Copy)]
pub struct Effect {
    pub name: &'static str,
    make: fn(f64, &mut Noise) -> f64,
    millis: u32,
    /// When it is loudest.
    peak: u32,
}

/// In the order of the words that name them in prompts.
pub const EFFECTS: [Effect; 4] = [
    Effect { name: "whoosh", make: whoosh, millis: 800, peak: 350 },
    Effect { name: "ding", make: ding, millis: 1500, peak: 0 },
    Effect { name: "pop", make: pop, millis: 150, peak: 0 },
    Effect { name: "click", make: click, millis: 60, peak: 0 },
];

impl PartialEq for Effect {
    fn eq(&self, other: &Effect) -> bool {
        self.name == other.name
    }
}

impl Effect {
    pub fn file(&self) -> String {
        format!("{}.wav", self.name)
    }

    pub fn seconds(&self) -> f64 {
        f64::from(self.millis) / 1000.0
    }

    /// Seconds from its beginning to where it is loudest.
    pub fn peak(&self) -> f64 {
        f64::from(self.peak) / 1000.0
    }

    /// The sound as a WAV file with two channels.
    pub fn wav(&self) -> Vec<u8> {
        let count = (self.seconds() * f64::from(RATE)) as usize;
        let mut noise = Noise { seed: 11, low: 0.0, band: 0.0 };
        let end = |n: usize| ((count - n) as f64 / f64::from(RATE) * 200.0).min(1.0);
        let samples: Vec<f64> =
            (0..count).map(|n| (self.make)(n as f64 / f64::from(RATE), &mut noise) * end(n)).collect();
        wav(&samples, &samples)
    }
}

/// Noise through a filter that can be moved.
struct Noise {
    seed: u32,
    low: f64,
    band: f64,
}

impl Noise {
    fn around(&mut self, hertz: f64) -> f64 {
        self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let white = f64::from(self.seed >> 8) / f64::from(1u32 << 23) - 1.0;
        let step = 2.0 * (std::f64::consts::PI * hertz / f64::from(RATE)).sin();
        self.low += step * self.band;
        let high = white - self.low - 0.6 * self.band;
        self.band += step * high;
        self.band
    }
}

/// Air that passes by: it swells, rises, and is gone.
fn whoosh(t: f64, noise: &mut Noise) -> f64 {
    let swell = if t < 0.35 { (t / 0.35).powi(2) } else { (-7.0 * (t - 0.35)).exp() };
    let hertz = 400.0 + 1800.0 * (-((t - 0.35) / 0.22).powi(2)).exp();
    0.5 * swell * noise.around(hertz)
}

/// A small bell.
fn ding(t: f64, _: &mut Noise) -> f64 {
    let partial = |ratio: f64, level: f64, decay: f64| level * (-decay * t).exp() * (TAU * 1318.5 * ratio * t).sin();
    (t * 500.0).min(1.0) * (partial(1.0, 0.3, 3.5) + partial(2.0, 0.12, 5.0) + partial(2.76, 0.07, 8.0))
}

/// A bubble that bursts.
fn pop(t: f64, _: &mut Noise) -> f64 {
    let phase = TAU * (420.0 * t + 2600.0 * t * t);
    0.6 * (t * 400.0).min(1.0) * (-38.0 * t).exp() * phase.sin()
}

/// A key that is pressed.
fn click(t: f64, noise: &mut Noise) -> f64 {
    0.5 * ((-350.0 * t).exp() * noise.around(3200.0) + 0.4 * (-220.0 * t).exp() * (TAU * 1900.0 * t).sin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_sound_at_a_sober_level_and_are_the_same_each_time() {
        for effect in EFFECTS {
            let wav = effect.wav();
            let samples = wav[44..].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
            let peak = samples.map(|sample| f64::from(sample).abs()).fold(0.0, f64::max);
            let level = 20.0 * (peak / 32_768.0).log10();
            assert!((-16.0..-4.0).contains(&level), "{} {level}", effect.name);
            assert_eq!(wav, effect.wav());
        }
    }
}
