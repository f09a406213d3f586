//! A plan as a run recorded it, for showing what the run did where its recipe can no longer be planned
//! as it was. Nobody runs such a plan.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::{Node, Plan, waiting};
use crate::step;
use crate::workflow::{OnFailure, Retry, Scope, SessionSettings};

#[derive(Deserialize)]
struct Recorded {
    workflow: String,
    sessions: Vec<Session>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Session {
    name: String,
    language: String,
    task_name: String,
}

#[derive(Deserialize)]
struct Step {
    id: String,
    kind: String,
    session: String,
    needs: Vec<String>,
    inside: Option<String>,
    name: Option<String>,
    prompt: Option<String>,
    from: Option<String>,
    to: Option<String>,
    that: Option<String>,
    on_failure: Option<String>,
}

/// The plan that [`super::json`] wrote, of at most `max_steps` steps.
///
/// # Errors
/// In words, where it is none.
pub fn recorded(json: &Value, max_steps: usize) -> Result<Plan, String> {
    let recorded = Recorded::deserialize(json).map_err(|error| error.to_string())?;
    if recorded.steps.len() > max_steps {
        return Err(format!("it has {} steps, and {max_steps} are allowed", recorded.steps.len()));
    }
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut changes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut nodes: Vec<Node> = Vec::new();
    for (place, own) in recorded.steps.iter().enumerate() {
        // A step waits for what stands above it, so that no circle can be told.
        let find = |id: &str| places.get(id).copied().ok_or_else(|| format!("`{}` waits for no step `{id}`", own.id));
        let needs = own.needs.iter().map(|id| find(id)).collect::<Result<Vec<_>, _>>()?;
        let inside = own.inside.as_deref().map(|inside| {
            let (branch, case) = inside.rsplit_once('.').ok_or_else(|| format!("`{inside}` is no case"))?;
            Ok::<_, String>((find(branch)?, case.parse().map_err(|_| format!("`{inside}` is no case"))?))
        });
        let body = step::recorded(&own.kind).ok_or_else(|| format!("there is no kind of step `{}`", own.kind))?;
        let session = changes.entry(own.session.clone()).or_default();
        let sees = session.last().copied();
        if body.changes() {
            session.push(place);
        }
        nodes.push(Node {
            id: own.id.clone(),
            at: Default::default(),
            name: own.name.clone(),
            session: own.session.clone(),
            needs,
            inside: inside.transpose()?,
            sees,
            scope: 0,
            when: None,
            expect: Vec::new(),
            retry: Retry::default(),
            timeout: None,
            on_failure: if own.on_failure.as_deref() == Some("warn") { OnFailure::Warn } else { OnFailure::Fail },
            shelter: None,
            folder: Arc::from(Path::new("")),
            shown: [&own.prompt, &own.from, &own.to, &own.that].into_iter().flatten().next().cloned(),
            estimate: 0.0,
            body,
        });
        places.insert(&own.id, place);
    }
    let scope = Scope { parent: None, names: Default::default(), values: Arc::default(), item: None, index: None };
    let mut plan = Plan {
        workflow: recorded.workflow,
        waiting: waiting(&nodes),
        nodes,
        scopes: vec![scope],
        sessions: BTreeMap::new(),
        changes,
        outputs: Vec::new(),
        budget: None,
    };
    let settings = |Session { name, language, task_name }| (name, SessionSettings { language, task_name });
    plan.sessions = recorded.sessions.into_iter().map(settings).collect();
    Ok(plan)
}
