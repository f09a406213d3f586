//! Where nobody speaks. The threshold is found from the sound itself, because a fixed one cuts quiet
//! speech away and finds nothing in a noisy room.
//!
//! The sound is narrowed to the band of speech and measured every 10 ms; the floor is what the
//! quietest tenth reaches and speech what the loudest tenth does.

use std::path::Path;
use std::time::Duration;

use super::ffmpeg;

/// Samples per second of the sound that is measured.
const RATE: usize = 16_000;
/// Samples in one measure of 10 ms.
const STEP: usize = RATE / 100;
/// The level of digital silence.
const LOWEST: f32 = -120.0;

/// Levels in dB, one each 10 ms from the first moment of the medium.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Levels(pub Vec<f32>);

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Pauses shorter than this stay, in seconds.
    pub shortest: f64,
    /// What stays on each side of speech, in seconds.
    pub margin: f64,
    /// In dB, where the person names one.
    pub threshold: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Half-open ranges in seconds of the medium, without margins.
    pub silent: Vec<(f64, f64)>,
    pub threshold: f64,
}

impl Default for Wanted {
    fn default() -> Wanted {
        Wanted { shortest: 0.5, margin: 0.2, threshold: None }
    }
}

/// Decodes the sound of a file, and only that.
///
/// # Errors
/// In words, where it cannot be decoded.
pub async fn measure(file: &Path, seconds: f64) -> Result<Levels, String> {
    let mut command = ffmpeg::ffmpeg(file.parent().unwrap_or(Path::new(".")), 3600);
    command.args(["-vn", "-sn", "-dn"]);
    ffmpeg::input(&mut command, file);
    command.args(["-map", "0:a:0", "-af", "aresample=16000:async=1:first_pts=0", "-ac", "1", "-f", "s16le", "pipe:1"]);
    // Levels are taken as the sound arrives: an hour of samples would be a hundred megabytes.
    let mut meter = Meter::new();
    let most = ((seconds + 60.0) * 100.0) as usize;
    ffmpeg::stream(command, Duration::from_secs(3600), |bytes| {
        if meter.levels.len() < most {
            meter.take(bytes);
        }
    })
    .await
    .map_err(|broken| format!("the sound could not be decoded: {}", broken.reason))?;
    Ok(meter.end())
}

/// Turns samples, in pieces of any length, into levels.
struct Meter {
    band: Band,
    levels: Vec<f32>,
    /// Power and number of the samples of the measure that is not full yet.
    power: f64,
    count: usize,
    /// The first byte of a sample whose second one has not come.
    odd: Option<u8>,
}

impl Meter {
    fn new() -> Meter {
        Meter { band: Band::speech(), levels: vec![], power: 0.0, count: 0, odd: None }
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let Some(first) = self.odd.take() else {
                self.odd = Some(*byte);
                continue;
            };
            let sample = f64::from(i16::from_le_bytes([first, *byte])) / 32_768.0;
            self.power += self.band.pass(sample).powi(2);
            self.count += 1;
            if self.count == STEP {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        let mean = self.power / self.count.max(1) as f64;
        self.levels.push((10.0 * mean.max(1e-12).log10()) as f32);
        (self.power, self.count) = (0.0, 0);
    }

    fn end(mut self) -> Levels {
        if self.count > 0 {
            self.close();
        }
        Levels(self.levels)
    }
}

/// # Errors
/// In words: a person must learn why nothing was cut.
pub fn find(levels: &Levels, wanted: Wanted) -> Result<Found, String> {
    let smooth = smooth(&levels.0);
    if smooth.is_empty() {
        return Err("the footage has no sound".into());
    }
    let mut sorted = smooth.clone();
    sorted.sort_by(f32::total_cmp);
    let at = |share: f64| f64::from(sorted[((sorted.len() - 1) as f64 * share) as usize]);
    let (floor, speech) = (at(0.1), at(0.9));
    if at(0.98) < -80.0 {
        return Err("the footage is silent from end to end, and cutting all of it would leave nothing".into());
    }
    let span = speech - floor;
    let threshold = match wanted.threshold {
        Some(threshold) => threshold,
        None if span < 6.0 => return Ok(Found { silent: vec![], threshold: floor }),
        None => floor + (span * 0.35).max(4.0),
    };
    let mut loud: Vec<bool> = smooth.iter().map(|level| f64::from(*level) >= threshold).collect();
    drop_bursts(&mut loud);
    let mut silent = vec![];
    let mut begin = None;
    for (index, loud) in loud.iter().copied().chain([true]).enumerate() {
        match (begin, loud) {
            (None, false) => begin = Some(index),
            (Some(from), true) => {
                let range = (from as f64 / 100.0, index as f64 / 100.0);
                if range.1 - range.0 + 1e-9 >= wanted.shortest {
                    silent.push(range);
                }
                begin = None;
            }
            _ => {}
        }
    }
    Ok(Found { silent, threshold })
}

/// A click inside a pause does not end it: 60 ms, which smoothing has made 40 ms longer.
fn drop_bursts(loud: &mut [bool]) {
    let mut index = 0;
    while index < loud.len() {
        let state = loud[index];
        let end = (index..loud.len()).find(|at| loud[*at] != state).unwrap_or(loud.len());
        if state && end - index <= 10 && index > 0 && end < loud.len() {
            loud[index..end].fill(false);
        }
        index = end;
    }
}

/// A mean of power over 50 ms.
fn smooth(levels: &[f32]) -> Vec<f32> {
    let power: Vec<f64> = levels.iter().map(|db| 10f64.powf(f64::from(*db) / 10.0)).collect();
    (0..power.len())
        .map(|at| {
            let window = &power[at.saturating_sub(2)..(at + 3).min(power.len())];
            let mean = window.iter().sum::<f64>() / window.len() as f64;
            (10.0 * mean.max(1e-12).log10()).max(f64::from(LOWEST)) as f32
        })
        .collect()
}

/// Two second-order filters in a row: above 200 Hz, below 3500 Hz.
struct Band([Biquad; 2]);

struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    x: [f64; 2],
    y: [f64; 2],
}

