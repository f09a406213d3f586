//! The plain calls: a JSON request, a JSON answer. What they have in common comes first.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::{Method, Url};
use serde::Serialize;
use tokio::time::timeout;

use super::super::api::{self, AGENT, Payload, Refusal};
use super::failure::{self, Purpose};
use super::retry::Tries;
use super::wire::{Answer, Body, Broken, Outgoing, accept};
use super::{CallError, Client, Reach};
use crate::outcome::{Code, Failure};

/// A conversation with the backend, and the task that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SessionId {
    /// Opaque, and always sent back as text: it may be a number beyond 2^53.
    pub id: String,
    /// Empty where the backend names none.
    pub task: String,
}

/// The balance, in credits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Credits {
    pub available: Option<f64>,
    /// Reserved for work in progress.
    pub frozen: Option<f64>,
    /// Available and frozen together. Spending is the difference of two of these.
    pub total: Option<f64>,
}

/// The last reading of the balance.
#[derive(Default)]
pub(super) struct Balance {
    /// How many asked for it so far.
    asked: AtomicU64,
    /// How many had asked when the last reading began, and what it gave.
    last: tokio::sync::Mutex<Option<(u64, Result<Credits, CallError>)>>,
}

/// A JSON request of the API.
pub(super) struct Call {
    pub(super) purpose: Purpose,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Option<String>,
}

impl Call {
    pub(super) fn get(purpose: Purpose, path: String) -> Call {
        Call { purpose, method: Method::GET, path, body: None }
    }

    pub(super) fn post(purpose: Purpose, path: String, body: &impl Serialize) -> Call {
        let body = serde_json::to_string(body).expect("the bodies of requests are plain structs");
        Call { purpose, method: Method::POST, path, body: Some(body) }
    }
}

impl Client {
    /// Opens a session, which holds one timeline. `language` is an ISO code such as `en`.
    ///
    /// # Errors
    /// Where the backend refuses, or cannot be reached. A lost answer leaves an orphan session,
    /// which is harmless.
    pub async fn open_session(&self, language: &str, task_name: &str) -> Result<SessionId, CallError> {
        let path = format!("/api/tasks/me/with-session/{AGENT}");
        let call = Call::post(Purpose::OpenSession, path, &api::OpenSession { task_name, language });
        let payload = self.call(&call).await?;
        self.note_user(payload.text(&["user_id"]));
        let id = payload
            .text(&["session_id", "sessionId"])
            .ok_or_else(|| failure::lacks(Purpose::OpenSession, "session_id"))?;
        Ok(SessionId { id, task: payload.text(&["task_id", "taskId"]).unwrap_or_default() })
    }

    /// Reads the balance. One reading serves everyone who asked before it began, so that many steps
    /// which end at once cost one request.
    ///
    /// # Errors
    /// Where the backend refuses, or cannot be reached.
    pub async fn credits(&self) -> Result<Credits, CallError> {
        let balance = &self.0.standing.balance;
        let ticket = balance.asked.fetch_add(1, Ordering::SeqCst);
        let mut last = balance.last.lock().await;
        if let Some((before, credits)) = &*last
            && ticket < *before
        {
            return credits.clone();
        }
        let before = balance.asked.load(Ordering::SeqCst);
        let credits = self.read_credits().await;
        *last = Some((before, credits.clone()));
        credits
    }

    async fn read_credits(&self) -> Result<Credits, CallError> {
        let payload = self.call(&Call::get(Purpose::Credits, "/api/credits/balance/simple".into())).await?;
        let [available, frozen, total] = ["available", "frozen", "total"].map(|key| payload.number(key));
        if available.is_none() && total.is_none() {
            return Err(failure::lacks(Purpose::Credits, "available"));
        }
        let sum = available.map(|available| available + frozen.unwrap_or(0.0));
        Ok(Credits { available, frozen, total: total.or(sum) })
    }

    /// A link that opens the session in the web editor. It works for 7 days and gives no access to
    /// the API.
    ///
    /// # Errors
    /// Where the backend gives none; that should fail no run.
    pub async fn claim_link(&self, task: &str, session: &str) -> Result<String, CallError> {
        let body = api::Claim { task_id: task, session_id: session };
        let payload = self.call(&Call::post(Purpose::Claim, "/api/auth/claim-token".into(), &body)).await?;
        let token = payload.text(&["claim_token"]).ok_or_else(|| failure::lacks(Purpose::Claim, "claim_token"))?;
        Ok(format!("{}/workspace/claim?ct={}", self.0.config.web, api::encode(&token)))
    }

