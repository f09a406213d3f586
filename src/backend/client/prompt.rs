//! One edit: a message to the editor, and the stream that answers it.
//!
//! A message that may have arrived is never sent again here, because the service would do the work
//! twice and charge for both.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use super::super::api::{self, AGENT};
use super::super::sse::Parser;
use super::failure::{self, Purpose, Standing};
use super::listener::{Heard, Listener};
use super::reply::Reply;
use super::retry::Tries;
use super::wire::{Answer, Body, Broken, Outgoing, accept, header};
use super::{CallError, Client, Reach};
use crate::draft::without_paths;
use crate::outcome::{Code, Failure};

/// The largest event that is read; one that brings a whole draft fits.
const EVENT_LIMIT: usize = 32 << 20;
/// The most that one stream may bring.
const STREAM_LIMIT: u64 = 1 << 30;
/// So much of a body without events is kept.
const UNREAD_LIMIT: usize = 1 << 20;
/// How long a stream that was given up is read on in the background.
const LINGER: Duration = Duration::from_secs(300);

impl Client {
    /// Sends one edit and listens to its end. `attempt` goes along as `X-Flow-Attempt`, by which
    /// the embedded backend applies it at most once. `said` hears the editor's words as they come.
    ///
    /// # Errors
    /// With `Reach::Never` or `Reach::Refused` the edit was not made; with `Reach::Unknown` only
    /// the state can tell. After a time limit the stream is read on for a while, because a server
    /// may end the edit when its listener goes away.
    pub async fn prompt(
        &self,
        session: &str,
        text: &str,
        attempt: Uuid,
        said: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Reply, CallError> {
        let message = api::Message {
            app_name: AGENT,
            user_id: "me",
            session_id: session,
            new_message: api::Parts { parts: [api::Part { text }] },
        };
        let body = serde_json::to_string(&message).expect("a message is a plain struct");
        let mut tries = Tries::new(Purpose::Edit);
        loop {
            let token = self.token().await?;
            let mut headers = accept("text/event-stream");
            headers.insert("x-flow-attempt", header(&attempt.to_string()));
            let outgoing = Outgoing {
                method: Method::POST,
                url: self.url("/run_sse")?,
                token: Some(token.secret.clone()),
                headers,
                body: Body::Json(body.clone()),
            };
            // An editor may repeat what it was told, addresses with keys in them too.
            let aloud = |piece: &str| said(&self.without_secrets(piece));
            match self.converse(outgoing, &aloud).await {
                Ok(reply) => return Ok(reply.map(|text| without_paths(&self.without_secrets(text)))),
                Err(error) => self.again(&mut tries, &token, error).await?,
            }
        }
    }

    async fn converse(&self, outgoing: Outgoing, said: &(dyn Fn(&str) + Send + Sync)) -> Result<Reply, CallError> {
        let timing = &self.0.config.timing;
        let deadline = Instant::now() + timing.edit_timeout;
        let limit = timing.idle_timeout.min(timing.edit_timeout);
        let Ok(sent) = timeout(limit, self.begin(outgoing)).await else {
            return Err(self.out_of_time(limit < timing.idle_timeout));
        };
        let mut answer = sent.map_err(|broken| self.broken(Purpose::Edit, &broken))?;
        let kind = answer.kind();
        if !(200..300).contains(&answer.status) || kind.ends_with("json") || kind == "text/html" {
            let body = answer.body(timing.idle_timeout).await.map_err(|broken| self.broken(Purpose::Edit, &broken))?;
            return self.no_stream(&answer, &body, said);
        }
        self.listen(answer, deadline, said).await
    }

    /// Sends the request in a task of its own: where the caller gives up before the answer begins,
    /// the server keeps a listener for a while.
    async fn begin(&self, outgoing: Outgoing) -> Result<Answer, Broken> {
        let (tell, told) = oneshot::channel();
        let client = self.clone();
        tokio::spawn(timeout(self.0.config.timing.edit_timeout + LINGER, async move {
            let sent = match client.wire() {
                Ok(wire) => wire.send(outgoing).await,
                Err(error) => Err(Broken { reach: error.reach, message: error.failure.message }),
            };
            if let Err(Ok(answer)) = tell.send(sent) {
                linger(answer);
            }
        }));
        told.await.unwrap_or_else(|_| {
            let message = "nothing came, and nobody listens any more".to_owned();
            Err(Broken { reach: Reach::Unknown, message })
        })
    }

    /// An answer that is no stream: a refusal, or for once the whole reply as JSON.
    fn no_stream(&self, answer: &Answer, body: &[u8], said: &(dyn Fn(&str) + Send + Sync)) -> Result<Reply, CallError> {
        let mut listener = Listener::default();
        let fine = (200..300).contains(&answer.status);
        let events = match serde_json::from_slice::<Value>(body) {
            Ok(list @ Value::Array(_)) if fine => vec![list],
            Ok(_) => match api::read(answer.status, body) {
                Ok(_) => serde_json::from_slice(body).into_iter().collect(),
                Err(refusal) => return Err(self.refused(Purpose::Edit, &refusal, answer)),
            },
            // One event on each line, where the server says that it sends JSON.
            Err(_) => {
                let text = String::from_utf8_lossy(body);
                let lines = text.lines().map(|line| line.strip_prefix("data:").unwrap_or(line).trim());
                let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
                let values: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
                if !fine || values.is_empty() || values.len() != lines.len() {
                    let refusal = api::read(answer.status, body).err().unwrap_or_default();
                    return Err(self.refused(Purpose::Edit, &refusal, answer));
                }
                values
            }
        };
        for (index, event) in events.iter().enumerate() {
            match listener.value(event, said) {
                Heard::Refused(refusal) if index == 0 => return Err(self.refused(Purpose::Edit, &refusal, answer)),
                Heard::Refused(refusal) => listener.fail_late(&refusal),
                Heard::Heartbeat | Heard::News => {}
            }
        }
        Ok(finished(listener, answer))
    }

    async fn listen(
        &self,
        mut answer: Answer,
        deadline: Instant,
        said: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Reply, CallError> {
        let idle = self.0.config.timing.idle_timeout;
        let mut parser = Parser::new(EVENT_LIMIT);
        let mut listener = Listener::default();
        let mut last_news = Instant::now();
        let mut bytes = 0;
        // A body without any event may be a plain answer under a stream's name.
        let mut unread = Vec::new();
        loop {
            let until = deadline.min(last_news + idle);
            let Ok(chunk) = timeout_at(until, answer.chunk()).await else {
                linger(answer);
                return Err(self.out_of_time(until == deadline));
            };
            let chunk = chunk.map_err(|broken| self.broken(Purpose::Edit, &broken))?;
            let (events, ended) = match &chunk {
                Some(chunk) => (parser.push(chunk), false),
                None => (std::mem::replace(&mut parser, Parser::new(0)).finish().into_iter().collect(), true),
            };
            for event in &events {
                let is_first = listener.is_new();
                match listener.hear(event, said) {
                    Heard::Heartbeat => {}
                    Heard::News => last_news = Instant::now(),
                    // Before anything else it is the answer to the message; later on it is one
                    // more thing that went wrong in an edit that had begun.
                    Heard::Refused(refusal) if is_first => return Err(self.refused(Purpose::Edit, &refusal, &answer)),
                    Heard::Refused(refusal) => listener.fail_late(&refusal),
                }
            }
            if ended {
                let is_plain = listener.is_silent() && serde_json::from_slice::<Value>(&unread).is_ok();
                return if is_plain { self.no_stream(&answer, &unread, said) } else { Ok(finished(listener, &answer)) };
            }
            if listener.is_silent() && unread.len() < UNREAD_LIMIT {
                unread.extend_from_slice(chunk.as_deref().unwrap_or_default());
            }
            bytes += chunk.map_or(0, |chunk| chunk.len() as u64);
            if bytes > STREAM_LIMIT {
                let message = format!("the stream is larger than {} MiB", STREAM_LIMIT >> 20);
                return Err(self.broken(Purpose::Edit, &Broken { reach: Reach::Unknown, message }));
            }
        }
    }

    fn out_of_time(&self, total: bool) -> CallError {
        let timing = &self.0.config.timing;
        let (limit, what) = match total {
            true => (timing.edit_timeout, "the edit did not end within"),
            false => (timing.idle_timeout, "the editor sent nothing but heartbeats for"),
        };
        let failure = Failure::new(Code::Timeout, format!("{what} {} s", limit.as_secs_f64()));
        let failure = failure.fix(failure::fix(Code::Timeout, Purpose::Edit, &Standing::default()));
        CallError { failure, reach: Reach::Unknown }
    }
}

/// The reply, once all is heard. What a gateway accepts for later is at work when its answer ends.
fn finished(listener: Listener, answer: &Answer) -> Reply {
    let reply = listener.finish();
    Reply { running: reply.running || answer.status == 202, ..reply }
}

fn linger(mut answer: Answer) {
    tokio::spawn(timeout(LINGER, async move { while let Ok(Some(_)) = answer.chunk().await {} }));
}
