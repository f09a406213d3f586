//! `edit`: tells the editor in words what to change, once.
//!
//! A prompt that may have reached the editor is never sent again, unless it is proven not to have
//! been applied. Proof is the backend's list of the attempts that it applied; without one, the
//! state is read until it differs from what it was.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use serde_json::json;
use uuid::Uuid;

use super::read::{Reader, Text};
use super::settle::{Sent, changed, held, settle, settle_beside, settled, state, unconfirmed, worked_on};
use super::{Ctx, Kind, Lowered, Past, Performed, SessionIds, Step, lint, locked, table};
use crate::backend::client::{Reach, Reply, State};
use crate::draft::{Reading, changes};
use crate::effect::{Effect, Known};
use crate::outcome::{Code, Failure, Notice, Outcome, Outputs, Warning};
use crate::template::Shape;
use crate::text::Diagnostic;
use crate::text::escape::one_line;
use crate::text::yaml::{Node, Value};

pub const KIND: Kind = Kind { name: "edit", lower };

#[derive(Debug)]
struct Edit {
    prompt: Text,
    allow_unchanged: bool,
}

/// The least wait for a state that lags, however short the other waits are set.
const LAG: Duration = Duration::from_millis(100);
const HALF_DONE: &str = "the edit is half done: answer in the prompt and run the recipe again, or resume the run to take the timeline as it is";

/// The edit took effect: what the editor said, and what the session holds now.
pub struct Applied {
    pub reply: String,
    pub reading: Reading,
    pub warnings: Vec<Warning>,
}

fn lower<'n>(reader: &mut Reader<'_>, node: &'n Node) -> Option<Lowered<'n>> {
    let mut allow_unchanged = false;
    let prompt = if let (Value::Map(entries), false) = (&node.value, reader.sources.slice(node.at).starts_with("{{")) {
        let known = entries.iter().any(|(key, _)| table::EDIT.iter().any(|field| field.name == key.name));
        reader.only(node, &table::EDIT[1..], "an edit");
        if !known && !entries.is_empty() {
            return reader.template(node, "edit").and(None);
        }
        if let Some(allow) = node.get("allow_unchanged") {
            allow_unchanged = reader.bool(allow, "allow_unchanged").unwrap_or_default();
        }
        match (node.get("prompt"), node.get("prompt_file")) {
            (Some(_), Some(file)) => {
                let at = entries.iter().find(|(key, _)| key.name == "prompt_file").map_or(file.at, |(key, _)| key.at);
                let found = Diagnostic::error("two_prompts", at, "an edit has either `prompt` or `prompt_file`");
                reader.push(found.help("leave one of them out"));
                return None;
            }
            (Some(prompt), None) => reader.template(prompt, "prompt")?,
            // The loader has put the file's words in the place of its name.
            (None, Some(file)) => reader.template(file, "prompt_file")?,
            (None, None) => {
                let found = Diagnostic::error("missing_key", node.at, "an edit needs its `prompt`");
                reader.push(found.help("for example `edit: Trim the silences.`"));
                return None;
            }
        }
    } else {
        reader.template(node, "edit")?
    };
    lint::prompt(reader, &prompt);
    Some(Lowered { body: Arc::new(Edit { prompt, allow_unchanged }), cases: Vec::new() })
}

impl Step for Edit {
    fn kind(&self) -> &'static str {
        "edit"
    }

    fn texts(&self) -> Vec<(&Text, bool)> {
        vec![(&self.prompt, false)]
    }

    fn changes(&self) -> bool {
        true
    }

    fn gives(&self) -> Shape {
        static GIVES: LazyLock<Shape> = LazyLock::new(|| {
            let list = Shape::list(Shape::Text);
            let texts = [("reply", Shape::Text), ("changes", list), ("summary", Shape::Text)];
            Shape::record(texts.into_iter().chain([("state", Shape::state())]))
        });
        GIVES.clone()
    }

    fn shown(&self) -> Option<&Text> {
        Some(&self.prompt)
    }

    fn allows_unchanged(&self) -> bool {
        self.allow_unchanged
    }

    fn estimate(&self, first: bool, prompt: &str) -> f64 {
        match (lint::generates(prompt), first) {
            (true, _) => 100.0,
            (false, true) => 50.0,
            (false, false) => 0.0,
        }
    }

    /// Only what the editor refused, or what never reached it, may be tried again.
    fn may_repeat(&self, code: Code) -> bool {
        matches!(
            code,
            Code::RateLimited
                | Code::Busy
                | Code::Unreachable
                | Code::TokenRefused
                | Code::OutOfCredits
                | Code::UnsupportedInstruction
                | Code::NoTranscript
                | Code::BudgetExceeded
        )
    }

    fn perform<'a>(&'a self, ctx: &'a Ctx) -> BoxFuture<'a, Performed> {
        Box::pin(async move {
            let prompt = ctx.render_text(&self.prompt)?;
            if prompt.trim().is_empty() {
                return Err(Failure::new(Code::EditFailed, "the prompt is empty once its template is filled in")
                    .fix("give the input that it is made of, or put `when` on the step")
                    .into());
            }
            if let Some(locked) = &ctx.world.locked {
                return locked::edit(ctx, locked, &prompt).await;
            }
            let session = ctx.session().await?;
            let applied = self.apply(ctx, &session, &prompt).await?;
            Ok(outputs(&ctx.sees, applied))
        })
    }
}

