//! What an export writes without a render: captions and timelines for other programs, made from the
//! snapshot that the step sees.

use std::io::Write;
use std::path::Path;

use super::Ctx;
use crate::draft::{Document, Draft, sha256_hex};
use crate::outcome::{Code, Failure};

/// Whether a file of this ending needs no render.
pub fn is_document(ending: &str) -> bool {
    Document::of(ending).is_some()
}

/// The bytes and the hash of the file that is now at `path`.
///
/// # Errors
/// Where the timeline holds nothing for it, or the disk does not take it.
pub(super) fn write(ctx: &Ctx, document: Document, path: &Path, draft: &Draft) -> Result<(u64, String), Failure> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(text) = document.write(&stem, &ctx.sees.timeline, draft) else {
        let shown = path.strip_prefix(&ctx.world.shown_from).unwrap_or(path).display();
        let (what, fix) = document.lacks();
        let message = format!("the timeline has no {what} to write into `{shown}`");
        return Err(Failure::new(Code::NoTimeline, message).fix(fix));
    };
    let told = (text.len() as u64, sha256_hex(text.as_bytes()));
    if !ctx.world.client.replays() {
        let folder = path.parent().unwrap_or(Path::new("."));
        let rights = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        let kept =
            tempfile::Builder::new().prefix(".flow-").permissions(rights).tempfile_in(folder).and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.as_file().sync_all()?;
                file.persist(path).map_err(|error| error.error)
            });
        kept.map_err(|error| {
            Failure::new(Code::OutputUnwritable, format!("`{}` cannot be written: {error}", path.display()))
                .fix("make room on the disk, or choose another folder with --out")
        })?;
    }
    Ok(told)
}
