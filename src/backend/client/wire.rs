//! The one place where requests leave the program: headers, redirects, limits, and the record of
//! every exchange. What answers them is the network, or a recording.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::address::{self, is_near};
use super::network::Network;
use super::record::{Exchange, Mask, Recorder, Recording};
use super::replay::Replay;
use super::{Attribution, Downloaded, Reach, Timing};

/// The most of an answer that is read into memory.
const BODY_LIMIT: usize = 64 << 20;
/// How often a read is sent on, and how often a change, which a server that takes nothing must not get for ever.
const REDIRECTS: usize = 10;
pub(super) const CHANGES_SENT_ON: usize = 3;
pub(super) const USER_AGENT: &str = concat!("flow/", env!("CARGO_PKG_VERSION"));

pub(super) type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, std::io::Error>> + Send>>;

/// A request before the headers that all of them have.
pub(super) struct Outgoing {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) token: Option<SecretString>,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

pub(super) enum Body {
    Empty,
    Json(String),
    /// A body of known length that is made as it goes; it can be sent once.
    Stream {
        bytes: u64,
        content_type: String,
        chunks: Chunks,
        summary: String,
    },
}

/// The head of an answer, and its body as it comes.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    /// Where the answer came from, after redirects.
    pub(super) url: Url,
    /// Where a change is to be sent on to whose body is spent by now.
    pub(super) onward: Option<Url>,
    /// Whether it is a redirect back to a place that has sent the same change on.
    pub(super) circle: bool,
    chunks: Pin<Box<dyn Stream<Item = Result<Bytes, Broken>> + Send>>,
    recording: Recording,
}

/// An exchange that did not come to its end.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) reach: Reach,
    pub(super) message: String,
}

#[derive(Clone)]
pub(super) struct Wire {
    pub(super) origin: Url,
    attribution: HeaderMap,
    timing: Timing,
    recorder: Option<Arc<dyn Recorder>>,
    pub(super) mask: Arc<Mask>,
    transport: Arc<Transport>,
}

enum Transport {
    Network(Network),
    Replay(Arc<Replay>),
}

/// What a transport gives for a request: the head of the answer, and its body as it comes.
pub(super) struct Sent {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) chunks: Pin<Box<dyn Stream<Item = Result<Bytes, Broken>> + Send>>,
}

