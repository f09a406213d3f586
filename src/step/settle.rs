//! What became of an edit whose answer did not tell: proof where the backend lists the attempts that
//! it applied, else the state, read until it differs from what it was.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::edit::Applied;
use super::{Ctx, SessionIds};
use crate::backend::client::State;
use crate::draft::Fingerprint;
use crate::effect::Known;
use crate::outcome::{Code, Failure, Notice, Outcome, Warning};

/// A prompt that went out, and what was known before it did.
pub struct Sent<'s> {
    pub before: &'s Fingerprint,
    pub attempt: Uuid,
    /// The prompt asks for media, to which the editor adds things by itself afterwards.
    pub generates: bool,
    /// The credits that were held.
    pub frozen: Option<f64>,
}

/// An edit whose fate is unknown, for the reason `why`: `None` where it is proven not to have been
/// applied.
pub async fn settle(ctx: &Ctx, session: &SessionIds, sent: &Sent<'_>, why: &str) -> Result<Option<Applied>, Outcome> {
    let (before, attempt) = (sent.before, sent.attempt);
    let now = state(ctx, session).await?;
    if now.applied_attempts.is_some() {
        return match changed(&now, before, attempt) {
            true => adopted(ctx, session, sent, now).await.map(Some),
            false => Ok(None),
        };
    }
    if changed(&now, before, attempt) {
        return adopted(ctx, session, sent, now).await.map(Some);
    }
    match later(ctx, session, sent).await? {
        Some(now) => adopted(ctx, session, sent, now).await.map(Some),
        None => Err(unconfirmed(why).into()),
    }
}

/// Looks at the state for as long as an edit may take to show, until it has changed.
async fn later(ctx: &Ctx, session: &SessionIds, sent: &Sent<'_>) -> Result<Option<State>, Outcome> {
    for wait in ctx.world.client.timing().recovery() {
        tokio::time::sleep(wait).await;
        let now = state(ctx, session).await?;
        if changed(&now, sent.before, sent.attempt) {
            return Ok(Some(now));
        }
    }
    Ok(None)
}

/// After a stream that ended well before the work did, which changes the state later.
pub async fn worked_on(ctx: &Ctx, session: &SessionIds, sent: &Sent<'_>) -> Result<Option<State>, Outcome> {
    ctx.notice(Notice::Doing("waiting for what the editor still works on".into()));
    later(ctx, session, sent).await
}

pub async fn settle_beside(
    ctx: &Ctx,
    session: &SessionIds,
    sent: &Sent<'_>,
    limit: Duration,
) -> Result<Applied, Outcome> {
    let now = state(ctx, session).await?;
    if changed(&now, sent.before, sent.attempt) {
        return adopted(ctx, session, sent, now).await;
    }
    let message =
        format!("the edit did not end within its timeout of {}s, and may yet be applied", limit.as_secs_f64());
    Err(Failure::new(Code::EditUnconfirmed, message).fix(RESEND).into())
}

async fn adopted(ctx: &Ctx, session: &SessionIds, sent: &Sent<'_>, mut now: State) -> Result<Applied, Outcome> {
    let warnings = settled(ctx, session, &mut now, sent).await?.into_iter().collect();
    let reading = ctx.keep(now)?;
    ctx.known(Known::Edited { reply: String::new(), snapshot: reading.snapshot.clone() })?;
    Ok(Applied { reply: String::new(), reading, warnings })
}

const RESEND: &str = "look at the timeline with `flow state`, then resume with --resend to send it again, or --accept STEP to take it as done";

pub fn changed(state: &State, before: &Fingerprint, attempt: Uuid) -> bool {
    let listed =
        state.applied_attempts.as_ref().map(|ids| ids.iter().any(|id| id.eq_ignore_ascii_case(&attempt.to_string())));
    listed.unwrap_or(state.fingerprint != *before)
}

/// What the editor adds by itself may come this many times `settle` after a generation.
const QUIET: u32 = 3;

/// Waits until two reads, `settle` apart, agree: the editor goes on by itself after a generation, and
/// what it adds may be a while in coming.
pub async fn settled(
    ctx: &Ctx,
    session: &SessionIds,
    state: &mut State,
    sent: &Sent<'_>,
) -> Result<Option<Warning>, Outcome> {
    let apart = ctx.world.client.timing().settle;
    if apart.is_zero() {
        return Ok(None);
    }
    let quiet = if sent.generates { apart * QUIET } else { apart };
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(300) {
        tokio::time::sleep(apart).await;
        let next = self::state(ctx, session).await?;
        let held = held(ctx, sent).await;
        let same = next.fingerprint == state.fingerprint;
        *state = next;
        if same && !held && since.elapsed() >= quiet {
            return Ok(None);
        }
    }
    let message = "the timeline still changes five minutes after the edit; an export may miss what comes".to_owned();
    Ok(Some(Warning { code: "unsettled".into(), message }))
}

/// Whether more credits are held than before the edit, which tells that it is still worked on.
pub async fn held(ctx: &Ctx, sent: &Sent<'_>) -> bool {
    match sent.frozen {
        Some(before) => ctx.world.client.credits().await.ok().and_then(|credits| credits.frozen) > Some(before),
        None => false,
    }
}

pub async fn state(ctx: &Ctx, session: &SessionIds) -> Result<State, Outcome> {
    Ok(ctx.world.client.state(&session.id).await.map_err(|error| error.failure)?)
}

pub fn unconfirmed(why: &str) -> Failure {
    let why = why.trim_end_matches('.');
    Failure::new(Code::EditUnconfirmed, format!("{why}, and the timeline has not changed since")).fix(RESEND)
}