impl Band {
    fn speech() -> Band {
        Band([Biquad::butterworth(200.0, true), Biquad::butterworth(3500.0, false)])
    }

    fn pass(&mut self, sample: f64) -> f64 {
        let sample = self.0[0].pass(sample);
        self.0[1].pass(sample)
    }
}

impl Biquad {
    fn butterworth(hz: f64, high: bool) -> Biquad {
        let w = 2.0 * std::f64::consts::PI * hz / RATE as f64;
        let (sin, cos) = w.sin_cos();
        let alpha = sin / std::f64::consts::SQRT_2;
        let a0 = 1.0 + alpha;
        let edge = if high { (1.0 + cos) / 2.0 } else { (1.0 - cos) / 2.0 };
        let middle = if high { -(1.0 + cos) } else { 1.0 - cos };
        Biquad {
            b: [edge / a0, middle / a0, edge / a0],
            a: [-2.0 * cos / a0, (1.0 - alpha) / a0],
            x: [0.0; 2],
            y: [0.0; 2],
        }
    }

    fn pass(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.b[1] * self.x[0] + self.b[2] * self.x[1]
            - self.a[0] * self.y[0]
            - self.a[1] * self.y[1];
        self.x = [x, self.x[0]];
        self.y = [y, self.y[0]];
        y
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tone where `loud`, noise of the given level elsewhere and under it.
    fn sound(seconds: f64, loud: &[(f64, f64)], tone: f64, noise: f64) -> Levels {
        let mut seed = 1u32;
        let mut pcm = vec![];
        for n in 0..(seconds * RATE as f64) as usize {
            let t = n as f64 / RATE as f64;
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let mut sample = noise * (f64::from(seed >> 8) / f64::from(1u32 << 23) - 1.0);
            if loud.iter().any(|(from, to)| (*from..*to).contains(&t)) {
                sample += tone * (t * 2.0 * std::f64::consts::PI * 440.0).sin();
            }
            pcm.extend(((sample * 32_767.0) as i16).to_le_bytes());
        }
        let mut meter = Meter::new();
        for piece in pcm.chunks(1001) {
            meter.take(piece);
        }
        meter.end()
    }

    const SPEECH: &[(f64, f64)] = &[(1.0, 3.0), (4.5, 7.0), (7.2, 9.0)];

    fn near(found: &[(f64, f64)], wanted: &[(f64, f64)]) {
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        for (a, b) in found.iter().zip(wanted) {
            assert!((a.0 - b.0).abs() < 0.05 && (a.1 - b.1).abs() < 0.05, "{found:?}");
        }
    }

    #[test]
    fn pauses_are_found_in_quiet_and_in_noisy_rooms() {
        for (tone, noise) in [(0.3, 0.0), (0.3, 0.002), (0.03, 0.0005), (0.3, 0.05)] {
            let found = find(&sound(10.0, SPEECH, tone, noise), Wanted::default()).unwrap();
            near(&found.silent, &[(0.0, 1.0), (3.0, 4.5), (9.0, 10.0)]);
        }
    }

    #[test]
    fn nothing_is_cut_where_there_is_no_pause_or_no_speech() {
        assert!(find(&sound(5.0, &[(0.0, 5.0)], 0.3, 0.0), Wanted::default()).unwrap().silent.is_empty());
        assert!(find(&sound(5.0, &[], 0.3, 0.05), Wanted::default()).unwrap().silent.is_empty());
        assert!(find(&sound(5.0, &[], 0.3, 0.0), Wanted::default()).is_err());
    }

    #[test]
    fn a_click_does_not_end_a_pause() {
        let found = find(&sound(6.0, &[(0.0, 2.0), (3.0, 3.03), (4.0, 6.0)], 0.3, 0.001), Wanted::default()).unwrap();
        near(&found.silent, &[(2.0, 4.0)]);
    }
}
