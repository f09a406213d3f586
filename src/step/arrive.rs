//! Footage on its way into a session: sent, and looked for where it is not known to have arrived.

use std::path::Path;
use std::time::Duration;

use super::{Ctx, SessionIds};
use crate::backend::client::{CallError, Reach, State};
use crate::draft::Media;
use crate::outcome::{Notice, Outcome};

/// What goes out: a file under a name, or the address of media that the service has.
#[derive(Clone, Copy)]
pub(super) enum What<'w> {
    File(&'w Path, &'w str),
    Url(&'w str),
}

async fn send(ctx: &Ctx, session: &SessionIds, what: What<'_>) -> Result<Vec<Media>, CallError> {
    match what {
        What::Url(url) => ctx.world.client.upload_urls(&session.id, &[url.to_owned()]).await,
        What::File(path, name) => {
            let progress = |done, total| ctx.notice(Notice::Bytes { done, total: Some(total) });
            ctx.world.client.upload(&session.id, path, name, &progress).await
        }
    }
}

/// Sends, and once more where the answer was lost and the session shows nothing new: what arrived
/// without an answer is not sent twice. Empty where no answer named the media.
pub(super) async fn arriving(
    ctx: &Ctx,
    session: &SessionIds,
    count: usize,
    what: What<'_>,
) -> Result<Vec<Media>, Outcome> {
    match send(ctx, session, what).await {
        Err(error) if error.reach == Reach::Unknown => {
            ctx.notice(Notice::Doing("looking whether the upload arrived".into()));
            if shows(ctx, session, count + 1, &[]).await?.media.len() > count {
                return Ok(Vec::new());
            }
            Ok(send(ctx, session, what).await.map_err(|error| error.failure)?)
        }
        sent => Ok(sent.map_err(|error| error.failure)?),
    }
}

/// How often the state is read for what was cut off, within the time of one recovery.
const LOOKS: u32 = 4;

/// The session's state once it holds more than `count` assets, or when nothing of an upload that was cut
/// off has come for a while: what was sent in full may lie at the service and not be taken in yet. The
/// embedded backend ends with its client, so that nothing can still come there.
pub(super) async fn late(ctx: &Ctx, session: &SessionIds, count: usize) -> Result<State, Outcome> {
    let mut now = state(ctx, session).await?;
    if ctx.world.local {
        return Ok(now);
    }
    ctx.notice(Notice::Doing("looking whether the upload arrived".into()));
    for _ in 0..LOOKS {
        if now.media.len() > count {
            break;
        }
        tokio::time::sleep(ctx.world.client.timing().recovery_wait / LOOKS).await;
        now = state(ctx, session).await?;
    }
    Ok(now)
}

/// The session's state once it holds `count` assets, or those that an answer told of: the service may
/// show them late, and a file that a session has already need not become one more.
pub(super) async fn shows(ctx: &Ctx, session: &SessionIds, count: usize, told: &[Media]) -> Result<State, Outcome> {
    let mut wait = Duration::from_millis(200);
    loop {
        let state = state(ctx, session).await?;
        let held = |one: &Media| !one.url.is_empty() && state.media.iter().any(|media| media.url == one.url);
        let all = !told.is_empty() && told.iter().all(held);
        if all || state.media.len() >= count || wait > Duration::from_secs(30) {
            return Ok(state);
        }
        tokio::time::sleep(wait).await;
        wait *= 2;
    }
}

pub(super) async fn state(ctx: &Ctx, session: &SessionIds) -> Result<State, Outcome> {
    Ok(ctx.world.client.state(&session.id).await.map_err(|error| error.failure)?)
}
