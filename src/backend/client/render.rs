//! Starts, follows and cancels the job that makes a file of a timeline.

use serde::Serialize;

use super::super::api::{Object, Output, Payload, StartRender, encode, words_of};
use super::calls::Call;
use super::failure::Purpose;
use super::{CallError, Client, Reach};
use crate::draft::Draft;
use crate::outcome::{Code, Failure};

const PATH: &str = "/api/render/proxy/lambda";

/// How far a render is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Render {
    /// Progress in percent, where the backend tells; it may go backwards.
    Working {
        progress: Option<f64>,
    },
    /// Without an address the file is fetched by the render's id.
    Completed {
        url: Option<String>,
    },
    Failed {
        reason: String,
    },
    /// The backend knows no such render.
    Unknown,
}

impl Client {
    /// Starts an export of `draft`, which is sent as it was read. `id` is the caller's choice and
    /// must be on disk before the call, since the render outlives the client. Gives the id to poll,
    /// which the backend may have changed; where an answer names nothing but a task, it is that task's.
    ///
    /// # Errors
    /// Where the backend refuses. Where the answer was lost, poll `id` before another start.
    pub async fn submit_render(
        &self,
        session: &str,
        id: &str,
        draft: &Draft,
        output: &Output,
    ) -> Result<String, CallError> {
        let body = StartRender { id, session_id: session, draft: draft.raw(), output };
        let error = match self.call(&Call::post(Purpose::Render, PATH.into(), &body)).await {
            Ok(payload) => return Ok(id_in(&payload).unwrap_or_else(|| id.to_owned())),
            Err(error) => error,
        };
        // A known id means that an earlier start arrived after all.
        let said = error.failure.message.to_ascii_lowercase();
        let is_known =
            error.failure.code == Code::Busy || said.contains("duplicate") || said.contains("already exists");
        if !is_known {
            return Err(error);
        }
        match self.poll_render(id).await {
            Ok(Render::Unknown) => {
                Err(CallError { failure: Failure { code: Code::Busy, ..error.failure }, reach: Reach::Refused })
            }
            Ok(_) => Ok(id.to_owned()),
            // Whose the id is was not to be learnt.
            Err(_) => Err(CallError { reach: Reach::Unknown, ..error }),
        }
    }

    /// Asks how far a render is.
    ///
    /// # Errors
    /// Where the backend refuses, or cannot be reached. A failed or unknown render is no error.
    pub async fn poll_render(&self, id: &str) -> Result<Render, CallError> {
        let call = Call::get(Purpose::Poll, format!("{PATH}/{}", encode(id)));
        let render = match self.poll(&call).await? {
            Ok(payload) => read(&payload).unwrap_or(Render::Working { progress: None }),
            Err(render) => render,
        };
        Ok(match render {
            Render::Failed { reason } => Render::Failed { reason: self.without_secrets(&reason) },
            other => other,
        })
    }

    /// Cancels a render that has not ended. One that is unknown is as good as cancelled.
    ///
    /// # Errors
    /// Where the backend refuses, or cannot be reached.
    pub async fn cancel_render(&self, id: &str) -> Result<(), CallError> {
        let path = format!("{PATH}/{}/cancel", encode(id));
        let call = Call { purpose: Purpose::Cancel, method: reqwest::Method::POST, path, body: None };
        match self.call(&call).await {
            Err(error) if error.failure.backend_code != Some(404) => Err(error),
            _ => Ok(()),
        }
    }

    /// The payload of a poll, or the render that a refusal describes: an answer that says
    /// `success: false` beside a status is still an answer.
    async fn poll(&self, call: &Call) -> Result<Result<Payload, Render>, CallError> {
        self.call_or(call, |refusal| {
            let no_status = refusal.status >= 400;
            match refusal.code.unwrap_or(i64::from(refusal.status)) {
                // A proxy's page says nothing about the render.
                404 if refusal.spoken => Some(Render::Unknown),
                _ if no_status => None,
                _ => read(&refusal.payload).filter(|render| *render != Render::Unknown),
            }
        })
        .await
    }
}

/// The id of the render that an answer names. `task_id` comes last, since beside a render's own id it is
/// the project's.
fn id_in(payload: &Payload) -> Option<String> {
    const KEYS: [&str; 5] = ["id", "taskId", "render_id", "renderId", "task_id"];
    let places = places(payload);
    KEYS.iter().find_map(|key| places.iter().find_map(|place| place.text(key)))
}

/// Finds the status wherever one of the documents puts it. None where there is none.
fn read(payload: &Payload) -> Option<Render> {
    let places = places(payload);
    let status = places.iter().find_map(|place| place.text("status").filter(|status| status.parse::<f64>().is_err()));
    let url = url_in(&places);
    let Some(status) = status else {
        return url.map(|url| Render::Completed { url: Some(url) });
    };
    Some(match status.trim().to_ascii_lowercase().as_str() {
        "completed" => Render::Completed { url },
        "failed" | "cancelled" | "canceled" | "error" => {
            let error = |place: &Object| place.object("error").as_ref().and_then(words_of).or(place.text("error"));
            // The words of an envelope that is in order tell of the poll, and not of the render.
            let tells = |place: &&Object| place.number("code") != Some(0.0);
            let reason = places.iter().find_map(error);
            let reason = reason.or_else(|| places.iter().filter(tells).find_map(words_of));
            Render::Failed {
                reason: reason.unwrap_or_else(|| format!("the render ended as {}", status.trim().to_lowercase())),
            }
        }
        _ => Render::Working { progress: places.iter().find_map(|place| place.number("progress")) },
    })
}

/// The address of the finished file.
pub(super) fn url_of(payload: &Payload) -> Option<String> {
    url_in(&places(payload))
}

fn places(payload: &Payload) -> Vec<Object> {
    let deeper = ["data", "result"].iter().filter_map(|key| payload.data.object(key));
    let beside = payload.top.object("result");
    [payload.top.clone(), payload.data.clone()].into_iter().chain(deeper).chain(beside).collect()
}

fn url_in(places: &[Object]) -> Option<String> {
    const KEYS: [&str; 4] = ["outputUrl", "output_url", "url", "output"];
    places.iter().find_map(|place| {
        let output = place.object("output");
        output.and_then(|output| output.text("url")).or_else(|| KEYS.iter().find_map(|key| place.text(key)))
    })
}
