//! The shapes in which this backend answers.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An answer other than success, in the API's own codes.
#[derive(Debug)]
pub enum Refusal {
    /// `{"code":…,"message":…}` with its status.
    Code { status: StatusCode, code: i64, message: String, data: Value },
    /// `{"success":false,"error":…}`, the form of the render endpoints.
    Render { status: StatusCode, error: String },
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
        Refusal::Render { status, error: error.into() }
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
