//! A run as a lock: what each step says, what uploads and edits gave, and their timelines without a
//! word of the session that they came from.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use serde_json::Value;

use super::pinned::{plain, planned};
use crate::draft::{Draft, DraftHash, Drafts, Media, Snapshot};
use crate::effect::Effect;
use crate::lock::{Lock, Medium, Reference, Step, Timeline, VERSION};
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::run::{Event, EventKind, NodeState, RunState};
use crate::text::escape::{one_line, shortened};
use crate::workflow::OnFailure;

/// What a lock is made from.
pub struct Made<'m> {
    pub plan: &'m Plan,
    pub state: &'m RunState,
    pub events: &'m [Event],
    pub drafts: &'m dyn Drafts,
    /// `local` or `cloud`.
    pub backend: &'m str,
    pub files: BTreeMap<String, String>,
    pub inputs: BTreeMap<String, Value>,
    /// The lock that the run went by, where it was a locked one.
    pub earlier: Option<&'m Lock>,
    /// The hashes of media that were fetched, by their address.
    pub fetched: &'m BTreeMap<String, String>,
}

/// A medium that came from no input, to be fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct Want {
    pub step: String,
    pub name: String,
    pub url: String,
    /// Hex, where the backend tells it.
    pub sha256: Option<String>,
}

/// The lock, or the media that it still wants.
///
/// # Errors
/// In words, where a step stands in the way.
pub fn make(made: &Made<'_>) -> Result<Result<Lock, Vec<Want>>, String> {
    let plan = made.plan;
    let mut making = Making {
        made,
        lock: empty(made),
        wants: Vec::new(),
        seen: BTreeMap::new(),
        sent: Sent::of(made.events),
        hashes: BTreeSet::new(),
    };
    for node in 0..plan.nodes.len() {
        let mut step = planned(plan, node);
        if plan.nodes[node].body.changes() {
            making.change(node, &mut step)?;
        }
        making.lock.steps.push(step);
    }
    Ok(if making.wants.is_empty() { Ok(making.lock) } else { Err(making.wants) })
}

fn empty(made: &Made<'_>) -> Lock {
    Lock {
        backend: made.backend.to_owned(),
        files: made.files.clone(),
        format_version: VERSION,
        inputs: made.inputs.clone(),
        media: BTreeMap::new(),
        steps: Vec::new(),
        timelines: Vec::new(),
        workflow: made.plan.workflow.clone(),
    }
}

struct Making<'m> {
    made: &'m Made<'m>,
    lock: Lock,
    wants: Vec<Want>,
    seen: BTreeMap<String, Seen>,
    sent: Sent<'m>,
    /// Of the timelines that the lock holds.
    hashes: BTreeSet<DraftHash>,
}

/// What went out, by step.
#[derive(Default)]
struct Sent<'m> {
    /// The prompt that was sent last.
    prompts: BTreeMap<usize, &'m str>,
    /// The hashes of files.
    files: BTreeMap<usize, BTreeSet<&'m str>>,
}