impl Wire {
    pub(super) fn new(
        origin: Url,
        attribution: &Attribution,
        timing: Timing,
        recorder: Option<Arc<dyn Recorder>>,
        mask: Arc<Mask>,
        replay: Option<Arc<Replay>>,
    ) -> Wire {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-skill-source", &attribution.source),
            ("x-skill-version", &attribution.version),
            ("x-skill-platform", &attribution.platform),
        ] {
            headers.insert(HeaderName::from_static(name), header(value));
        }
        let transport = Arc::new(replay.map_or_else(|| Transport::Network(Network::default()), Transport::Replay));
        Wire { origin, attribution: headers, timing, recorder, mask, transport }
    }

    /// The same way out, with another record.
    pub(super) fn recorded(&self, recorder: Arc<dyn Recorder>) -> Wire {
        Wire { recorder: Some(recorder), ..self.clone() }
    }

    /// What a recording tells of a render's file; None where there is a network.
    pub(super) fn kept(&self, render: &str) -> Option<Result<Downloaded, Broken>> {
        match &*self.transport {
            Transport::Network(_) => None,
            Transport::Replay(replay) => Some(replay.kept(render)),
        }
    }

    /// Puts something on record that is no exchange of its own.
    pub(super) fn note(&self, exchange: &Exchange) {
        if let Some(recorder) = &self.recorder {
            recorder.exchange(exchange);
        }
    }

    /// Resolves a path or an address that the service gave. Only HTTP is followed.
    pub(super) fn resolve(&self, address: &str) -> Option<Url> {
        self.origin.join(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
    }

    /// Whether nobody on the way to the backend can read what is sent.
    pub(super) fn is_private(&self) -> bool {
        self.origin.scheme() == "https" || is_near(&self.origin)
    }

    pub(super) fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.origin.origin()
    }

    /// Sends a request and gives the head of the answer. It sets no limit of time, since only the
    /// caller knows what is normal.
    ///
    /// Redirects are followed here and not by the library, which would carry the attribution
    /// headers to other origins. Once a request has left the backend's origin it never gets the
    /// token back. A change comes to no place twice.
    pub(super) async fn send(&self, mut outgoing: Outgoing) -> Result<Answer, Broken> {
        let is_read = outgoing.method == Method::GET;
        let most = if is_read { REDIRECTS } else { 1 + CHANGES_SENT_ON };
        let (mut at_home, mut been) = (true, Vec::new());
        loop {
            been.push(outgoing.url.clone());
            at_home = at_home && self.is_own(&outgoing.url);
            let url = outgoing.url.clone();
            let mut headers = outgoing.headers.clone();
            if at_home {
                headers.extend(self.attribution.clone());
                if let Some(token) = &outgoing.token {
                    headers.insert(AUTHORIZATION, bearer(token));
                }
            }
            let (again, summary) = match &outgoing.body {
                Body::Empty => (Some(Body::Empty), None),
                Body::Json(text) => (Some(Body::Json(text.clone())), Some(text.clone())),
                Body::Stream { summary, .. } => (None, Some(summary.clone())),
            };
            let mut recording = Recording::begin(
                self.recorder.clone(),
                self.mask.clone(),
                outgoing.method.as_str(),
                self.shown(&url),
                summary,
            );
            let attempt = outgoing.headers.get("x-flow-attempt").and_then(|attempt| attempt.to_str().ok());
            recording.attempt(attempt);
            let sent = match &*self.transport {
                Transport::Network(network) => {
                    network.send(&self.timing, &outgoing.method, url.clone(), headers, outgoing.body).await
                }
                Transport::Replay(replay) => {
                    replay.send(outgoing.method.as_str(), &self.shown(&url), attempt, outgoing.body).await
                }
            };
            let Sent { status, headers, chunks } = sent.inspect_err(|broken| recording.broke(&broken.message))?;
            recording.answered(status, headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()));
            let next = self.sent_on(&outgoing.method, status, &url, &headers);
            let circle = !is_read && next.as_ref().is_some_and(|next| been.contains(next));
            let next = next.filter(|_| been.len() < most && !circle);
            match (next, again) {
                (Some(next), Some(body)) => {
                    recording.ended();
                    outgoing.url = next;
                    outgoing.body = body;
                }
                (onward, _) => return Ok(Answer { status, headers, url, onward, circle, chunks, recording }),
            }
        }
    }

    /// Where a request may be sent on to, if the answer asks for it. A fragment names no other place.
    fn sent_on(&self, method: &Method, status: u16, from: &Url, headers: &HeaderMap) -> Option<Url> {
        let to = location(headers).filter(|to| !to.trim().is_empty())?;
        let mut next = from.join(to).ok().filter(|_| matches!(status, 301 | 302 | 303 | 307 | 308))?;
        next.set_fragment(None);
        self.may_follow(method, status, from, &next).then_some(next)
    }

    /// A read may go anywhere but from an encrypted place to a plain one; a change may only be
    /// sent again to the same origin, by the two answers that ask for exactly that.
    fn may_follow(&self, method: &Method, status: u16, from: &Url, to: &Url) -> bool {
        let plain = from.scheme() == "https" && to.scheme() == "http";
        let known = matches!(to.scheme(), "http" | "https");
        known && !plain && (*method == Method::GET || (matches!(status, 307 | 308) && from.origin() == to.origin()))
    }

    fn shown(&self, url: &Url) -> String {
        if self.is_own(url) {
            return match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            };
        }
        format!("{}{}", url.origin().ascii_serialization(), url.path())
    }
}

