//! One prompt, from the request to the end of its stream. The turn belongs to the server: a client
//! that hangs up neither stops it nor repeats it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use uuid::Uuid;

use super::answer::{Payload, Refusal};
use super::op::{self, Outcome};
use super::routes::{App, EDIT_COST};
use super::store::{Session, TurnRecord};
use super::{facts, model};
use crate::draft::{Draft, Timeline, summary_line};

/// A sign of life while work goes on.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// Longer prompts are no instructions.
const MAX_PROMPT: usize = 8000;

/// The turns that run now, by session and attempt.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<(String, Uuid), watch::Receiver<Log>>>);

/// What a turn has said so far. Every reader begins at the beginning.
#[derive(Default, Clone)]
struct Log {
    events: Vec<Bytes>,
    done: bool,
}

/// The writing end of a turn.
struct Voice {
    log: watch::Sender<Log>,
    invocation: Uuid,
    said: std::sync::atomic::AtomicU64,
}

pub async fn run(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response<Body>, Refusal> {
    let field = |snake: &str, camel: &str| body.get(snake).or_else(|| body.get(camel));
    let id = field("session_id", "sessionId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let user = field("user_id", "userId").and_then(Value::as_str).unwrap_or("me");
    let parts = field("new_message", "newMessage").and_then(|message| message.get("parts")).and_then(Value::as_array);
    let Some(parts) = parts else {
        return Err(Refusal::code(422, 422, "`new_message.parts` is missing"));
    };
    let prompt =
        parts.iter().filter_map(|part| part.get("text")).filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
    let session = app.session(user, &id)?;
    let attempt = match headers.get("x-flow-attempt") {
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|text| Uuid::parse_str(text).ok())
            .ok_or_else(|| Refusal::code(422, 422, "X-Flow-Attempt is no UUID"))?,
        None => Uuid::new_v4(),
    };
    if session.turn(attempt).is_none() && !affordable(&app, &session) {
        return Err(Refusal::Code {
            status: axum::http::StatusCode::PAYMENT_REQUIRED,
            code: 2001,
            message: "out of credits".into(),
            data: json!({"user_id": app.user_id()}),
        });
    }
    let reader = begin(&app, id, attempt, prompt);
    Response::builder()
        .header(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-cache")
        .body(Body::from_stream(stream(reader)))
        .map_err(|_| Refusal::code(500, 500, "the answer could not be built"))
}

/// A session is paid for once, with its first edit.
fn affordable(app: &App, session: &Session) -> bool {
    session.charged > 0 || app.credits_left().is_none_or(|left| left >= EDIT_COST)
}

/// Joins the turn that runs under this id, or starts it.
fn begin(app: &Arc<App>, id: String, attempt: Uuid, prompt: String) -> watch::Receiver<Log> {
    let mut turns = app.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (id.clone(), attempt);
    if let Some(running) = turns.get(&key) {
        return running.clone();
    }
    let (log, reader) = watch::channel(Log::default());
    turns.insert(key.clone(), reader.clone());
    drop(turns);
    let app = app.clone();
    tokio::spawn(async move {
        let voice = Voice { log, invocation: attempt, said: Default::default() };
        turn(&app, &id, attempt, &prompt, &voice).await;
        // Off the list before the end is told: whoever comes later reads the record.
        app.turns.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        voice.log.send_modify(|log| log.done = true);
    });
    reader
}

async fn turn(app: &Arc<App>, id: &str, attempt: Uuid, prompt: &str, voice: &Voice) {
    let lock = app.lock(id);
    let _turn = lock.lock().await;
    let session = match app.store.session(id) {
        Ok(Some(session)) => session,
        Ok(None) => return voice.fault(&format!("session not found: {id}")),
        Err(error) => return voice.fault(&format!("the store could not be used: {error}")),
    };
    if let Some(record) = session.turn(attempt) {
        return voice.record(record, session.draft.as_ref(), false);
    }
    let call = voice.call(prompt);
    tokio::time::sleep(app.config.edit_delay).await;
    let (record, session) = edit(app, session, attempt, prompt).await;
    if let Err(error) = app.store.save(&session) {
        return voice.fault(&format!("the edit could not be written, and was not applied: {error}"));
    }
    voice.called(&call, &record);
    let silent = record.refused.is_none() && share(attempt) < app.config.silent;
    voice.record(&record, session.draft.as_ref(), silent);
}

/// Reads the prompt, and gives what is to be written in one piece: the timeline after it and the
/// record of the attempt.
async fn edit(app: &Arc<App>, mut session: Session, attempt: Uuid, prompt: &str) -> (TurnRecord, Session) {
    let refused = |code: &str, text: String| TurnRecord {
        attempt,
        reply: String::new(),
        refused: Some((code.into(), text)),
        changed: false,
    };
    let outcome = if prompt.chars().count() > MAX_PROMPT {
        Outcome::Refused { code: op::UNSUPPORTED, text: format!("the prompt is longer than {MAX_PROMPT} letters") }
    } else {
        match op::read(&session, prompt) {
            Ok(reading) => {
                let facts = facts::gather(app, &session, &reading).await;
                let outcome = op::apply(&session, reading, &facts);
                if matches!(outcome, Outcome::Changed { .. }) {
                    session.media.extend(facts.made);
                }
                outcome
            }
            Err(outcome) => outcome,
        }
    };
    let record = match outcome {
        Outcome::Refused { code, text } => refused(code, text),
        Outcome::Said { text } => TurnRecord { attempt, reply: text, refused: None, changed: false },
        Outcome::Stepped { session: stepped, text } => {
            session = *stepped;
            TurnRecord { attempt, reply: text, refused: None, changed: true }
        }
        Outcome::Changed { timeline, text } => {
            session.replace(model::write(&timeline));
            TurnRecord { attempt, reply: text, refused: None, changed: true }
        }
    };
    if record.changed && session.charged == 0 && app.config.credits.is_some() {
        session.charged = EDIT_COST;
    }
    session.turns.push(record.clone());
    (record, session)
}

/// A number from 0 to 1 that an attempt always has.
fn share(attempt: Uuid) -> f64 {
    let hash = Sha256::digest(attempt.as_bytes());
    f64::from(u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])) / (f64::from(u32::MAX) + 1.0)
}

