//! Reads what a session holds: the timeline, intact, and the assets.

use serde_json::value::RawValue;

use super::super::api::{AGENT, Object, Payload, encode};
use super::calls::Call;
use super::failure::Purpose;
use super::{CallError, Client};
use crate::draft::{Draft, Fingerprint, Media, Snapshot, Timeline, compact, sha256_hex};

/// One reading of a session.
#[derive(Debug, Clone)]
pub struct State {
    /// None before anything is on the timeline, and where it cannot be read.
    pub draft: Option<Draft>,
    /// There is a timeline, in a form that is not JSON, or not an object: it cannot be counted or
    /// exported.
    pub unreadable_draft: bool,
    /// Uploaded and generated assets.
    pub media: Vec<Media>,
    /// How many assets were generated; what they look like is not documented.
    pub generated: usize,
    /// Pixels, where the backend tells the canvas beside the draft.
    pub canvas: Option<(u32, u32)>,
    /// The attempts that were applied, where the backend keeps such a list. A list without an id
    /// proves that the attempt was not applied.
    pub applied_attempts: Option<Vec<String>>,
    /// Changes when the draft, the assets or the generated media do.
    pub fingerprint: Fingerprint,
    /// The session's task, where the answer names it.
    pub task: Option<String>,
}

impl State {
    /// What is remembered of this reading. The draft itself is kept elsewhere, by its hash.
    pub fn snapshot(&self) -> Snapshot {
        let timeline = self.draft.as_ref().map(Timeline::read);
        Snapshot {
            draft: self.draft.as_ref().map(|draft| draft.hash().clone()),
            media: self.media.clone(),
            generated: self.generated,
            uncountable: self.unreadable_draft || matches!(timeline, Some(None)),
            canvas: self.canvas.filter(|_| timeline.flatten().is_some_and(|timeline| timeline.width == 0)),
        }
    }
}

impl Client {
    /// Reads the latest state of a session. It may lag behind an edit.
    ///
    /// # Errors
    /// Where the session is gone, or the backend cannot be reached.
    pub async fn state(&self, session: &str) -> Result<State, CallError> {
        let path = format!("/api/state/{AGENT}/me/{}/latest", encode(session));
        let payload = self.call(&Call::get(Purpose::State, path)).await?;
        self.note_user(payload.text(&["user_id"]));
        let mut state = read(&payload);
        // A service may name media by the address that they came from.
        for media in &mut state.media {
            media.name = self.without_secrets(&media.name);
            media.url = self.without_secrets(&media.url);
        }
        Ok(state)
    }
}

fn read(payload: &Payload) -> State {
    let inside = |object: &Object| Object::read(&unquoted(object.raw("state")?));
    let inner = inside(&payload.data).or_else(|| inside(&payload.top));
    let state = inner.unwrap_or_else(|| payload.data.clone());
    let draft_text = state.raw("draft").map(unquoted);
    let (draft, unreadable_draft) = draft_text.as_deref().map_or((None, false), read_draft);
    let videos = state.list("video_infos").unwrap_or_default();
    let generated = state.list("generated_media").unwrap_or_default();
    let canvas = state.object("canvas_config").and_then(|canvas| {
        let pixels = |key| canvas.number(key).filter(|pixels| *pixels >= 1.0).map(|pixels| pixels as u32);
        Some((pixels("width")?, pixels("height")?))
    });
    State {
        fingerprint: fingerprint(
            draft_text.filter(|_| draft.is_some() || unreadable_draft).as_deref(),
            state.raw("video_infos").filter(|_| !videos.is_empty()),
            state.raw("generated_media").filter(|_| !generated.is_empty()),
        ),
        draft,
        unreadable_draft,
        media: videos.iter().filter_map(|raw| media(raw)).collect(),
        generated: generated.len(),
        canvas,
        applied_attempts: payload
            .list("applied_attempts")
            .map(|list| list.iter().filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect()),
        task: payload.text(&["task_id"]),
    }
}

