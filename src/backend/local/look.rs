//! A look at a finished file, for reports: a few small frames, and how loud it is over its length.

use std::path::Path;
use std::time::Duration;

use super::ffmpeg::{self, Broken};

/// Seconds of processor time that one look may take.
const LIMIT: u64 = 20;
/// The longest side of a frame and of the poster, in pixels.
const SMALL: u32 = 240;
const LARGE: u32 = 720;
/// A picture of that size takes a tenth of this; what is larger is none of ours.
const MOST: u64 = 400_000;
/// Samples per second that the loudness is taken from, and those in one measure of 20 ms.
const RATE: usize = 8000;
const STEP: usize = RATE / 50;

/// What was seen: moments in seconds with their JPEG pictures, and one large picture.
#[derive(Debug, Default)]
pub struct Frames {
    pub small: Vec<(f64, Vec<u8>)>,
    pub large: Option<Vec<u8>>,
}

/// `count` frames, evenly apart. One process seeks to each of them, so that a long film costs no more
/// than a short one; a still picture, of no length, gives one.
///
/// # Errors
/// In words, where the file holds no picture that can be read.
pub async fn frames(file: &Path, seconds: f64, count: usize) -> Result<Frames, String> {
    let moments: Vec<f64> = match seconds > 0.0 {
        true => (0..count).map(|at| (at as f64 + 0.5) * seconds / count as f64).collect(),
        false => vec![0.0],
    };
    let (small, large) = taken(file, &moments, Some(moments.len() / 3)).await?;
    let small = moments.into_iter().zip(small).filter_map(|(at, jpeg)| Some((at, jpeg?))).collect();
    Ok(Frames { small, large })
}

/// The frames at some moments, in seconds; a few at a time, since each is decoded on its own.
///
/// # Errors
/// As [`frames`].
pub async fn moments(file: &Path, moments: &[f64]) -> Result<Vec<Jpeg>, String> {
    Ok(taken(file, moments, None).await?.0)
}

/// A picture, where there is one.
type Jpeg = Option<Vec<u8>>;

/// The frames at those moments, and the one of them that is wanted large.
async fn taken(file: &Path, moments: &[f64], large: Option<usize>) -> Result<(Vec<Jpeg>, Jpeg), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut command = ffmpeg::ffmpeg(folder.path(), LIMIT);
    for at in moments {
        command.args(["-threads", "1"]);
        if *at > 0.0 {
            command.arg("-ss").arg(format!("{at:.3}"));
        }
        ffmpeg::input(&mut command, file);
    }
    let sizes = (0..moments.len()).map(|input| (input, SMALL, format!("{input}.jpg")));
    for (input, side, name) in sizes.chain(large.map(|chosen| (chosen, LARGE, "large.jpg".to_owned()))) {
        let fit = format!(
            "scale=trunc(iw*sar/2)*2:ih,setsar=1,scale={side}:{side}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=area,format=yuvj420p"
        );
        command.args(["-map", &format!("{input}:v:0"), "-frames:v", "1", "-vf", &fit, "-q:v", "6"]);
        command.args(["-map_metadata", "-1", "-f", "image2", "-update", "1", &name]);
    }
    let ran = ffmpeg::output(command, Duration::from_secs(2 * LIMIT), 1 << 16).await;
    // One moment that cannot be decoded fails the process, and the others are there nevertheless.
    let read = |name: String| {
        let path = folder.path().join(name);
        let small = std::fs::metadata(&path).is_ok_and(|found| (1..MOST).contains(&found.len()));
        std::fs::read(path).ok().filter(|bytes| small && bytes.starts_with(&[0xff, 0xd8]))
    };
    let small: Vec<Jpeg> = (0..moments.len()).map(|at| read(format!("{at}.jpg"))).collect();
    match (small.iter().all(Option::is_none), ran) {
        (true, Err(broken)) => Err(broken.reason),
        (true, Ok(_)) => Err("holds no picture".into()),
        _ => Ok((small, read("large.jpg".into()))),
    }
}

/// The loudest moment in each of `count` stretches of equal length, from 0 to 255.
///
/// # Errors
/// In words, where the file holds no sound that can be read, or takes too long.
pub async fn peaks(file: &Path, count: usize) -> Result<Vec<u8>, String> {
    let mut command = ffmpeg::ffmpeg(file.parent().unwrap_or(Path::new(".")), LIMIT);
    command.args(["-vn", "-sn", "-dn"]);
    ffmpeg::input(&mut command, file);
    command.args(["-map", "0:a:0", "-ac", "1", "-ar", &RATE.to_string(), "-f", "s16le", "pipe:1"]);
    let mut meter = Meter::default();
    let ran = ffmpeg::stream(command, Duration::from_secs(2 * LIMIT), |bytes| meter.take(bytes)).await;
    ran.map_err(|Broken { reason }| reason)?;
    Ok(meter.end(count))
}

/// Turns samples, in pieces of any length, into the loudest of each measure.
#[derive(Default)]
struct Meter {
    measures: Vec<u8>,
    loudest: u16,
    samples: usize,
    /// The first byte of a sample whose second one has not come.
    odd: Option<u8>,
}

impl Meter {
    fn take(&mut self, bytes: &[u8]) {
        let mut bytes = bytes.iter().copied();
        while let Some(low) = self.odd.take().or_else(|| bytes.next()) {
            let Some(high) = bytes.next() else {
                self.odd = Some(low);
                return;
            };
            self.loudest = self.loudest.max(i16::from_le_bytes([low, high]).unsigned_abs());
            self.samples += 1;
            if self.samples == STEP {
                self.measures.push((self.loudest.min(32_767) / 128) as u8);
                (self.samples, self.loudest) = (0, 0);
            }
        }
    }

    fn end(self, count: usize) -> Vec<u8> {
        let all = self.measures;
        let count = count.min(all.len());
        let edge = |at: usize| at * all.len() / count;
        (0..count).map(|at| all[edge(at)..edge(at + 1)].iter().copied().max().unwrap_or(0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loudness_is_the_same_however_the_sound_arrives() {
        let samples = (0..STEP * 10).flat_map(|at| ((at as i16 % 160) * 200).to_le_bytes()).collect::<Vec<_>>();
        let told = |size: usize| {
            let mut meter = Meter::default();
            samples.chunks(size).for_each(|piece| meter.take(piece));
            meter.end(5)
        };
        assert_eq!(told(3), told(4096));
        assert_eq!(told(1), [248; 5]);
        assert!(Meter::default().end(5).is_empty());
    }
}
