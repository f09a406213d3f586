//! One render: started, followed to its end, and started once more where that can help.

use tokio::time::Instant;
use uuid::Uuid;

use super::{Ctx, Past, SessionIds};
use crate::backend::client::{CallError, MASKED, Output, Reach, Render};
use crate::draft::{Draft, Media, reachable};
use crate::effect::{Effect, Known};
use crate::outcome::{Code, Failure, Notice, Outcome, Warning};

/// So many denials in a row are taken for a service that has not heard of its own render yet.
const LAG: u32 = 3;

/// So many polls in a row may meet trouble, each after the client's own repeats: the render goes on.
const TROUBLES: u32 = 3;

/// A render that ended well.
pub struct Rendered {
    pub id: String,
    /// Without an address the file is fetched by the id.
    pub url: Option<String>,
    pub warnings: Vec<Warning>,
}

/// How the wait for a render ended.
enum End {
    Ready(Option<String>),
    Failed(String),
    /// The backend does not know it.
    Unknown,
    /// It belongs to a token that is no longer in use.
    OfOldToken,
}

/// Starts the render, or adopts the one that an earlier life of this attempt started, and waits for
/// it. One that failed is tried once more under a new id, and then with addresses in the place of the
/// sandbox's paths, where the draft holds such and each is known. One that the service denies to a new
/// token is started anew once, and so is one whose id another render has; neither counts for a failure.
pub async fn rendered(ctx: &Ctx, session: &SessionIds, draft: &Draft, output: &Output) -> Result<Rendered, Outcome> {
    let client = &ctx.world.client;
    let seen = draft.hash();
    let mut draft = draft.clone();
    let mut failed = Vec::new();
    let (mut bound, mut taken) = (false, false);
    while failed.len() < 2 {
        let id = format!("render_{}", Uuid::new_v4().simple());
        let token = client.token_mark().await.ok();
        let effect = Effect::Render { id: id.clone(), draft: draft.hash().clone(), token: token.clone() };
        let (id, mut token, submit, doubt) =
            match ctx.announce(effect, |effect| matches!(effect, Effect::Render { .. })).await? {
                Past::Known(Effect::Render { id, draft, .. }, Known::Rendered { url }) => {
                    return Ok(Rendered { id, url, warnings: warnings(&draft != seen, bound) });
                }
                // One that is gone counts for the attempt that it belonged to, not for this one.
                Past::Known(..) => continue,
                Past::InDoubt(Effect::Render { id, draft: hash, token: by }) => {
                    if hash != *draft.hash() {
                        draft = ctx.world.drafts.load(&hash).map_err(|error| lost(&error))?;
                    }
                    let unknown = matches!(client.poll_render(&id).await, Ok(Render::Unknown));
                    let same = by.is_none() || by == client.token_mark().await.ok();
                    (id, by, unknown && same, true)
                }
                _ => (id, token, true, false),
            };
        ctx.notice(Notice::Doing("rendering".into()));
        let (mut poll, mut told) = (id.clone(), None);
        if submit {
            match client.submit_render(&session.id, &id, &draft, output).await {
                // An answer may name the task that the session is of, and no render.
                Ok(named) if named != id && named != session.task => {
                    ctx.known(Known::RenderNamed { id: named.clone() })?;
                    poll = named;
                }
                Ok(_) => {}
                // The answer to this or to an earlier start was lost, and a backend may not know at
                // once what it took: the id is ours, so it is asked for.
                Err(error) if doubt || error.reach == Reach::Unknown => told = Some(error.failure.message),
                Err(error) if error.failure.code == Code::Busy && !std::mem::replace(&mut taken, true) => {
                    ctx.known(Known::RenderGone)?;
                    tokio::time::sleep(client.timing().retry_wait).await;
                    continue;
                }
                Err(error) => {
                    ctx.known(Known::RenderGone)?;
                    return Err(error.failure.into());
                }
            }
            // A start whose token was refused went out with the next one.
            token = client.token_mark().await.ok().or(token);
        }
        let reason = match wait(ctx, &poll, token.as_deref().filter(|_| !bound)).await? {
            End::Ready(url) => {
                ctx.known(Known::Rendered { url: url.clone() })?;
                return Ok(Rendered { id: poll, url, warnings: warnings(draft.hash() != seen, bound) });
            }
            End::OfOldToken => {
                ctx.known(Known::RenderGone)?;
                bound = true;
                continue;
            }
            End::Failed(reason) => reason,
            // What the start was answered with is nearer to the cause.
            End::Unknown => told.unwrap_or_else(|| "the backend does not know the render".into()),
        };
        ctx.known(Known::RenderGone)?;
        failed.push(reason);
        let addressed = |media: &&Media| !media.url.contains(MASKED);
        let media: Vec<&Media> = ctx.sees.snapshot.media.iter().filter(addressed).collect();
        if let Some(mended) = reachable(&draft, &media) {
            ctx.world.drafts.keep(&mended).map_err(|error| lost(&error))?;
            draft = mended;
        }
    }
    let reason = failed.pop().unwrap_or_default();
    Err(Failure::new(Code::RenderFailed, format!("the render failed twice: {reason}"))
        .fix("look at the timeline with `flow show`, or export with lower settings")
        .into())
}