impl Answer {
    pub(super) fn header(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The media type in lower case, without its parameters; empty where there is none.
    pub(super) fn kind(&self) -> String {
        let kind = self.header(CONTENT_TYPE).unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The wait that the server asks for: seconds, or a date that is compared with the server's
    /// own, so that a wrong clock here does no harm.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        let value = self.header(reqwest::header::RETRY_AFTER)?.trim();
        if let Ok(seconds) = value.parse::<f64>() {
            return Duration::try_from_secs_f64(seconds).ok();
        }
        let date = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp());
        let now = self.header(reqwest::header::DATE).and_then(date).unwrap_or_else(jiff::Timestamp::now);
        Duration::try_from(date(value)?.duration_since(now)).ok()
    }

    /// Where a redirect that was not followed leads to, without what may be secret in it.
    pub(super) fn leads_to(&self) -> Option<String> {
        Some(address::shown(&self.url.join(location(&self.headers)?).ok()?, &self.url))
    }

    /// The next piece of the body, None at its clean end.
    pub(super) async fn chunk(&mut self) -> Result<Option<Bytes>, Broken> {
        match self.chunks.next().await {
            Some(Ok(bytes)) => {
                self.recording.chunk(&bytes);
                Ok(Some(bytes))
            }
            Some(Err(broken)) => {
                self.recording.broke(&broken.message);
                Err(broken)
            }
            None => {
                self.recording.ended();
                Ok(None)
            }
        }
    }

    /// The whole body, where no piece of it takes longer than `stall`.
    pub(super) async fn body(&mut self, stall: Duration) -> Result<Vec<u8>, Broken> {
        let mut body = Vec::new();
        loop {
            let Ok(chunk) = timeout(stall, self.chunk()).await else {
                return Err(Broken::stalled(stall));
            };
            let Some(chunk) = chunk? else {
                return Ok(body);
            };
            if body.len() + chunk.len() > BODY_LIMIT {
                let message = format!("the answer is larger than {} MiB", BODY_LIMIT >> 20);
                return Err(Broken { reach: Reach::Unknown, message });
            }
            body.extend_from_slice(&chunk);
        }
    }

    pub(super) fn is_file(&mut self) {
        self.recording.forget_body();
    }
}

impl Broken {
    pub(super) fn stalled(stall: Duration) -> Broken {
        Broken { reach: Reach::Unknown, message: format!("nothing came for {} s", stall.as_secs_f64()) }
    }

    /// The library's own text hides the cause, so the chain below it is told, but for the links
    /// that say nothing. Its address is left out, which may hold a signature.
    pub(super) fn of(error: reqwest::Error, reach: Reach) -> Broken {
        let error = error.without_url();
        let mut chain = vec![error.to_string()];
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            chain.push(cause.to_string());
            source = cause.source();
        }
        chain.dedup();
        let hollow = |text: &str| HOLLOW.iter().any(|start| text.starts_with(start));
        let telling: Vec<&str> = chain.iter().map(String::as_str).filter(|text| !hollow(text)).collect();
        let message = if telling.is_empty() { chain.join(": ") } else { telling.join(": ") };
        Broken { reach, message }
    }
}

/// How the links of an error's chain begin that only say that there was an error.
const HOLLOW: [&str; 4] =
    ["error sending request", "client error", "error decoding response body", "error reading a body"];

/// Where an answer points to. Storages write names of files there as they are, beyond ASCII too.
fn location(headers: &HeaderMap) -> Option<&str> {
    headers.get(LOCATION).and_then(|to| std::str::from_utf8(to.as_bytes()).ok())
}

fn bearer(token: &SecretString) -> HeaderValue {
    let mut value = header(&format!("Bearer {}", token.expose_secret()));
    value.set_sensitive(true);
    value
}

/// A header's value: one line of visible ASCII that is not empty.
pub(super) fn header(text: &str) -> HeaderValue {
    let line: String = text.trim().chars().map(|c| if (' '..='~').contains(&c) { c } else { '_' }).take(4096).collect();
    let line = if line.is_empty() { "unknown" } else { &line };
    HeaderValue::from_str(line).unwrap_or_else(|_| HeaderValue::from_static("unknown"))
}

/// The `Accept` header of a request.
pub(super) fn accept(kind: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(kind))])
}
