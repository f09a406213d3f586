//! The static plan: every step of the run, in an order in which they could run one by one, with
//! what each waits for.
//!
//! A plan is made from the expanded workflow alone, so that equal input gives an equal plan.

mod chain;
mod cycle;
mod defaults;
mod diff;
mod draw;
mod estimate;
mod identity;
mod names;
mod order;
mod recorded;
mod reduce;
mod show;
mod svg;
mod waiting;
mod writes;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::step::{Step, Text};
use crate::text::{Diagnostic, Span, side};
use crate::workflow::{self, Expanded, OnFailure, Retry, Scope, SessionSettings, Tree, Workflow};

pub use diff::diff;
pub use draw::{dot, mermaid};
pub use estimate::{Longest, costs, longest};
pub use names::context;
pub use recorded::recorded;
pub use show::{json, json_text, text};
pub use svg::svg;
pub use waiting::Waiting;

/// The ordered graph.
#[derive(Debug)]
pub struct Plan {
    pub workflow: String,
    /// Sorted: what a node needs stands before it.
    pub nodes: Vec<Node>,
    pub scopes: Vec<Scope>,
    pub sessions: BTreeMap<String, SessionSettings>,
    /// The uploads and edits of each session, in their order.
    pub changes: BTreeMap<String, Vec<usize>>,
    pub outputs: Vec<(String, Tree)>,
    pub budget: Option<f64>,
    pub waiting: Waiting,
}

/// What tells a plan from any other: the version of what is hashed, a dash, and hex of the SHA-256 of
/// all that a run of the plan depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanHash(pub String);

/// One step of the plan.
#[derive(Debug)]
pub struct Node {
    pub id: String,
    pub at: Span,
    pub name: Option<String>,
    pub session: String,
    /// What must end first, without what follows from these or from `inside`.
    pub needs: Vec<usize>,
    /// The case that it stands in: the branch's node and the case.
    pub inside: Option<(usize, usize)>,
    /// The last upload or edit of its session before it. One that was skipped is walked back over
    /// when the plan runs.
    pub sees: Option<usize>,
    pub scope: usize,
    pub when: Option<Box<Text>>,
    pub expect: Vec<Text>,
    pub retry: Retry,
    pub timeout: Option<Duration>,
    pub on_failure: OnFailure,
    /// The group whose failure stays inside.
    pub shelter: Option<usize>,
    pub folder: Arc<Path>,
    /// The prompt, file name or condition, with what is known filled in.
    pub shown: Option<String>,
    /// Credits, as the service's documents estimate them.
    pub estimate: f64,
    pub body: Arc<dyn Step>,
}

impl Node {
    /// What people call it.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

impl Plan {
    pub fn find(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }

    /// The values of a node's template that are known before the run: one text, or those of a list.
    pub fn known(&self, node: usize, text: &Text) -> Option<Vec<String>> {
        names::known(&self.scopes[self.nodes[node].scope], text)
    }

    /// What the node waits for: its needs, and the decision of the case that it stands in.
    pub fn waits(&self, node: usize) -> impl Iterator<Item = usize> {
        waits(&self.nodes[node])
    }

    /// What tells this plan from any other. It is made anew at each call, since few commands need it.
    pub fn hash(&self) -> PlanHash {
        identity::hash(self)
    }

    /// Whether this is the plan of which a run recorded the hash and the JSON. A hash that was made of
    /// something else than this version hashes tells nothing, and then the JSON does.
    ///
    /// # Errors
    /// In words, the first thing that differs.
    pub fn is(&self, hash: &PlanHash, recorded: &serde_json::Value) -> Result<(), String> {
        identity::is(self, hash, recorded)
    }

    /// The credits that a run may cost, if every step runs.
    pub fn estimate(&self) -> f64 {
        self.nodes.iter().map(|node| node.estimate).sum()
    }
}

fn waits(own: &Node) -> impl Iterator<Item = usize> {
    let decision = own.inside.map(|(branch, _)| branch).filter(|branch| !own.needs.contains(branch));
    own.needs.iter().copied().chain(decision)
}

/// Who waits for each node.
fn waiting(nodes: &[Node]) -> Waiting {
    Waiting::new(nodes.len(), |at| waits(&nodes[at]))
}

/// What people see of each unit.
fn shown(scopes: &[Scope], units: &[workflow::Unit]) -> Vec<Option<String>> {
    let of = |unit: &workflow::Unit| unit.body.shown().map(|text| names::shown(&scopes[unit.scope], text));
    let parts = side::stretches(units, |units| units.iter().map(of).collect::<Vec<_>>());
    parts.into_iter().flatten().collect()
}

/// Makes the plan of an expanded workflow.
///
/// # Errors
/// Names in `needs` that mean nothing, cycles, each named whole, and outputs that two exports can
/// write.
pub fn build(workflow: &Workflow, expanded: Expanded) -> Result<Plan, Vec<Diagnostic>> {
    // What is shown is no matter of the order, and templates take their time.
    let (order, mut shown) = side::both(
        side::is_long(expanded.units.len()),
        || order::order(&expanded),
        || shown(&expanded.scopes, &expanded.units),
    );
    let order::Order { sorted, needs, sees, changes } = order?;
    let place: Vec<usize> = {
        let mut place = vec![0; sorted.len()];
        sorted.iter().enumerate().for_each(|(at, unit)| place[*unit] = at);
        place
    };
    let Expanded { units, mut scopes, sessions, outputs, .. } = expanded;
    for scope in &mut scopes {
        scope.names.values_mut().for_each(|named| names::moved(named, &place));
    }
    let mut slots: Vec<Option<workflow::Unit>> = units.into_iter().map(Some).collect();
    let mut edited: BTreeMap<String, bool> = BTreeMap::new();
    let mut nodes = Vec::with_capacity(sorted.len());
    for unit in &sorted {
        let own = slots[*unit].take().expect("the order names each unit once");
        let shown = shown[*unit].take();
        let first = own.body.kind() == "edit" && edited.insert(own.session.clone(), true).is_none();
        let mut needs: Vec<usize> = needs[*unit].iter().map(|unit| place[*unit]).collect();
        needs.sort_unstable();
        nodes.push(Node {
            id: own.id,
            at: own.at,
            name: own.name,
            session: own.session,
            needs,
            inside: own.inside.map(|(unit, case)| (place[unit], case)),
            sees: sees[*unit].map(|unit| place[unit]),
            scope: own.scope,
            when: own.when,
            expect: own.expect,
            retry: own.retry,
            timeout: own.timeout,
            on_failure: own.on_failure,
            shelter: own.shelter,
            folder: own.folder,
            estimate: own.body.estimate(first, shown.as_deref().unwrap_or("")),
            shown,
            body: own.body,
        });
    }
    let changes =
        changes.into_iter().map(|(name, list)| (name, list.iter().map(|unit| place[*unit]).collect())).collect();
    let plan = Plan {
        workflow: workflow.name.clone(),
        waiting: waiting(&nodes),
        nodes,
        scopes,
        sessions,
        changes,
        outputs,
        budget: workflow.budget,
    };
    let twice = writes::twice(&plan);
    if !twice.is_empty() {
        return Err(twice);
    }
    Ok(plan)
}