/// The value's own text; one that comes as JSON text inside a string is taken out of it once.
fn unquoted(raw: &RawValue) -> String {
    serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().to_owned())
}

/// The draft, and whether there is one that cannot be read. An object without tracks is what a
/// session has before its first edit.
fn read_draft(text: &str) -> (Option<Draft>, bool) {
    match Object::read(text) {
        Some(object) if object.holds("t") => {
            let draft = Draft::parse(text.trim().to_owned()).ok();
            let unreadable = draft.is_none();
            (draft, unreadable)
        }
        Some(_) => (None, false),
        None => (None, !matches!(text.trim(), "" | "null" | "[]")),
    }
}

/// Reads one file of an upload's answer or of a state's list.
pub(super) fn media(raw: &RawValue) -> Option<Media> {
    let object = Object::read(raw.get())?;
    let first = |keys: &[&str]| keys.iter().find_map(|key| object.text(key)).unwrap_or_default();
    let pixels = |key| object.number(key).filter(|pixels| *pixels >= 1.0).map(|pixels| pixels as u32);
    let hash = ["sha256", "hash"].iter().find_map(|key| object.text(key)).map(|hash| hash.to_ascii_lowercase());
    Some(Media {
        name: first(&["filename", "file_name", "name"]),
        kind: first(&["file_type", "type", "kind"]),
        url: first(&["cdn_url", "url"]),
        duration: object.number("duration"),
        width: pixels("width"),
        height: pixels("height"),
        fps: object.number("fps"),
        // The service does not say how it hashes; only what can be a SHA-256 is taken for one.
        sha256: hash.filter(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())),
    })
}

/// What is missing, null or empty counts as the same, because backends change between these
/// without an edit.
fn fingerprint(draft: Option<&str>, videos: Option<&RawValue>, generated: Option<&RawValue>) -> Fingerprint {
    let mut text = String::new();
    for (name, part) in
        [("draft", draft), ("videos", videos.map(RawValue::get)), ("made", generated.map(RawValue::get))]
    {
        let part = part.map(|part| unsigned(&compact(part))).unwrap_or_default();
        text.push_str(&format!("{name} {}\n{part}\n", part.len()));
    }
    Fingerprint(sha256_hex(text.as_bytes()))
}

/// The text without the signatures of addresses, which differ from read to read.
fn unsigned(json: &str) -> String {
    const MARKS: [&str; 8] = ["X-Amz-", "x-amz-", "X-Goog-", "Signature=", "Expires=", "auth_key=", "x-oss-", "sign="];
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find("\"http") {
        let end = rest[at + 1..].find('"').map_or(rest.len(), |length| at + 1 + length);
        let address = &rest[at..end];
        out.push_str(&rest[..at]);
        match address.split_once('?') {
            Some((path, query)) if MARKS.iter().any(|mark| query.contains(mark)) => out.push_str(path),
            _ => out.push_str(address),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::api;

    fn state(json: &str) -> State {
        read(&api::read(200, json.as_bytes()).unwrap())
    }

    #[test]
    fn a_new_signature_is_no_change_and_a_new_file_is() {
        let of = |url: &str| {
            state(&format!(r#"{{"code":0,"data":{{"state":{{"video_infos":[{{"cdn_url":"{url}"}}]}}}}}}"#)).fingerprint
        };
        assert_eq!(of("https://c/a.mp4?X-Amz-Signature=1"), of("https://c/a.mp4?X-Amz-Signature=2"));
        assert_ne!(of("https://c/a.mp4?v=1"), of("https://c/a.mp4?v=2"));
    }

    #[test]
    fn every_form_of_an_empty_draft_is_the_same() {
        let all: Vec<State> = ["null", "{}", r#"{"m":{}}"#, r#""""#, r#""{}""#]
            .map(|draft| state(&format!(r#"{{"code":0,"data":{{"state":{{"draft":{draft}}}}}}}"#)))
            .into();
        for one in &all {
            assert!(one.draft.is_none() && !one.unreadable_draft);
            assert_eq!(one.fingerprint, all[0].fingerprint);
        }
    }
}
