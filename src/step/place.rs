//! Where a step may read and write: under the project's root, and under the folder for exports.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::Ctx;
use crate::outcome::{Code, Failure};

/// The endings of what every backend takes.
pub const MEDIA: &[&str] =
    &["mp4", "mov", "avi", "webm", "mkv", "jpg", "jpeg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac"];
/// Above so many bytes the cloud may refuse a file; whether it does is for it to say.
pub const LARGE: u64 = 500_000_000;
/// The endings that the embedded backend takes beside these.
pub const SUBTITLES: &[&str] = &["srt", "vtt", "txt"];

pub fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// The lower-case ending of a file's name.
pub fn ending(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The file that an upload names, checked: an input of the person's own choosing, or a file under
/// the project's root.
///
/// # Errors
/// With what is wrong and how to mend it.
pub fn footage(ctx: &Ctx, named: &str) -> Result<PathBuf, Failure> {
    resolve(&ctx.world.files, &ctx.folder, &ctx.world.root, named, ctx.world.local)
}

/// As [`footage`], before a run: `files` are the inputs as they were given.
///
/// # Errors
/// With what is wrong and how to mend it.
pub fn resolve(
    files: &BTreeMap<String, PathBuf>,
    folder: &Path,
    root: &Path,
    named: &str,
    local: bool,
) -> Result<PathBuf, Failure> {
    let path = match files.get(named) {
        Some(path) => path.clone(),
        None => inside(folder, root, named)?,
    };
    usable(&path, named, local)?;
    Ok(path)
}

/// A path of the recipe, relative to its folder and under the root, with no link leading out.
///
/// # Errors
/// Where it leads elsewhere.
pub fn inside(folder: &Path, root: &Path, named: &str) -> Result<PathBuf, Failure> {
    let outside = |why: &str| {
        Failure::new(Code::FileUnreadable, format!("`{named}` {why}"))
            .fix("paths in a recipe stay under the project's folder; give the file as an input instead: --input PATH")
    };
    let relative = Path::new(named);
    if relative.is_absolute() {
        return Err(outside("is an absolute path"));
    }
    if relative
        .components()
        .any(|part| matches!(part, Component::Normal(name) if name.to_string_lossy().starts_with('.')))
    {
        return Err(outside("names a hidden file or folder"));
    }
    let joined = folder.join(relative);
    let real = joined.canonicalize().map_err(|error| missing(named, &joined, &error))?;
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    if !real.starts_with(&root) {
        return Err(outside("leads out of the project"));
    }
    let hidden = real
        .strip_prefix(&root)
        .is_ok_and(|rest| rest.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.')));
    if hidden {
        return Err(outside("leads to a hidden file"));
    }
    Ok(real)
}

/// What may have been meant: the file of the nearest name beside it, or all footage there where that is little.
fn neighbours(path: &Path) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(1000);
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| MEDIA.contains(&ending(Path::new(name)).as_str())).collect();
    names.sort();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Without its quotes, a name ends for a shell at its first blank.
    if let Some(whole) = names.iter().find(|whole| whole.strip_prefix(&name).is_some_and(|rest| rest.starts_with(' ')))
    {
        return format!("did you mean `{whole}`, in quotes? ");
    }
    match (crate::text::nearest(&name, names.iter().map(String::as_str)), names.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`? "),
        (None, [_] | [_, _] | [_, _, _]) => format!("there lies `{}`; ", names.join("`, `")),
        _ => String::new(),
    }
}

fn missing(named: &str, path: &Path, error: &std::io::Error) -> Failure {
    if error.kind() == std::io::ErrorKind::NotFound {
        let looked = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let looked = if looked.is_empty() { ".".to_owned() } else { looked };
        return Failure::new(Code::FileUnreadable, format!("there is no file `{named}`")).fix(format!(
            "{}it was sought in {looked}; mind the spelling, and that paths are relative to the working folder",
            neighbours(path)
        ));
    }
    Failure::new(Code::FileUnreadable, format!("`{named}` cannot be read: {error}")).fix("mend the file's permissions")
}

/// Whether a file can be sent: regular, readable, not empty, of a type that the backend takes, and
/// not a text that merely has a film's name.
///
/// # Errors
/// With what is wrong and how to mend it.
pub fn usable(path: &Path, named: &str, local: bool) -> Result<(), Failure> {
    let found = std::fs::metadata(path).map_err(|error| missing(named, path, &error))?;
    let bad = |code, what: &str, fix: &str| Err(Failure::new(code, format!("`{named}` {what}")).fix(fix));
    if found.is_dir() {
        return bad(Code::FileUnreadable, "is a folder", "name a file in it");
    }
    if !found.is_file() {
        return bad(Code::FileUnreadable, "is not a regular file", "copy what it gives into a file first");
    }
    if found.len() == 0 {
        return bad(Code::UnsupportedFile, "is empty", "the copy of the footage may have failed; copy it again");
    }
    let ending = ending(path);
    let takes = MEDIA.contains(&ending.as_str()) || (local && SUBTITLES.contains(&ending.as_str()));
    if !takes {
        let list = if local { [MEDIA, SUBTITLES].concat() } else { MEDIA.to_vec() };
        return bad(
            Code::UnsupportedFile,
            "is of a type that the backend does not take",
            &format!("it takes {}", list.join(", ")),
        );
    }
    let mut head = [0; 512];
    let read = std::fs::File::open(path)
        .and_then(|mut file| std::io::Read::read(&mut file, &mut head))
        .map_err(|error| missing(named, path, &error))?;
    let head = &head[..read];
    if MEDIA.contains(&ending.as_str()) && is_text(head) {
        return bad(
            Code::UnsupportedFile,
            &format!("is a text, not a .{ending} file"),
            "give the footage itself; the name alone does not make a film",
        );
    }
    Ok(())
}

/// No media format begins with a stretch of plain text.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    valid && head.iter().all(|byte| *byte >= 0x20 || matches!(byte, b'\n' | b'\r' | b'\t'))
}

/// The subtitle files that lie beside a film: `talk.srt`, `talk.vtt`, `talk.en.srt`.
pub fn sidecars(footage: &Path) -> Vec<PathBuf> {
    let (Some(folder), Some(stem)) = (footage.parent(), footage.file_stem()) else { return Vec::new() };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let stem = stem.to_string_lossy();
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| matches!(ending(path).as_str(), "srt" | "vtt"))
        .filter(|path| {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let language = name.strip_prefix(&*stem).and_then(|rest| rest.strip_prefix('.'));
            name == *stem || language.is_some_and(|language| (2..=5).contains(&language.len()))
        })
        .filter(|path| path.symlink_metadata().is_ok_and(|found| found.is_file() && found.len() > 0))
        .collect();
    found.sort();
    found
}
