//! What really happened at the backend. The runner's own account is not asked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

#[derive(Default)]
pub struct Ledger {
    pub sessions: Vec<Session>,
    pub renders: Vec<Render>,
    /// Edits that the backend works on now, by the attempt's id.
    pub running: BTreeMap<String, String>,
    /// Every prompt as it was applied, in order, with its attempt's id.
    pub applied: Vec<(String, String)>,
    /// Prompts whose way there or back was disturbed.
    pub disturbed: BTreeSet<String>,
    /// How often something was asked for, which tells one fault from the next.
    pub counts: BTreeMap<String, u64>,
    pub faults: Vec<String>,
    pub requests: u64,
    pub spent: u64,
}

pub struct Session {
    pub id: String,
    /// Name, address and hash of each file.
    pub media: Vec<(String, String, String)>,
    pub edits: Vec<(String, String)>,
}

pub struct Render {
    pub id: String,
    pub bytes: Vec<u8>,
    /// Polls until it ends.
    pub left: u64,
    /// Polls that are answered as if it were unknown.
    pub hidden: u64,
    pub fails: bool,
    pub fetched: bool,
    pub cancelled: bool,
}

impl Ledger {
    pub fn session(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.iter_mut().find(|session| session.id == id)
    }

    pub fn render(&mut self, id: &str) -> Option<&mut Render> {
        self.renders.iter_mut().find(|render| render.id == id)
    }

    /// Applies a prompt; where ids are kept, a second time does nothing.
    pub fn apply(&mut self, session: &str, prompt: &str, attempt: &str, keeps_ids: bool) {
        self.running.remove(attempt);
        let repeated = self.applied.iter().any(|(_, other)| other == attempt);
        if keeps_ids && repeated {
            return;
        }
        self.applied.push((prompt.to_owned(), attempt.to_owned()));
        self.spent += 5;
        if let Some(session) = self.session(session) {
            session.edits.push((prompt.to_owned(), attempt.to_owned()));
        }
    }

    /// Whether a session holds what a prompt asks for.
    pub fn holds(&self, session: &str, prompt: &str) -> bool {
        let own = self.sessions.iter().find(|own| own.id == session);
        own.is_some_and(|own| own.edits.iter().any(|(other, _)| other == prompt))
    }

    /// What is spent once all that is under way has been applied.
    pub fn most(&self) -> u64 {
        self.spent + 5 * self.running.len() as u64
    }

    pub fn times(&self, prompt: &str) -> usize {
        self.applied.iter().filter(|(other, _)| other == prompt).count()
    }
}

impl Session {
    /// The timeline follows from what was done, so that equal deeds give an equal draft.
    pub fn draft(&self) -> Value {
        if self.media.is_empty() && self.edits.is_empty() {
            return Value::Null;
        }
        let film = |(name, _, _): &(String, String, String)| json!({ "d": 4000, "m": { "title": name } });
        let words = |(prompt, _): &(String, String)| json!({ "d": 1000, "m": { "text": prompt } });
        json!({
            "t": [
                { "tt": 0, "sg": self.media.iter().map(film).collect::<Vec<_>>() },
                { "tt": 7, "sg": self.edits.iter().map(words).collect::<Vec<_>>() },
            ],
            "m": { "width": 1920, "height": 1080 },
        })
    }

    pub fn state(&self, lists: bool) -> Value {
        let medium = |(name, url, hash): &(String, String, String)| {
            let mut medium = json!({ "filename": name, "file_type": "video", "url": url, "duration": 4.0, "width": 1920, "height": 1080 });
            if lists {
                medium["sha256"] = json!(hash);
            }
            medium
        };
        let state = json!({ "draft": self.draft(), "video_infos": self.media.iter().map(medium).collect::<Vec<_>>() });
        let mut data = json!({ "state": state });
        if lists {
            data["applied_attempts"] = self.edits.iter().map(|(_, attempt)| json!(attempt)).collect();
        }
        json!({ "code": 0, "data": data })
    }
}