/// Polls until the render ends. `token` is the mark of the one that started it; where another is in use
/// by now, a denial says nothing about the render.
async fn wait(ctx: &Ctx, id: &str, token: Option<&str>) -> Result<End, Outcome> {
    let client = &ctx.world.client;
    let timing = client.timing();
    let since = Instant::now();
    let (mut unknown, mut troubles) = (0, 0);
    while since.elapsed() < timing.render_timeout {
        tokio::time::sleep(timing.render_poll).await;
        let polled = client.poll_render(id).await;
        // An id that was just submitted may not be known at once.
        let forbidden = |error: &CallError| error.failure.backend_code == Some(403);
        let denied =
            (matches!(polled, Ok(Render::Unknown)) && unknown >= LAG) || polled.as_ref().err().is_some_and(forbidden);
        if denied
            && let Some(by) = token
            && client.token_mark().await.is_ok_and(|mark| mark != by)
        {
            return Ok(End::OfOldToken);
        }
        let polled = match polled {
            Ok(polled) => polled,
            Err(error) if passes(&error) && troubles < TROUBLES => {
                troubles += 1;
                continue;
            }
            Err(error) => return Err(error.failure.into()),
        };
        troubles = 0;
        match polled {
            Render::Working { progress } => {
                unknown = 0;
                if let Some(percent) = progress {
                    ctx.notice(Notice::Percent(percent));
                }
            }
            Render::Completed { url } => return Ok(End::Ready(url)),
            Render::Failed { reason } => return Ok(End::Failed(reason)),
            Render::Unknown if unknown < LAG => unknown += 1,
            Render::Unknown => return Ok(End::Unknown),
        }
    }
    let limit = timing.render_timeout.as_secs_f64();
    Err(Failure::new(
        Code::RenderTimeout,
        format!("the render did not end within {limit} s; it goes on at the backend"),
    )
    .fix("resume the run later: it goes on waiting for the same render")
    .into())
}

/// Whether a poll met what says nothing about the render.
fn passes(error: &CallError) -> bool {
    match error.failure.code {
        Code::ServerError | Code::Unreachable | Code::RateLimited => true,
        // A page in the place of an answer.
        Code::Protocol => error.reach != Reach::Refused,
        _ => false,
    }
}

fn warnings(replaced: bool, bound: bool) -> Vec<Warning> {
    let replaced = replaced.then(|| Warning {
        code: "paths_replaced".into(),
        message: "the render failed, and was made with the media's addresses in the place of the editor's own paths"
            .into(),
    });
    let bound = bound.then(|| Warning {
        code: "render_restarted".into(),
        message: "the render belonged to an earlier token, so it was started anew".into(),
    });
    replaced.into_iter().chain(bound).collect()
}

fn lost(error: &std::io::Error) -> Failure {
    Failure::new(Code::OutputUnwritable, format!("the draft could not be kept or read back: {error}"))
        .fix("make room on the disk, then resume the run")
}
