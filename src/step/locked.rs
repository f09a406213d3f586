//! Uploads and edits of a locked run: nothing is sent to the editor, and the timeline after each is
//! the lock's, with the media of this session in the place of the old one's.

use super::upload::{Source, one};
use super::{Ctx, Performed, edited};
use crate::draft::{Media, Reading, Snapshot};
use crate::lock::{Lock, Locked, Step};
use crate::outcome::{Code, Failure, Outcome};

/// An edit's timeline from the lock. Media that the editor made are sent as files.
pub async fn edit(ctx: &Ctx, locked: &Locked, prompt: &str) -> Performed {
    let step = pinned(ctx, &locked.lock)?;
    if step.prompt.as_deref() != Some(prompt) {
        let was = step.prompt.as_deref().unwrap_or_default();
        let message = format!("the prompt of `{}` was `{}` and is `{}`", ctx.id, shown(was), shown(prompt));
        return Err(differs(message).into());
    }
    let session = ctx.session().await?;
    let mut new = Vec::new();
    for alias in &step.made {
        let (_, media) = one(ctx, &session, &kept(locked, alias), &mut Vec::new()).await?;
        new.extend(media);
    }
    let reading = reading(ctx, locked, new)?;
    Ok(edited(&ctx.sees, step.reply.clone().unwrap_or_default(), reading, Vec::new()))
}

/// Holds what an upload is about to send against the lock.
///
/// # Errors
/// Where it is something else that was locked.
pub fn pin(ctx: &Ctx, locked: &Locked, sources: &mut Vec<Source>) -> Result<(), Outcome> {
    let lock = &locked.lock;
    let step = pinned(ctx, lock)?;
    // Subtitles that came to lie beside the footage later play no part.
    sources.retain(|source| !source.sidecar || step.beside.iter().any(|alias| lock.name(alias) == source.name()));
    let aliases = step.media.iter().chain(&step.beside);
    let mut pinned = Vec::new();
    for alias in aliases {
        let sidecar = step.beside.contains(alias);
        let next = sources.iter().position(|source| source.sidecar == sidecar);
        let Some(mut source) = next.map(|at| sources.remove(at)) else {
            return Err(differs(format!("`{}` sent `{alias}` when it was locked, and does not now", ctx.id)).into());
        };
        let medium = &lock.media[alias];
        if medium.fetched {
            source = kept(locked, alias);
        } else if source.name() != lock.name(alias) {
            let message = format!("`{}` sent `{}` and now sends `{}`", ctx.id, lock.name(alias), source.name());
            return Err(differs(message).into());
        }
        source.pinned = Some((lock.name(alias).to_owned(), medium.sha256.clone()));
        pinned.push(source);
    }
    if let Some(more) = sources.first() {
        return Err(differs(format!("`{}` sends `{}`, which the lock does not hold", ctx.id, more.named)).into());
    }
    *sources = pinned;
    Ok(())
}

/// The timeline after a step, with the media that the session held before and those that are new.
///
/// # Errors
/// Where it names what the session does not hold.
pub fn reading(ctx: &Ctx, locked: &Locked, new: Vec<Media>) -> Result<Reading, Failure> {
    let step = pinned(ctx, &locked.lock)?;
    let mut media = ctx.sees.snapshot.media.clone();
    for one in new {
        if !media.iter().any(|other| other.url == one.url) {
            media.push(one);
        }
    }
    let draft = step.timeline.as_ref().map(|hash| locked.lock.timeline(hash, &media)).transpose();
    let draft = draft.map_err(|what| differs(format!("`{}`: {what}", ctx.id)))?;
    if let Some(draft) = &draft {
        ctx.kept(draft)?;
    }
    let hash = draft.as_ref().map(|draft| draft.hash().clone());
    Ok(Reading::new(Snapshot { draft: hash, media, generated: step.generated, ..Snapshot::default() }, draft))
}

/// What the lock says of this step.
fn pinned<'l>(ctx: &Ctx, lock: &'l Lock) -> Result<&'l Step, Failure> {
    let id = &ctx.id;
    let step = lock.step(id).ok_or_else(|| differs(format!("the lock has no step `{id}`")))?;
    match &step.failed {
        Some(why) => Err(Failure::new(Code::EditFailed, format!("it failed when it was locked: {}", shown(why)))),
        None if step.skipped => Err(differs(format!("`{id}` was skipped when it was locked, and is not now"))),
        None => Ok(step),
    }
}

/// A medium that lies in the folder for media.
fn kept(locked: &Locked, alias: &str) -> Source {
    let (name, sha256) = (locked.lock.name(alias).to_owned(), locked.lock.media[alias].sha256.clone());
    let path = Some(locked.media.join(&sha256));
    Source { named: name.clone(), path, sidecar: false, pinned: Some((name, sha256)), fetched: None }
}

pub fn other_file(name: &str, is: &str, was: &str) -> Failure {
    let short = |hash: &str| hash.get(..12).unwrap_or(hash).to_owned();
    differs(format!("`{name}` is another file than the one that was locked ({}… and not {}…)", short(is), short(was)))
}

fn differs(message: String) -> Failure {
    Failure::new(Code::LockDiffers, crate::text::escape::one_line(&message))
        .fix("run the recipe without --locked, look at what it made, then lock that: flow lock last")
}

fn shown(text: &str) -> String {
    crate::text::escape::shortened(&crate::text::escape::one_line(text), 120)
}