    /// Makes a JSON call, and makes it again where that is safe.
    pub(super) async fn call(&self, call: &Call) -> Result<Payload, CallError> {
        match self.call_or(call, |_| None::<std::convert::Infallible>).await? {
            Ok(payload) => Ok(payload),
            Err(never) => match never {},
        }
    }

    /// The same, where some refusals are answers.
    pub(super) async fn call_or<T>(
        &self,
        call: &Call,
        adopt: impl Fn(&Refusal) -> Option<T>,
    ) -> Result<Result<Payload, T>, CallError> {
        let mut tries = Tries::new(call.purpose);
        loop {
            let token = self.token().await?;
            let outgoing = Outgoing {
                method: call.method.clone(),
                url: self.url(&call.path)?,
                token: Some(token.secret.clone()),
                headers: accept("application/json"),
                body: call.body.clone().map_or(Body::Empty, Body::Json),
            };
            let stall = self.0.config.timing.stall;
            let read = match self.head(call.purpose, stall, self.wire()?.send(outgoing)).await {
                Ok(answer) => self.envelope_or(call.purpose, answer, &adopt).await,
                Err(error) => Err(error),
            };
            match read {
                Ok(payload) => return Ok(payload),
                Err(error) => self.again(&mut tries, &token, error).await?,
            }
        }
    }

    /// The head of an answer, which must come within `limit`.
    pub(super) async fn head(
        &self,
        purpose: Purpose,
        limit: Duration,
        sending: impl Future<Output = Result<Answer, Broken>>,
    ) -> Result<Answer, CallError> {
        let sent = timeout(limit, sending).await.unwrap_or_else(|_| Err(Broken::stalled(limit)));
        sent.map_err(|broken| self.broken(purpose, &broken))
    }

    /// Reads the body of an answer as an envelope.
    pub(super) async fn envelope(&self, purpose: Purpose, answer: Answer) -> Result<Payload, CallError> {
        match self.envelope_or(purpose, answer, &|_| None::<std::convert::Infallible>).await? {
            Ok(payload) => Ok(payload),
            Err(never) => match never {},
        }
    }

    async fn envelope_or<T>(
        &self,
        purpose: Purpose,
        mut answer: Answer,
        adopt: &impl Fn(&Refusal) -> Option<T>,
    ) -> Result<Result<Payload, T>, CallError> {
        let body = answer.body(self.0.config.timing.stall).await.map_err(|broken| self.broken(purpose, &broken))?;
        // Any success will do for a cancelled render, whose answer has no known shape.
        if purpose == Purpose::Cancel && (200..300).contains(&answer.status) {
            return Ok(Ok(api::read(200, &body).unwrap_or_default()));
        }
        match api::read(answer.status, &body) {
            Ok(payload) => Ok(Ok(payload)),
            Err(refusal) => match adopt(&refusal) {
                Some(adopted) => Ok(Err(adopted)),
                None => Err(self.refused(purpose, &refusal, &answer)),
            },
        }
    }

    pub(super) fn refused(&self, purpose: Purpose, refusal: &api::Refusal, answer: &Answer) -> CallError {
        self.note_user(refusal.payload.text(&["user_id"]));
        let redirected = (300..400)
            .contains(&refusal.status)
            .then(|| failure::redirected(refusal, answer.leads_to(), answer.circle));
        let refusal = redirected.as_ref().unwrap_or(refusal);
        let elsewhere = self.wire().is_ok_and(|wire| !wire.is_own(&answer.url));
        let error = match elsewhere && purpose != Purpose::Download && refusal.status >= 400 {
            true => failure::elsewhere(purpose, refusal),
            false => failure::refused(purpose, refusal, answer.retry_after(), &self.standing()),
        };
        self.masked(error)
    }

    pub(super) fn broken(&self, purpose: Purpose, broken: &Broken) -> CallError {
        self.masked(failure::broken(purpose, broken))
    }

    /// A server may repeat in its error what it was sent.
    fn masked(&self, mut error: CallError) -> CallError {
        error.failure.message = self.0.mask.text(&error.failure.message);
        error
    }

    pub(super) fn url(&self, path: &str) -> Result<Url, CallError> {
        self.wire()?;
        // The origin may have a path of its own, so the two are joined as text.
        let address = format!("{}{path}", self.0.config.origin);
        Url::parse(&address).map_err(|error| {
            let failure = Failure::new(Code::Unreachable, format!("`{address}` is no address: {error}"));
            CallError { failure, reach: Reach::Never }
        })
    }
}