impl<'m> Sent<'m> {
    fn of(events: &'m [Event]) -> Sent<'m> {
        let mut sent = Sent::default();
        for event in events {
            match &event.kind {
                EventKind::EffectAnnounced { node, effect: Effect::Prompt { text, .. }, .. } => {
                    sent.prompts.insert(*node, text);
                }
                EventKind::EffectAnnounced { node, effect: Effect::Upload { sha256, .. }, .. } => {
                    sent.files.entry(*node).or_default().insert(sha256);
                }
                _ => {}
            }
        }
        sent
    }
}

/// The media of a session: each one's name in the lock, and the medium as it was read last.
#[derive(Default)]
struct Seen {
    /// In the order in which the backend lists them.
    listed: Vec<(String, Media)>,
    /// Those that only its drafts name.
    named: Vec<(String, Media)>,
}

impl Seen {
    fn all(&self) -> impl Iterator<Item = &(String, Media)> {
        self.listed.iter().chain(&self.named)
    }
}

impl Making<'_> {
    /// What an upload or an edit gave.
    fn change(&mut self, node: usize, step: &mut Step) -> Result<(), String> {
        let (plan, state) = (self.made.plan, self.made.state);
        let own = &plan.nodes[node];
        let outputs = match &state.nodes[node] {
            NodeState::Skipped | NodeState::Ended(Outcome::Skipped) => {
                step.skipped = true;
                return Ok(());
            }
            NodeState::Ended(Outcome::Succeeded(outputs)) => outputs,
            // What a group shelters failed, or was not run, without failing the run.
            NodeState::NotRun { .. } if own.shelter.is_some() => {
                step.skipped = true;
                return Ok(());
            }
            NodeState::Ended(Outcome::Failed(failure))
                if own.on_failure == OnFailure::Warn || own.shelter.is_some() =>
            {
                step.failed = Some(one_line(&failure.message));
                return Ok(());
            }
            NodeState::Ended(Outcome::Failed(failure)) => {
                return Err(format!("the step `{}` failed ({})", own.id, failure.code));
            }
            _ => return Err(format!("the step `{}` was not run", own.id)),
        };
        let text = |name: &str| outputs.values.get(name).and_then(Value::as_str).map(str::to_owned);
        step.summary = Some(outputs.summary.clone()).filter(|summary| !summary.is_empty());
        step.reply = text("reply").filter(|reply| !reply.is_empty());
        if step.kind == "edit" {
            let sent = self.sent.prompts.get(&node).map(|prompt| (*prompt).to_owned());
            let earlier = || self.made.earlier?.step(&own.id)?.prompt.clone();
            let sent = sent.or_else(earlier).or_else(|| step.prompt.clone());
            step.prompt = Some(sent.ok_or_else(|| format!("the prompt of `{}` is not on record", own.id))?);
        }
        let Some(snapshot) = &outputs.snapshot else { return Ok(()) };
        step.generated = snapshot.generated;
        let sent: Vec<Media> = outputs
            .values
            .get("media")
            .and_then(|media| serde_json::from_value(media.clone()).ok())
            .unwrap_or_default();
        self.media(node, step, snapshot, &sent);
        if let Some(hash) = &snapshot.draft {
            step.timeline = Some(self.timeline(node, step, hash)?);
        }
        Ok(())
    }

    /// Names the media that the step put into the session.
    fn media(&mut self, node: usize, step: &mut Step, snapshot: &Snapshot, sent: &[Media]) {
        let session = self.made.plan.nodes[node].session.clone();
        let upload = step.kind == "upload";
        let files = self.sent.files.get(&node).cloned().unwrap_or_default();
        for (at, media) in snapshot.media.iter().enumerate() {
            let seen = self.seen.entry(session.clone()).or_default();
            if let Some((_, seen)) = seen.listed.get_mut(at) {
                // Signed addresses differ from read to read.
                seen.url.clone_from(&media.url);
                continue;
            }
            let ours = sent.iter().find(|one| one.url == media.url || one.name == media.name);
            let mut media = media.clone();
            media.sha256 = ours.and_then(|one| one.sha256.clone()).or(media.sha256);
            let came = upload && media.sha256.as_ref().is_some_and(|sha256| files.contains(sha256.as_str()));
            let alias = self.named(&step.id, &media, !came);
            self.seen.entry(session.clone()).or_default().listed.push((alias.clone(), media));
            match (upload, ours) {
                (false, _) => step.made.push(alias),
                (true, None) if came => step.beside.push(alias),
                (true, _) => step.media.push(alias),
            }
        }
        // The same file may be there already, from an upload before.
        if upload && step.media.len() < sent.len() {
            let listed = self.seen.get(&session).map(|seen| seen.listed.as_slice()).unwrap_or_default();
            let alias =
                |one: &Media| listed.iter().find(|(_, media)| media.url == one.url).map(|(alias, _)| alias.clone());
            step.media = sent.iter().filter_map(alias).collect();
        }
    }

