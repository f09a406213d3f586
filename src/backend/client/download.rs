//! Fetches a finished render into a file: checked, whole, and in its place all at once.
//!
//! Links may have expired or be wrong in other ways, so there are up to three places to fetch from:
//! the link that the caller has, a fresh one, and the service's own download address.

use std::path::Path;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderValue, IF_RANGE, RANGE};
use reqwest::{Method, Url};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use super::super::api::{self, encode};
use super::failure::{self, Purpose, Standing};
use super::part::{Part, begins_like};
use super::render::{Render, url_of};
use super::retry::Tries;
use super::wire::{Answer, Body, Broken, Outgoing, accept};
use super::{CallError, Client, Reach, replay};
use crate::outcome::{Code, Failure};

/// How often an answer may name another address.
const HOPS: u32 = 3;

/// A file that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Downloaded {
    pub bytes: u64,
    /// Hex.
    pub sha256: String,
}

/// Where a fetch that did not give the file leads to.
enum Instead {
    /// The answer named another address.
    At(String),
    /// This place does not have it.
    Not(CallError),
    /// The way there is in trouble, or the token is.
    Trouble(CallError),
    /// No other place would help, such as where the disk is full.
    Never(CallError),
}

impl Client {
    /// Fetches the render `render` into `to`. `url` is the address that its poll gave; `format` is
    /// the extension that the file should have the beginning of. `progress` hears the bytes that
    /// are there, and their total where it is known.
    ///
    /// What arrives stands in a hidden file beside `to` until it is whole; a later call, also of
    /// another process, goes on with it where the server's `ETag` says that it is the same.
    ///
    /// # Errors
    /// Where no place has the file, or the disk does not take it.
    pub async fn download(
        &self,
        render: &str,
        url: Option<&str>,
        to: &Path,
        format: &str,
        progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<Downloaded, CallError> {
        if let Some(kept) = self.wire()?.kept(render) {
            return kept.map_err(|broken| self.broken(Purpose::Download, &broken));
        }
        let own = self.url(&format!("/api/render/proxy/{}/download", encode(render)))?;
        let mut part = Part::open(to, render).await.map_err(local)?;
        let given = url.filter(|url| !url.trim().is_empty()).and_then(|url| self.wire().ok()?.resolve(url));
        let (mut asked_again, mut hops) = (given.is_none(), 0);
        let mut source = given.unwrap_or_else(|| own.clone());
        let mut tries = Tries::new(Purpose::Download);
        loop {
            let token = self.token().await?;
            let before = part.bytes();
            let outgoing = self.range(source.clone(), token.secret.clone(), &part);
            let fetched = self.fetch(outgoing, &mut part, format, progress).await;
            part.settle().await.map_err(local)?;
            let error = match fetched {
                Ok(()) => {
                    let file = part.finish(to).await.map_err(local)?;
                    self.wire()?.note(&replay::kept(render, &file));
                    return Ok(file);
                }
                Err(Instead::Trouble(error)) => {
                    if part.bytes() > before {
                        tries.progressed();
                    }
                    match self.again(&mut tries, &token, error).await {
                        Ok(()) => continue,
                        // What can be gone on with is worth more than another place.
                        Err(error) if part.tag().is_some() || source == own => return Err(error),
                        Err(error) => {
                            tries = Tries::new(Purpose::Download);
                            error
                        }
                    }
                }
                Err(Instead::At(address)) if hops < HOPS => {
                    hops += 1;
                    match self.wire()?.resolve(&address) {
                        Some(url) => {
                            source = url;
                            continue;
                        }
                        None => page("an address that cannot be followed"),
                    }
                }
                Err(Instead::At(_)) => page("one address after the other"),
                Err(Instead::Not(error)) => error,
                Err(Instead::Never(error)) => return Err(error),
            };
            part.clear().await.map_err(local)?;
            let fresh = if asked_again { None } else { self.fresh_address(render).await };
            asked_again = true;
            source = match fresh {
                Some(fresh) if fresh != source => fresh,
                _ if source != own => own.clone(),
                _ => return Err(error),
            };
        }
    }

    async fn fresh_address(&self, render: &str) -> Option<Url> {
        match self.poll_render(render).await {
            Ok(Render::Completed { url: Some(url) }) => self.wire().ok()?.resolve(&url),
            _ => None,
        }
    }

    fn range(&self, url: Url, token: secrecy::SecretString, part: &Part) -> Outgoing {
        let mut headers = accept("*/*");
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if let Some(tag) = part.tag().and_then(|tag| HeaderValue::from_str(tag).ok()) {
            headers.insert(IF_RANGE, tag);
            let from = HeaderValue::from_str(&format!("bytes={}-", part.bytes()));
            headers.insert(RANGE, from.expect("digits fit in a header"));
        }
        Outgoing { method: Method::GET, url, token: Some(token), headers, body: Body::Empty }
    }

    async fn fetch(
        &self,
        outgoing: Outgoing,
        part: &mut Part,
        format: &str,
        progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<(), Instead> {
        let stall = self.0.config.timing.stall;
        let wire = self.wire().map_err(Instead::Never)?;
        let answer = self.head(Purpose::Download, stall, wire.send(outgoing)).await;
        let mut answer = answer.map_err(Instead::Trouble)?;
        if answer.status == 416 && is_all_there(&answer, part) {
            return whole(part, format).await;
        }
        let kind = answer.kind();
        if !matches!(answer.status, 200 | 206) || kind.ends_with("json") || kind == "text/html" {
            return Err(self.no_file(answer, part).await);
        }
        let tag = answer.header(ETAG).filter(|tag| !tag.starts_with("W/")).map(str::to_owned);
        let span = answer.header(CONTENT_RANGE).and_then(span);
        let goes_on = answer.status == 206
            && span.is_some_and(|(from, _)| from == part.bytes())
            && (tag.is_none() || tag.as_deref() == part.tag());
        let io = |error| Instead::Never(local(error));
        if !goes_on {
            part.clear().await.map_err(io)?;
        }
        if answer.status == 206 && !goes_on {
            // A piece of something else; the next request asks for the whole.
            let message = "the server answered with another piece than asked for".to_owned();
            return Err(Instead::Trouble(self.broken(Purpose::Download, &Broken { reach: Reach::Unknown, message })));
        }
        let length = answer.header(reqwest::header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
        let total = match span.filter(|_| goes_on) {
            Some((_, total)) => total.or(length.map(|length| part.bytes() + length)),
            None => length,
        };
        if !goes_on {
            part.remember(tag).await.map_err(io)?;
        }
        answer.is_file();
        loop {
            let chunk = timeout(stall, answer.chunk()).await.unwrap_or_else(|_| Err(Broken::stalled(stall)));
            let Some(chunk) = chunk.map_err(|broken| Instead::Trouble(self.broken(Purpose::Download, &broken)))? else {
                break;
            };
            part.write(&chunk).await.map_err(io)?;
            if let Err(what) = begins_like(part.head(), format, false) {
                return Err(Instead::Not(page(&what)));
            }
            progress(part.bytes(), total);
        }
        match total {
            Some(total) if total != part.bytes() => {
                let message = format!("{} of {total} bytes came", part.bytes());
                let broken = Broken { reach: Reach::Unknown, message };
                Err(Instead::Trouble(self.broken(Purpose::Download, &broken)))
            }
            _ => whole(part, format).await,
        }
    }

    /// Reads an answer that is not the file: another address, a refusal, or a page.
    async fn no_file(&self, mut answer: Answer, part: &mut Part) -> Instead {
        let own = self.wire().is_ok_and(|wire| wire.is_own(&answer.url));
        let body = match answer.body(self.0.config.timing.stall).await {
            Ok(body) => body,
            Err(broken) => return Instead::Trouble(self.broken(Purpose::Download, &broken)),
        };
        if answer.status == 416 && part.bytes() > 0 {
            if let Err(error) = part.clear().await {
                return Instead::Never(local(error));
            }
            let message = "the server has less than what came before".to_owned();
            return Instead::Trouble(self.broken(Purpose::Download, &Broken { reach: Reach::Unknown, message }));
        }
        match api::read(answer.status, &body) {
            Ok(payload) => url_of(&payload).map_or_else(|| Instead::Not(page("JSON without an address")), Instead::At),
            Err(refusal) => {
                let error = self.refused(Purpose::Download, &refusal, &answer);
                match error.failure.code {
                    Code::ServerError | Code::RateLimited => Instead::Trouble(error),
                    Code::TokenRefused if own => Instead::Trouble(error),
                    // Another host's refusal says nothing about the account.
                    _ if !own => Instead::Not(page(&refusal.message)),
                    Code::Protocol => Instead::Not(page(&refusal.message)),
                    _ => Instead::Not(error),
                }
            }
        }
    }
}

/// Judges what came to its end: it may still be a page, or a part of the film that passes for all of it.
async fn whole(part: &mut Part, format: &str) -> Result<(), Instead> {
    begins_like(part.head(), format, true).map_err(|what| Instead::Not(page(&what)))?;
    match part.lacks(format).await.map_err(|error| Instead::Never(local(error)))? {
        Some(what) => Err(Instead::Not(page(&format!("one that is cut off: {what}")))),
        None => Ok(()),
    }
}

/// Whether the server refuses to send more because there is no more.
fn is_all_there(answer: &Answer, part: &Part) -> bool {
    let total = answer.header(CONTENT_RANGE).and_then(|range| range.trim().strip_prefix("bytes */")?.parse().ok());
    part.tag().is_some() && answer.header(ETAG) == part.tag() && total == Some(part.bytes())
}

/// The first byte and the total of `bytes 5-9/10`; the total may be unknown.
fn span(text: &str) -> Option<(u64, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    Some((range.split_once('-')?.0.trim().parse().ok()?, total.trim().parse().ok()))
}

fn page(what: &str) -> CallError {
    let message = format!("the server gave no video: {}", api::excerpt(what));
    let failure = Failure::new(Code::DownloadFailed, message);
    let failure = failure.fix(failure::fix(Code::DownloadFailed, Purpose::Download, &Standing::default()));
    CallError { failure, reach: Reach::Unknown }
}

fn local(error: std::io::Error) -> CallError {
    let failure = Failure::new(Code::OutputUnwritable, format!("the video cannot be written: {error}"));
    let failure = failure.fix(failure::fix(Code::OutputUnwritable, Purpose::Download, &Standing::default()));
    CallError { failure, reach: Reach::Unknown }
}
