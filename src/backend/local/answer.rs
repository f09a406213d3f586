//! The shapes in which this backend answers.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A JSON body; anything else is answered in the API's own form.
#[derive(Debug)]
pub struct Payload(pub Value);

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Payload, Refusal> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| Refusal::code(413, 413, format!("the request cannot be read: {error}")))?;
        serde_json::from_slice(&bytes)
            .map(Payload)
            .map_err(|error| Refusal::code(422, 422, format!("the request is no JSON: {error}")))
    }
}

/// An answer other than success, in the API's own codes.
#[derive(Debug)]
pub enum Refusal {
    /// `{"code":…,"message":…}` with its status.
    Code { status: StatusCode, code: i64, message: String, data: Value },
    /// `{"success":false,"error":…}`, the form of the render endpoints.
    Render { status: StatusCode, error: Value },
}

pub fn ok(data: Value) -> Response {
    Json(json!({"code": 0, "message": "success", "data": data})).into_response()
}

pub fn render(data: Value) -> Response {
    Json(json!({"success": true, "data": data})).into_response()
}

impl Refusal {
    pub fn code(status: u16, code: i64, message: impl Into<String>) -> Refusal {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Refusal::Code { status, code, message: message.into(), data: Value::Null }
    }

    pub fn render(status: u16, error: impl Into<String>) -> Refusal {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Refusal::Render { status, error: error.into().into() }
    }

    /// A file that cannot be made of this timeline: of another kind it could be, so nobody is at fault.
    pub fn unmade(reason: String) -> Refusal {
        Refusal::Render { status: StatusCode::BAD_REQUEST, error: json!({"message": reason, "code": 4001}) }
    }

    pub fn no_session(id: &str) -> Refusal {
        Refusal::code(404, 1002, format!("session not found: {id}"))
    }

    pub fn bad_file(message: impl Into<String>) -> Refusal {
        Refusal::code(400, 4001, message)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Refusal {
        Refusal::code(500, 500, format!("the store could not be used: {error}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Refusal::Code { status, code, message, data: Value::Null } => {
                (status, Json(json!({"code": code, "message": message}))).into_response()
            }
            Refusal::Code { status, code, message, data } => {
                (status, Json(json!({"code": code, "message": message, "data": data}))).into_response()
            }
            Refusal::Render { status, error } => {
                (status, Json(json!({"success": false, "error": error}))).into_response()
            }
        }
    }
}