    /// The name of a medium in the lock; one that came from no input must be fetched.
    fn named(&mut self, step: &str, media: &Media, fetch: bool) -> String {
        let name = plain(if media.name.is_empty() { unsigned(&media.url) } else { &media.name });
        let earlier = self.made.earlier.into_iter().flat_map(|lock| lock.media.values());
        // What a locked run took from the folder for media came from no input either.
        let fetch = fetch || earlier.into_iter().any(|one| one.fetched && media.sha256.as_ref() == Some(&one.sha256));
        let sha256 =
            match self.made.fetched.get(&media.url).cloned().or_else(|| media.sha256.clone().filter(|_| !fetch)) {
                Some(sha256) => sha256,
                None => {
                    let want = Want {
                        step: step.to_owned(),
                        name: name.clone(),
                        url: media.url.clone(),
                        sha256: media.sha256.clone(),
                    };
                    self.wants.push(want);
                    media.url.clone()
                }
            };
        let same = |medium: &Medium, alias: &str| {
            medium.sha256 == sha256 && medium.fetched == fetch && medium.name.as_deref().unwrap_or(alias) == name
        };
        if let Some((alias, _)) = self.lock.media.iter().find(|(alias, medium)| same(medium, alias)) {
            return alias.clone();
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let mut aliases = std::iter::once(name.clone()).chain((2..).map(|n| format!("{stem}-{n}.{ending}")));
        let alias = aliases.find(|alias| !self.lock.media.contains_key(alias)).unwrap_or_else(|| name.clone());
        let other = (alias != name).then(|| name.clone());
        self.lock.media.insert(alias.clone(), Medium { fetched: fetch, name: other, sha256 });
        alias
    }

    /// Puts the timeline into the lock, with the lock's names for media.
    fn timeline(&mut self, node: usize, step: &mut Step, hash: &DraftHash) -> Result<DraftHash, String> {
        let own = &self.made.plan.nodes[node];
        let draft =
            self.made.drafts.load(hash).map_err(|error| format!("the timeline of `{}` is lost: {error}", own.id))?;
        let mut strangers = Vec::new();
        let draft = self.renamed(&own.session, &draft, &mut strangers);
        if strangers.is_empty() {
            let hash = draft.hash().clone();
            if self.hashes.insert(hash.clone()) {
                let after = own.id.clone();
                self.lock.timelines.push(Timeline { after, draft, sha256: hash.clone() });
            }
            return Ok(hash);
        }
        // An address that the backend put into its own draft is a medium that it does not list.
        for text in strangers {
            if !(text.starts_with("https://") || text.starts_with("http://")) {
                let shown = shortened(&one_line(&text), 120);
                return Err(format!(
                    "the timeline of `{}` reads from `{shown}`, which its session does not list",
                    own.id
                ));
            }
            if self.seen.get(&own.session).is_some_and(|seen| seen.all().any(|(_, media)| media.url == text)) {
                continue;
            }
            let media = Media { url: text, ..Media::default() };
            let alias = self.named(&step.id, &media, true);
            self.seen.entry(own.session.clone()).or_default().named.push((alias.clone(), media));
            step.made.push(alias);
        }
        self.timeline(node, step, hash)
    }

    fn renamed(&self, session: &str, draft: &Draft, strangers: &mut Vec<String>) -> Draft {
        let seen: Vec<&(String, Media)> = self.seen.get(session).map(|seen| seen.all().collect()).unwrap_or_default();
        let draft = draft.replaced(|word| {
            if word.is_shown() || word.text.is_empty() {
                return Ok(None);
            }
            let find = |same: &dyn Fn(&Media) -> bool| seen.iter().find(|(_, media)| same(media));
            let url = find(&|media| !media.url.is_empty() && unsigned(&media.url) == unsigned(word.text));
            let name = find(&|media| media.name == word.text);
            // A path in the editor's own sandbox stands for the one medium of that file name.
            let file = word.text.strip_prefix("/mnt/userdata/").and_then(|path| path.rsplit('/').next());
            let mut of_file = seen.iter().filter(|(_, media)| Some(media.name.as_str()) == file);
            let sandbox = of_file.next().filter(|_| of_file.next().is_none());
            let reference = name
                .map(|(alias, _)| Reference::Name(alias))
                .or(url.or(sandbox).map(|(alias, _)| Reference::Url(alias)));
            if reference.is_none() && word.looks_like_a_source() {
                strangers.push(word.text.to_owned());
            }
            Ok::<_, Infallible>(reference.map(Reference::text))
        });
        draft.unwrap_or_else(|never| match never {})
    }
}

/// An address without its query, which may be a signature.
fn unsigned(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}
