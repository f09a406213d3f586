//! What can be read of each step, and when it may be missing.

use compact_str::CompactString;
use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::{Body, StepDecl, Workflow};
use crate::template::Shape;
use crate::text::Span;

/// A case of a branch: where the branch stands, what it is called, and which case.
pub type Case = (Span, String, usize);

/// The steps of one scope by their ids, in the order of the file.
pub type Entries = ById<Entry>;

/// Things by the ids of a scope, in the order of the file.
pub type ById<T> = IndexMap<CompactString, T, RandomState>;

#[derive(Debug, Clone)]
pub struct Entry {
    pub shape: Shape,
    pub own_when: bool,
    /// The branch cases that it stands in, within its scope.
    pub cases: Vec<Case>,
    /// For groups: the steps inside.
    pub inner: Entries,
}

/// The outermost scope. A step that could not be read is there for those that name it, wherever it stands:
/// its own mistake is told already.
pub fn outermost(workflow: &Workflow) -> Entries {
    let mut out = entries(&workflow.steps);
    for id in &workflow.unread {
        let unknown = Entry { shape: Shape::Any, own_when: false, cases: Vec::new(), inner: ById::default() };
        out.entry(id.clone()).or_insert(unknown);
    }
    out
}

/// The steps that a scope's ids name; a branch's cases share the scope.
pub fn entries(steps: &[StepDecl]) -> Entries {
    let mut out = ById::with_capacity_and_hasher(steps.len(), RandomState::default());
    collect(steps, &mut Vec::new(), &mut out);
    out
}

fn collect(steps: &[StepDecl], cases: &mut Vec<Case>, out: &mut Entries) {
    for step in steps {
        let (mut shape, inner) = match &step.body {
            Body::Do(body) | Body::Branch(body, _) => (body.gives(), ById::default()),
            Body::Group(steps) => {
                let inner = entries(steps);
                (record(&inner, &[]), inner)
            }
            // Whether a step inside may be skipped is the used workflow's affair.
            Body::Use { workflow, .. } => {
                let outputs: Vec<_> = workflow.outputs.iter().map(|(name, _, _)| (name.clone(), Shape::Any)).collect();
                (record(&entries(&workflow.steps), &outputs), ById::default())
            }
        };
        if step.common.for_each.is_some() {
            shape = if step.common.key.is_some() { Shape::mapping(shape) } else { Shape::list(shape) };
        }
        // In a loop, a condition belongs to each repetition.
        let own_when = step.common.when.is_some();
        out.insert(step.id.clone(), Entry { shape, own_when, cases: cases.clone(), inner });
        if let Body::Branch(_, inner) = &step.body {
            for (index, case) in inner.iter().enumerate() {
                cases.push((step.at, step.id.to_string(), index));
                collect(case, cases, out);
                cases.pop();
            }
        }
    }
}

fn record(inner: &Entries, outputs: &[(String, Shape)]) -> Shape {
    let steps = inner.iter().filter(|(name, _)| !outputs.iter().any(|(output, _)| output == *name));
    Shape::fields(
        outputs.iter().cloned().chain(steps.map(|(name, entry)| (name.to_string(), entry.shape.clone()))).collect(),
    )
}