impl Edit {
    async fn apply(&self, ctx: &Ctx, session: &SessionIds, prompt: &str) -> Result<Applied, Outcome> {
        loop {
            let before = state(ctx, session).await?;
            let attempt = Uuid::new_v4();
            let effect = Effect::Prompt { before: before.fingerprint.clone(), attempt, text: prompt.to_owned() };
            let past = ctx.announce(effect, |effect| matches!(effect, Effect::Prompt { .. })).await?;
            let (fingerprint, attempt, doubt) = match past {
                Past::Known(_, Known::Edited { reply, snapshot }) => {
                    return Ok(Applied { reply, reading: ctx.reading(snapshot)?, warnings: Vec::new() });
                }
                // It was proven not to have been applied, so another attempt is announced.
                Past::Known(..) => continue,
                Past::InDoubt(Effect::Prompt { before, attempt, .. }) => {
                    ctx.notice(Notice::Doing("looking whether the edit was applied".into()));
                    let generates = lint::generates(prompt);
                    let sent = Sent { before: &before, attempt, generates, frozen: None };
                    if let Some(applied) = settle(ctx, session, &sent, "flow was stopped while the edit ran").await? {
                        return Ok(applied);
                    }
                    (before, attempt, true)
                }
                _ => (before.fingerprint.clone(), attempt, false),
            };
            let frozen = self.frozen(ctx, prompt).await;
            let mut sent = Sent { before: &fingerprint, attempt, generates: lint::generates(prompt), frozen };
            return self.send(ctx, session, prompt, &mut sent, doubt).await;
        }
    }

    /// The credits that are held before the edit, where a generation will have to be waited for.
    async fn frozen(&self, ctx: &Ctx, prompt: &str) -> Option<f64> {
        if ctx.world.client.timing().settle.is_zero() || !lint::generates(prompt) {
            return None;
        }
        ctx.world.client.credits().await.ok().and_then(|credits| credits.frozen)
    }

    /// Sends the prompt and finds out what became of it. Where an earlier sending is in doubt it may
    /// still be at work, so that nothing but its own end tells that it was not applied.
    async fn send(
        &self,
        ctx: &Ctx,
        session: &SessionIds,
        prompt: &str,
        what: &mut Sent<'_>,
        mut doubt: bool,
    ) -> Result<Applied, Outcome> {
        ctx.notice(Notice::Doing(prompt.to_owned()));
        let said = |piece: &str| ctx.notice(Notice::Said(piece.to_owned()));
        for repeat in [true, false] {
            let sent = ctx.world.client.prompt(&session.id, prompt, what.attempt, &said);
            let sent = match ctx.timeout {
                None => sent.await,
                Some(limit) => {
                    tokio::pin!(sent);
                    match tokio::time::timeout(limit, &mut sent).await {
                        Ok(sent) => sent,
                        // The stream stays open meanwhile: hanging up would abort the turn.
                        Err(_) => return settle_beside(ctx, session, what, limit).await,
                    }
                }
            };
            match sent {
                Ok(reply) => {
                    what.generates |= reply.generated;
                    return self.judge(ctx, session, what, reply).await;
                }
                Err(error) if error.reach == Reach::Unknown => {
                    match settle(ctx, session, what, &error.failure.message).await? {
                        Some(applied) => return Ok(applied),
                        // Proven not applied; an id that runs yet is joined by the same id.
                        None if repeat => doubt = true,
                        None => return Err(error.failure.into()),
                    }
                }
                Err(error) => {
                    if !doubt {
                        ctx.known(Known::NotApplied)?;
                    }
                    return Err(error.failure.into());
                }
            }
        }
        unreachable!("the second round returns in every arm")
    }

