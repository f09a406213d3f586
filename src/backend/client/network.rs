//! The network as a transport: one request on a connection of its own.

use std::sync::OnceLock;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Url};

use super::address::{authority, is_near};
use super::wire::{Body, Broken, Sent, USER_AGENT};
use super::{Reach, Timing};

/// The two HTTP clients are made when they are first needed: reading the system's certificates
/// takes longer than most commands run.
#[derive(Default)]
pub(super) struct Network {
    /// For this machine: no proxy, and no certificates.
    near: OnceLock<Result<reqwest::Client, String>>,
    far: OnceLock<Result<reqwest::Client, String>>,
}

impl Network {
    pub(super) async fn send(
        &self,
        timing: &Timing,
        method: &Method,
        url: Url,
        headers: HeaderMap,
        body: Body,
    ) -> Result<Sent, Broken> {
        let client = if is_near(&url) {
            self.near.get_or_init(|| build(timing, true, url.scheme() == "https"))
        } else {
            self.far.get_or_init(|| build(timing, false, true))
        };
        let client = client.as_ref().map_err(|message| Broken { reach: Reach::Never, message: message.clone() })?;
        let place = authority(&url);
        let request = client.request(method.clone(), url).headers(headers);
        let request = match body {
            Body::Empty if *method == Method::GET => request,
            Body::Empty => request.header(CONTENT_LENGTH, 0),
            Body::Json(text) => request.header(CONTENT_TYPE, "application/json").body(text),
            Body::Stream { bytes, content_type, chunks, .. } => request
                .header(CONTENT_TYPE, content_type)
                .header(CONTENT_LENGTH, bytes)
                .body(reqwest::Body::wrap_stream(chunks)),
        };
        let response = request.send().await.map_err(|error| {
            let reach = if error.is_connect() || error.is_builder() { Reach::Never } else { Reach::Unknown };
            let broken = Broken::of(error, reach);
            Broken { message: format!("{place}: {}", broken.message), ..broken }
        })?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let chunks = response.bytes_stream().map_err(|error| Broken::of(error, Reach::Unknown)).boxed();
        Ok(Sent { status, headers, chunks })
    }
}

/// Connections are not kept: a kept one may die while a request goes out, and then nobody knows
/// whether an edit arrived. A new one fails before anything is sent, or carries it.
fn build(timing: &Timing, near: bool, tls: bool) -> Result<reqwest::Client, String> {
    // A second install fails, which is fine: the provider is there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(timing.connect_timeout)
        .pool_max_idle_per_host(0)
        .tcp_keepalive(Duration::from_secs(30))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    if near {
        builder = builder.no_proxy();
    }
    if !tls {
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|error| Broken::of(error, Reach::Never).message)
}
