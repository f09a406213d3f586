//! Who may speak to the server: this process's own client, and no web page that found the port.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::answer::Refusal;
use super::routes::App;

/// A page on another site can reach a port on loopback by a name of its own; it cannot forge these.
pub async fn guard(State(app): State<Arc<App>>, request: Request<Body>, next: Next) -> Response {
    match check(&app, request.headers(), request.uri().path()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn check(app: &App, headers: &HeaderMap, path: &str) -> Result<(), Refusal> {
    let text = |name: &header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !own_host(app, text(&header::HOST)) {
        return Err(Refusal::code(403, 403, "this server answers only under its own address"));
    }
    if headers.contains_key(header::ORIGIN)
        && !text(&header::ORIGIN).strip_prefix("http://").is_some_and(|host| own_host(app, host))
    {
        return Err(Refusal::code(403, 403, "requests of other origins are refused"));
    }
    // Media are fetched without credentials: their addresses cannot be guessed.
    if path.starts_with("/media/") || path == "/api/auth/anonymous-token" {
        return Ok(());
    }
    let token = text(&header::AUTHORIZATION).strip_prefix("Bearer ").map(str::trim).unwrap_or_default();
    let mut tokens = app.tokens.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(account) = tokens.get_mut(token) else {
        return Err(Refusal::code(401, 1001, "the token is unknown or has expired"));
    };
    if !["x-skill-source", "x-skill-version", "x-skill-platform"]
        .iter()
        .all(|name| headers.get(*name).is_some_and(|value| !value.is_empty()))
    {
        account.attributed = false;
    }
    if !account.attributed && path == "/api/render/proxy/lambda" {
        return Err(Refusal::render(
            402,
            "export is blocked: a request came without the attribution headers X-Skill-Source, X-Skill-Version and X-Skill-Platform",
        ));
    }
    Ok(())
}

fn own_host(app: &App, host: &str) -> bool {
    let port = app.address.port();
    host == app.address.to_string()
        || ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| host == format!("{name}:{port}"))
}
