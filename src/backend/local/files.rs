//! Files out of the store by links that cannot be guessed, whole or in part.

use std::io::SeekFrom;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::answer::Refusal;
use super::routes::App;
use super::store::Link;

pub async fn media(
    State(app): State<Arc<App>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    let found = app.store.link(&link)?.ok_or_else(|| Refusal::code(404, 404, "there is no such file"))?;
    serve(&app, &found, &headers).await
}

/// The name behind the link is for people and programs that look at the end of a URL.
pub async fn named(
    state: State<Arc<App>>,
    Path((link, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    media(state, Path(link), headers).await
}

/// # Errors
/// Where the file is gone, or the range lies outside it.
pub async fn serve(app: &App, link: &Link, headers: &HeaderMap) -> Result<Response<Body>, Refusal> {
    let gone = |_| Refusal::code(404, 404, "the file is no longer in the store");
    let mut file = tokio::fs::File::open(app.store.root.join(&link.file)).await.map_err(gone)?;
    let length = file.metadata().await?.len();
    let etag = format!("\"{}\"", link.etag);
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // A range of another version would be joined to the wrong bytes.
    let same = text(header::IF_RANGE).is_none_or(|wanted| wanted == etag);
    let range = text(header::RANGE).filter(|_| same).and_then(|range| parse(range, length));
    let answer = Response::builder()
        .header(header::CONTENT_TYPE, &link.mime)
        .header(header::ETAG, &etag)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CACHE_CONTROL, "private")
        .header("x-content-type-options", "nosniff");
    let bad = |_| Refusal::code(500, 500, "the answer could not be built");
    match range {
        Some(None) => answer
            .status(StatusCode::RANGE_NOT_SATISFIABLE)
            .header(header::CONTENT_RANGE, format!("bytes */{length}"))
            .body(Body::empty())
            .map_err(bad),
        Some(Some((from, to))) => {
            file.seek(SeekFrom::Start(from)).await?;
            let part = file.take(to - from + 1);
            answer
                .status(StatusCode::PARTIAL_CONTENT)
                .header(header::CONTENT_RANGE, format!("bytes {from}-{to}/{length}"))
                .header(header::CONTENT_LENGTH, to - from + 1)
                .body(Body::from_stream(ReaderStream::with_capacity(part, 1 << 16)))
                .map_err(bad)
        }
        None => answer
            .header(header::CONTENT_LENGTH, length)
            .body(Body::from_stream(ReaderStream::with_capacity(file, 1 << 16)))
            .map_err(bad),
    }
}

/// The first and last byte; `Some(None)` where there is nothing in the range, `None` where the header
/// is not one that must be followed.
fn parse(range: &str, length: u64) -> Option<Option<(u64, u64)>> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    if to.contains(',') {
        return None;
    }
    if from.is_empty() {
        let last: u64 = to.parse().ok()?;
        return Some((last > 0 && length > 0).then(|| (length.saturating_sub(last), length - 1)));
    }
    let from: u64 = from.parse().ok()?;
    let to =
        if to.is_empty() { length.saturating_sub(1) } else { to.parse::<u64>().ok()?.min(length.saturating_sub(1)) };
    Some((from < length && from <= to).then_some((from, to)))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        assert_eq!(parse("bytes=0-9", 100), Some(Some((0, 9))));
        assert_eq!(parse("bytes=90-", 100), Some(Some((90, 99))));
        assert_eq!(parse("bytes=-5", 100), Some(Some((95, 99))));
        assert_eq!(parse("bytes=100-", 100), Some(None));
        assert_eq!(parse("bytes=0-1,4-5", 100), None);
        assert_eq!(parse("lines=1-2", 100), None);
    }
}