    /// After a stream that ended cleanly: text does not prove an edit, nor silence a failure.
    async fn judge(
        &self,
        ctx: &Ctx,
        session: &SessionIds,
        sent: &Sent<'_>,
        mut reply: Reply,
    ) -> Result<Applied, Outcome> {
        let (before, attempt) = (sent.before, sent.attempt);
        let mut after = state(ctx, session).await?;
        // A state may lag: four more looks, after 1, 2, 4 and 8 seconds on the cloud.
        let mut wait = (ctx.world.client.timing().recovery_wait / 30).max(LAG);
        let longest = wait * 16;
        let is_same = |after: &State| !changed(after, before, attempt) && after.applied_attempts.is_none();
        while is_same(&after) && wait < longest {
            tokio::time::sleep(wait).await;
            wait *= 2;
            after = state(ctx, session).await?;
        }
        let over = reply.question.is_some() || reply.error.is_some();
        if is_same(&after) && !over && (reply.running || held(ctx, sent).await) {
            match worked_on(ctx, session, sent).await? {
                Some(now) => (after, reply.generated) = (now, true),
                None if self.allow_unchanged => {}
                None => return Err(unconfirmed("the editor's answer ended while its work went on").into()),
            }
        }
        if changed(&after, before, attempt) {
            // Nothing is finished while the editor asks. A resumed run takes the timeline as it is.
            if let Some(question) = &reply.question {
                return Err(asked(question).fix(HALF_DONE).into());
            }
            let mut warnings = Vec::new();
            if let Some(error) = &reply.error {
                warnings.push(Warning { code: "edit_warned".into(), message: one_line(&error.told()) });
            }
            if reply.generated
                && let Some(unsettled) = settled(ctx, session, &mut after, sent).await?
            {
                warnings.push(unsettled);
            }
            if after.fingerprint == *before && !self.allow_unchanged {
                ctx.known(Known::NotApplied)?;
                return Err(unchanged(&reply).into());
            }
            let reading = ctx.keep(after)?;
            let reply = lint::translated(&reply.text);
            ctx.known(Known::Edited { reply: reply.clone(), snapshot: reading.snapshot.clone() })?;
            return Ok(Applied { reply, reading, warnings });
        }
        if reply.error.is_none() && reply.question.is_none() && self.allow_unchanged {
            let reading = ctx.keep(after)?;
            let reply = lint::translated(&reply.text);
            ctx.known(Known::Edited { reply: reply.clone(), snapshot: reading.snapshot.clone() })?;
            return Ok(Applied { reply, reading, warnings: Vec::new() });
        }
        ctx.known(Known::NotApplied)?;
        Err(unchanged(&reply).into())
    }
}

fn asked(question: &str) -> Failure {
    Failure::new(Code::QuestionAsked, format!("the editor asks: {}", one_line(question)))
}

/// Why an edit that ended changed nothing.
fn unchanged(reply: &Reply) -> Failure {
    let said = one_line(&lint::translated(&reply.text));
    if let Some(error) = &reply.error {
        return error.failure();
    }
    if let Some(question) = &reply.question {
        return asked(question).fix("answer it in the prompt, then run the recipe again");
    }
    let what = match said.is_empty() {
        true => "the edit changed nothing, and the editor said nothing".to_owned(),
        false => format!("the edit changed nothing; the editor said: {said}"),
    };
    Failure::new(Code::EditUnchanged, what)
        .fix("make the prompt more concrete, or set allow_unchanged: true where no change is fine")
}

/// What an edit that took effect gives to the steps after it.
pub fn edited(before: &Reading, reply: String, reading: Reading, warnings: Vec<Warning>) -> Outputs {
    outputs(before, Applied { reply, reading, warnings })
}

fn outputs(before: &Reading, applied: Applied) -> Outputs {
    let changes = changes(&before.timeline, &applied.reading.timeline);
    let summary = match (changes.is_empty(), applied.reply.is_empty()) {
        (false, _) => changes.join("; "),
        (true, false) => one_line(&applied.reply),
        (true, true) => "changed, in ways that the timeline does not show".to_owned(),
    };
    let mut outputs = Outputs {
        snapshot: Some(applied.reading.snapshot),
        summary: summary.clone(),
        warnings: applied.warnings,
        ..Outputs::default()
    };
    outputs.values.insert("reply".into(), json!(applied.reply));
    outputs.values.insert("changes".into(), json!(changes));
    outputs.values.insert("summary".into(), json!(summary));
    outputs
}
