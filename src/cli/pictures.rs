//! What a report shows of the footage and the outputs, taken from the files when the report is made.
//!
//! A run's folder may come from anywhere, so nothing is opened because a record names its path: footage
//! is taken from the project's own store by its hash or from inside the project, an output from inside
//! the places that the person named, and either only where its content is the one on record.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::source::Inputs;
use crate::backend::local::{self, look};
use crate::draft::{Millis, sha256_file};
use crate::report::html::{Picture, Pictures, Wanted};

/// More files than this are not looked at: a report is to be made in seconds and sent by mail.
const MOST: usize = 24;
/// After this no further file is looked at.
const PATIENCE: Duration = Duration::from_secs(60);
/// Frames of one file, and measures of its sound.
const FRAMES: usize = 8;
const PEAKS: usize = 360;

/// Where files may be opened.
pub struct Places<'p> {
    pub cwd: &'p Path,
    /// The project's root, and the folder that the outputs were told to go to.
    pub open: Vec<PathBuf>,
    /// The store of the embedded backend, which has media by their hash.
    pub store: PathBuf,
    pub inputs: &'p Inputs,
}

/// Looks at each file, or says in words why there is nothing to see.
pub async fn take(wanted: &[Wanted], places: &Places<'_>) -> Pictures {
    let mut all = Pictures::new();
    let since = Instant::now();
    let able = local::find_ffmpeg().is_ok();
    for (count, one) in wanted.iter().enumerate() {
        let mut picture = Picture { here: true, ..Picture::default() };
        let passed = match (able, count < MOST, since.elapsed() < PATIENCE) {
            (false, _, _) => Some("There are no frames of it here: ffmpeg is not installed.".to_owned()),
            (_, false, _) => Some(format!("Frames are taken of the first {MOST} files only.")),
            (_, _, false) => Some("There are no frames of it here: the files before it took a minute.".to_owned()),
            _ => None,
        };
        let gone = one.output.as_ref().is_some_and(|path| !places.cwd.join(path).is_file());
        // What is passed over is not read for its hash either, which takes seconds where a file is long.
        if passed.is_some() && !gone {
            picture.note = passed;
        } else {
            match found(one, places) {
                Err((why, here)) => (picture.note, picture.here) = (Some(why.to_owned()), here),
                Ok(path) => {
                    see(&path, one, &mut picture).await;
                    let moments: Vec<Millis> = one.moments.iter().copied().collect();
                    for few in moments.chunks(FRAMES) {
                        if since.elapsed() >= PATIENCE {
                            break;
                        }
                        let seconds: Vec<f64> = few.iter().map(|at| at.seconds()).collect();
                        let seen = look::moments(&path, &seconds).await.unwrap_or_default();
                        picture
                            .moments
                            .extend(few.iter().copied().zip(seen).filter_map(|(at, jpeg)| Some((at, jpeg?))));
                    }
                }
            }
        }
        // The same content may be footage and output; the look at it that came first holds.
        let kept = all.entry(one.sha256.clone()).or_insert_with(|| picture.clone());
        if one.output.is_some() && !picture.here {
            kept.here = false;
        }
    }
    all
}

async fn see(path: &Path, one: &Wanted, picture: &mut Picture) {
    let (frames, peaks) =
        tokio::join!(look::frames(path, one.seconds.unwrap_or(0.0), FRAMES), look::peaks(path, PEAKS));
    picture.peaks = peaks.unwrap_or_default();
    match frames {
        Ok(frames) => {
            picture.frames = frames.small;
            picture.poster = frames.large.filter(|_| one.output.is_some());
        }
        Err(reason) if picture.peaks.is_empty() => {
            picture.note = Some(format!("There are no frames of it here: ffmpeg cannot read it ({reason})."));
        }
        Err(_) => {}
    }
}

/// The file, or why it is not opened and whether a player can still be offered.
fn found(one: &Wanted, places: &Places<'_>) -> Result<PathBuf, (&'static str, bool)> {
    let hash = &one.sha256;
    let Some(output) = &one.output else {
        let named = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let stored = places.store.join(hash);
        let given = places.inputs.hashes.iter().filter(|(_, other)| *other == hash);
        let given = given.filter_map(|(named, _)| places.inputs.files.get(named)).map(|path| places.cwd.join(path));
        let all = Some(stored).filter(|_| named).into_iter().chain(given);
        let mut inside = all.filter_map(|path| inside(&path, places)).filter(|path| same(path, hash));
        return inside.next().ok_or(("There are no frames of it here: it is not in this project any more.", true));
    };
    let path = places.cwd.join(output);
    if !path.is_file() {
        return Err(("There are no frames of it: the file is gone.", false));
    }
    let Some(path) = inside(&path, places) else {
        return Err(("There are no frames of it here: it lies outside the project.", true));
    };
    match same(&path, hash) {
        true => Ok(path),
        false => Err(("There are no frames of it: the file has changed since the run.", true)),
    }
}

/// The path without links, where it is a regular file in one of the places.
fn inside(path: &Path, places: &Places<'_>) -> Option<PathBuf> {
    let path = path.canonicalize().ok().filter(|path| path.is_file())?;
    let mut open = places.open.iter().filter_map(|place| place.canonicalize().ok());
    open.any(|place| path.starts_with(place)).then_some(path)
}

fn same(path: &Path, hash: &str) -> bool {
    sha256_file(path).is_ok_and(|found| found == *hash)
}