/// Events as they come, with heartbeats between them, to the end of the turn.
fn stream(reader: watch::Receiver<Log>) -> impl futures_util::Stream<Item = Result<Bytes, Infallible>> {
    futures_util::stream::unfold((reader, 0), |(mut reader, at)| async move {
        loop {
            let (next, done) = {
                let log = reader.borrow_and_update();
                (log.events.get(at).cloned(), log.done)
            };
            if let Some(event) = next {
                return Some((Ok(event), (reader, at + 1)));
            }
            if done {
                return None;
            }
            match tokio::time::timeout(HEARTBEAT, reader.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some((Ok(Bytes::from_static(b"data: heartbeat\n\n")), (reader, at))),
            }
        }
    })
}

impl Voice {
    fn send(&self, mut event: Value) {
        let number = self.said.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if let Some(event) = event.as_object_mut() {
            event.insert("author".into(), "nemo_agent".into());
            event.insert("invocationId".into(), self.invocation.to_string().into());
            event.insert("id".into(), format!("{}-{number}", self.invocation).into());
        }
        let line = Bytes::from(format!("data: {event}\n\n"));
        self.log.send_modify(|log| log.events.push(line));
    }

    fn call(&self, prompt: &str) -> String {
        let call = format!("call-{}", self.invocation.simple());
        self.send(json!({
            "content": {"role": "model", "parts": [
                {"functionCall": {"id": call, "name": "edit_multitrack", "args": {"instruction": prompt}}}]},
        }));
        call
    }

    fn called(&self, call: &str, record: &TurnRecord) {
        let status = if record.refused.is_some() { "refused" } else { "done" };
        self.send(json!({
            "content": {"role": "user", "parts": [
                {"functionResponse": {"id": call, "name": "edit_multitrack", "response": {"status": status}}}]},
        }));
    }

    fn record(&self, record: &TurnRecord, draft: Option<&Value>, silent: bool) {
        if let Some((code, text)) = &record.refused {
            return self.send(json!({"errorCode": code, "errorMessage": text}));
        }
        if silent {
            return;
        }
        let mut text = record.reply.clone();
        if record.changed
            && let Some(draft) = draft.and_then(|draft| Draft::parse(draft.to_string()).ok())
        {
            text = format!("{text}\n{}", summary_line(&Timeline::of(&draft)));
        }
        let speech = |text: &str| json!({"role": "model", "parts": [{"text": text}]});
        for piece in text.split_inclusive('\n') {
            self.send(json!({"content": speech(piece), "partial": true}));
        }
        self.send(json!({"content": speech(&text), "partial": false, "finishReason": "STOP"}));
    }

    fn fault(&self, text: &str) {
        self.send(json!({"error": text}));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_a_matter_of_the_attempt_and_not_of_chance() {
        let ids: Vec<Uuid> = (0..1000u128).map(Uuid::from_u128).collect();
        let silent = ids.iter().filter(|id| share(**id) < 0.3).count();
        assert!((250..350).contains(&silent), "{silent}");
        assert!(ids.iter().all(|id| (0.0..1.0).contains(&share(*id)) && share(*id) == share(*id)));
    }
}
