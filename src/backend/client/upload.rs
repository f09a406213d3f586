//! Uploads, streamed from disk in constant memory with a length that is known before.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::Method;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::sleep;
use uuid::Uuid;

use super::super::api::{self, AGENT, Payload, encode};
use super::buffers::Buffers;
use super::calls::Call;
use super::failure::{self, Purpose, Standing};
use super::retry::Tries;
use super::state::media;
use super::wire::{Answer, Body, Broken, CHANGES_SENT_ON, Outgoing, accept};
use super::{CallError, Client, Reach};
use crate::draft::Media;
use crate::outcome::{Code, Failure};

/// The size of one piece that is read from disk.
const PIECE: usize = 256 << 10;
/// The waits before each look for media that an upload has not yet put into the session.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 15, 30];

impl Client {
    /// Uploads a file under `name`. `progress` hears the bytes that went out and their total. Gives no
    /// media where the answer names none: what the session has more than before is it then.
    ///
    /// # Errors
    /// Where the file cannot be read, or the backend refuses it or cannot be reached. An upload
    /// whose answer was lost may have been applied: the session's media tell.
    pub async fn upload(
        &self,
        session: &str,
        file: &Path,
        name: &str,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<Vec<Media>, CallError> {
        let mut tries = Tries::new(Purpose::Upload);
        let mut place = self.url(&path(session))?;
        let mut been = Vec::new();
        loop {
            let token = self.token().await?;
            let (body, sending) =
                open(file, name).await.map_err(|failure| CallError { failure, reach: Reach::Never })?;
            let outgoing = Outgoing {
                method: Method::POST,
                url: place.clone(),
                token: Some(token.secret.clone()),
                headers: accept("application/json"),
                body,
            };
            let sent = match self.send_file(outgoing, &sending, progress).await {
                Ok(mut answer) => {
                    been.push(answer.url.clone());
                    answer.circle = answer.onward.as_ref().is_some_and(|next| been.contains(next));
                    // The file is read anew for the place that it is sent on to.
                    let next = answer.onward.clone().filter(|_| !answer.circle && been.len() <= CHANGES_SENT_ON);
                    if let Some(next) = next {
                        place = next;
                        continue;
                    }
                    self.envelope(Purpose::Upload, answer).await
                }
                Err(error) => Err(error),
            };
            match sent {
                Ok(payload) => return self.uploaded(session, &payload).await,
                Err(error) => self.again(&mut tries, &token, error).await?,
            }
        }
    }

    /// Has the backend fetch media from addresses.
    ///
    /// # Errors
    /// As with files.
    pub async fn upload_urls(&self, session: &str, urls: &[String]) -> Result<Vec<Media>, CallError> {
        let call = Call::post(Purpose::Upload, path(session), &api::UploadUrls { urls, source_type: "url" });
        let payload = self.call(&call).await?;
        self.uploaded(session, &payload).await
    }

    async fn send_file(
        &self,
        outgoing: Outgoing,
        sending: &Sending,
        progress: &(dyn Fn(u64, u64) + Send + Sync),
    ) -> Result<Answer, CallError> {
        let timing = &self.0.config.timing;
        let mut moved = sending.moved.subscribe();
        let mut send = std::pin::pin!(self.wire()?.send(outgoing));
        let mut at = 0;
        let sent = loop {
            // Once all is out the server has its own work with the file, and that may take long.
            let limit = if at < sending.total { timing.stall } else { timing.idle_timeout };
            tokio::select! {
                biased;
                sent = &mut send => break sent,
                Ok(()) = moved.changed() => {
                    at = *moved.borrow_and_update();
                    progress(at, sending.total);
                }
                () = sleep(limit) => break Err(Broken::stalled(limit)),
            }
        };
        if let Some(failure) = sending.trouble() {
            return Err(CallError { failure, reach: Reach::Unknown });
        }
        let answer = sent.map_err(|broken| self.broken(Purpose::Upload, &broken))?;
        progress(sending.total, sending.total);
        Ok(answer)
    }

    /// Reads an upload's answer. Where it does not say that the session has the media already, the
    /// state is read until it does, for a bounded time.
    async fn uploaded(&self, session: &str, payload: &Payload) -> Result<Vec<Media>, CallError> {
        let told: Vec<Media> = payload.list("files").unwrap_or_default().iter().filter_map(|raw| media(raw)).collect();
        if told.is_empty() || payload.flag("session_state_applied") == Some(true) {
            return Ok(told);
        }
        for wait in LOOKS {
            let held = self.state(session).await?.media;
            let place = |url: &str| url.split('?').next().unwrap_or_default().to_owned();
            let is_held = |file: &Media| {
                held.iter().any(|other| {
                    (!file.url.is_empty() && place(&other.url) == place(&file.url)) || other.name == file.name
                })
            };
            if told.iter().all(is_held) {
                break;
            }
            sleep(Duration::from_secs(wait)).await;
        }
        // Else what the answer named is there in all likelihood, under another name.
        Ok(told)
    }
}

fn path(session: &str) -> String {
    format!("/api/upload-video/{AGENT}/me/{}", encode(session))
}

/// What is known of a body while it goes out.
struct Sending {
    total: u64,
    moved: watch::Sender<u64>,
    error: Arc<Mutex<Option<std::io::Error>>>,
}

impl Sending {
    /// The file's own trouble, which the network's error would hide.
    fn trouble(&self) -> Option<Failure> {
        let error = self.error.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let code = match error.kind() {
            ErrorKind::UnexpectedEof => Code::FileChanged,
            _ => Code::FileUnreadable,
        };
        let failure = Failure::new(code, format!("the file could not be read to its end: {error}"));
        Some(failure.fix(failure::fix(code, Purpose::Upload, &Standing::default())))
    }
}

/// Opens a file as a form with one part. The form is written by hand, because names must go out as
/// browsers send them: plain UTF-8, with quotes escaped.
async fn open(file: &Path, name: &str) -> Result<(Body, Sending), Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(Code::FileUnreadable, format!("`{}` cannot be read: {error}", file.display()))
            .fix("check that the file is there and may be read")
    };
    let opened = tokio::fs::File::open(file).await.map_err(unreadable)?;
    let metadata = opened.metadata().await.map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(std::io::Error::other("it is not a regular file")));
    }
    let length = metadata.len();
    let boundary = format!("flow-{}", Uuid::new_v4().simple());
    let shown = name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{shown}\"\r\n\
         Content-Type: {}\r\n\r\n",
        media_type(name)
    );
    let tail = format!("\r\n--{boundary}--\r\n");
    let total = head.len() as u64 + length + tail.len() as u64;
    let (moved, _) = watch::channel(0);
    let error = Arc::new(Mutex::new(None));
    let (counted, trouble) = (moved.clone(), error.clone());
    let pieces = stream::unfold(ahead(Buffers::default(), opened.into_std().await, length), |coming| async {
        let (piece, buffers, file, left) = coming.await.ok()?;
        match piece {
            Ok(piece) if piece.is_empty() => None,
            piece => Some((piece, ahead(buffers, file, left))),
        }
    });
    let pieces =
        pieces.inspect_ok(move |piece| counted.send_modify(|at| *at += piece.len() as u64)).inspect_err(move |found| {
            let found = std::io::Error::new(found.kind(), found.to_string());
            *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        });
    // The form's own few bytes count as sent from the start.
    moved.send_replace(total - length);
    let [head, tail] = [head, tail].map(|text| stream::once(async move { Ok(Bytes::from(text)) }));
    let chunks = head.chain(pieces).chain(tail).boxed();
    let summary = serde_json::json!({ "files": [{ "name": name, "bytes": length }] }).to_string();
    let content_type = format!("multipart/form-data; boundary={boundary}");
    Ok((Body::Stream { bytes: total, content_type, chunks, summary }, Sending { total, moved, error }))
}

