//! Reading a lock, which may come from a stranger: nothing in it is believed before it is looked at.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Lock, Medium, Timeline, VERSION, foreign, reference};
use crate::draft::{DraftHash, Word};

/// Bytes that a lock may have.
pub const LIMIT: u64 = 64 << 20;

#[derive(Deserialize)]
struct Version {
    format_version: u64,
}

/// Reads the file's bytes.
///
/// # Errors
/// In words, where they are no lock, or one that leads elsewhere than to its own media.
pub fn read(bytes: &[u8]) -> Result<Lock, String> {
    if bytes.len() as u64 > LIMIT {
        return Err(format!("it has {} bytes, and {LIMIT} are allowed", bytes.len()));
    }
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err("it is no JSON object".into());
    }
    let version: Version = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if version.format_version > u64::from(VERSION) {
        let known = env!("CARGO_PKG_VERSION");
        let format = version.format_version;
        return Err(format!("it was made by a newer flow, in format {format}, and this is flow {known}"));
    }
    if version.format_version == 0 {
        return Err("its `format_version` is 0, which no flow writes".into());
    }
    let lock: Lock = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    checked(&lock).map(|()| lock)
}

fn checked(lock: &Lock) -> Result<(), String> {
    if !matches!(lock.backend.as_str(), "local" | "cloud") {
        return Err("its `backend` is neither `local` nor `cloud`".into());
    }
    lock.files.values().try_for_each(|hash| hashed(hash, "files"))?;
    for (alias, Medium { name, sha256, .. }) in &lock.media {
        hashed(sha256, "media")?;
        [Some(alias), name.as_ref()].into_iter().flatten().try_for_each(|name| plain(name))?;
    }
    let timelines: BTreeSet<&DraftHash> = lock.timelines.iter().map(|timeline| &timeline.sha256).collect();
    for step in &lock.steps {
        let named = step.beside.iter().chain(&step.made).chain(&step.media);
        for alias in named {
            if !lock.media.contains_key(alias) {
                let (id, alias) = (shown(&step.id), shown(alias));
                return Err(format!("the step `{id}` names the medium `{alias}`, which is not there"));
            }
        }
        if step.timeline.as_ref().is_some_and(|hash| !timelines.contains(hash)) {
            return Err(format!("the timeline of the step `{}` is not there", shown(&step.id)));
        }
    }
    for Timeline { after, draft, sha256 } in &lock.timelines {
        hashed(&sha256.0, "timelines")?;
        if !draft.text().starts_with('{') {
            return Err(format!("the timeline after `{}` is no JSON object", shown(after)));
        }
        if draft.hash() != sha256 {
            return Err(format!("the timeline after `{}` is not the one that its hash says", shown(after)));
        }
        draft.replaced(|word| known(lock, &word))?;
    }
    Ok(())
}

fn known(lock: &Lock, word: &Word<'_>) -> Result<Option<String>, String> {
    match reference(word) {
        Some(super::Reference::Name(alias) | super::Reference::Url(alias)) if lock.media.contains_key(alias) => {
            Ok(None)
        }
        Some(_) => Err(foreign(word)),
        None if word.looks_like_a_source() => Err(foreign(word)),
        None => Ok(None),
    }
}

fn hashed(text: &str, place: &str) -> Result<(), String> {
    let is = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is { Ok(()) } else { Err(format!("`{}` in `{place}` is no SHA-256", shown(text))) }
}

/// A file's name that leads nowhere else.
fn plain(name: &str) -> Result<(), String> {
    let odd = name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\' | '"'));
    match odd || name.is_empty() || name.starts_with('.') || name.len() > 255 {
        true => Err(format!("`{}` is no plain file name", shown(name))),
        false => Ok(()),
    }
}

fn shown(text: &str) -> String {
    crate::text::escape::shortened(&crate::text::escape::one_line(text), 80)
}
