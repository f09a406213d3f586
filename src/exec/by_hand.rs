//! A step that a person did, or vouches for: what it gives is what stands there now.

use std::io;
use std::path::Path;

use crate::backend::client::Client;
use crate::draft::{Drafts, Reading, sha256_file};
use crate::outcome::{Artifact, Failure, Outputs};
use crate::plan::Plan;
use crate::run::RunState;
use crate::step::edited;

/// Why it cannot be told.
#[derive(Debug)]
pub enum ByHand {
    Unreadable(io::Error),
    Unknown(Failure),
}

/// What a step that was done by hand gives.
///
/// # Errors
/// Where its file cannot be read, or the backend does not tell the timeline.
pub async fn by_hand(
    client: &Client,
    drafts: &dyn Drafts,
    past: (&Plan, &RunState),
    node: usize,
    path: Option<&Path>,
) -> Result<Outputs, ByHand> {
    let mut outputs = Outputs { summary: "taken as done by hand".into(), ..Outputs::default() };
    let (plan, state) = past;
    if let Some(path) = path {
        let bytes = std::fs::metadata(path).map(|found| found.len()).unwrap_or(0);
        let sha256 = sha256_file(path).map_err(ByHand::Unreadable)?;
        outputs.values.insert("path".into(), path.display().to_string().into());
        outputs.values.insert("bytes".into(), bytes.into());
        outputs.values.insert("sha256".into(), sha256.clone().into());
        outputs.artifacts.push(Artifact { path: path.to_owned(), bytes, sha256, seconds: None });
    }
    if plan.nodes[node].body.changes()
        && let Some(session) = state.sessions.get(&plan.nodes[node].session)
    {
        let now = client.state(&session.id).await.map_err(|error| ByHand::Unknown(error.failure))?;
        if let Some(draft) = &now.draft {
            drafts.keep(draft).map_err(ByHand::Unreadable)?;
        }
        let media = serde_json::to_value(&now.media).unwrap_or_default();
        let now = Reading::new(now.snapshot(), now.draft);
        if plan.nodes[node].body.kind() == "edit" {
            let before = seen(drafts, plan, state, node).map_err(ByHand::Unreadable)?;
            let summary = outputs.summary;
            outputs = Outputs { summary, ..edited(&before, String::new(), now, Vec::new()) };
        } else {
            outputs.snapshot = Some(now.snapshot);
            outputs.values.insert("media".into(), media);
        }
    }
    Ok(outputs)
}

/// The timeline as the step would have found it.
fn seen(drafts: &dyn Drafts, plan: &Plan, state: &RunState, node: usize) -> io::Result<Reading> {
    let last = state.seen(plan, node).and_then(|last| state.outputs(last)?.snapshot.clone()).unwrap_or_default();
    let draft = last.draft.as_ref().map(|hash| drafts.load(hash)).transpose()?;
    Ok(Reading::new(last, draft))
}