/// The next piece of a file, which is read while the one before goes out, so that neither waits for the
/// other; at the end it is empty. `left` is how much should still come.
fn ahead(buffers: Buffers, mut file: File, left: u64) -> JoinHandle<(std::io::Result<Bytes>, Buffers, File, u64)> {
    spawn_blocking(move || {
        let mut piece = buffers.take(PIECE.min(left as usize));
        match (&mut file).take(left.min(PIECE as u64)).read_to_end(&mut piece) {
            Ok(0) if left > 0 => {
                let became = "it became shorter while it was sent";
                (Err(std::io::Error::new(ErrorKind::UnexpectedEof, became)), buffers, file, 0)
            }
            Ok(length) => (Ok(buffers.lend(piece)), buffers, file, left - length as u64),
            Err(error) => (Err(error), buffers, file, 0),
        }
    })
}

/// The media type that goes with a name's extension.
pub(super) fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("mp4" | "m4v") => "video/mp4",
        Some("mov") => "video/quicktime",
        Some("avi") => "video/x-msvideo",
        Some("webm") => "video/webm",
        Some("mkv") => "video/x-matroska",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        Some("m4a") => "audio/mp4",
        Some("aac") => "audio/aac",
        Some("srt" | "vtt" | "txt") => "text/plain",
        _ => "application/octet-stream",
    }
}
