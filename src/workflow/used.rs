//! Used workflows: another file's steps in the place of one step, in sessions and a scope of their own.

use std::sync::Arc;

use super::expand::{Expand, Frame, Item, Needs, Sessions, trouble, whole};
use super::scope::{Named, Values};
use super::values::vars;
use super::{BackendKind, StepDecl, Tree, Workflow, bind};
use crate::text::{Diagnostic, Span};

/// A step's use of another workflow, by the name in that step.
pub(super) struct Use {
    pub at: Span,
    pub named: String,
    pub workflow: Arc<Workflow>,
}

/// The backend and the budget of a run: what the used workflows need and allow holds for the whole.
pub(super) fn whole_run(
    uses: &[Use],
    mut backend: Option<BackendKind>,
    mut budget: Option<f64>,
    found: &mut Vec<Diagnostic>,
) -> (Option<BackendKind>, Option<f64>) {
    for Use { at, named, workflow } in uses {
        budget = [budget, workflow.budget].into_iter().flatten().reduce(f64::min);
        if backend.is_some() && workflow.backend.is_some() && backend != workflow.backend {
            let message = format!("`{named}` needs another backend than the rest of this recipe");
            let help = "one run goes to one backend; take it out, or mend the `backend` of one of the two";
            found.push(Diagnostic::error("other_backend", *at, message).help(help));
        }
        backend = backend.or(workflow.backend);
    }
    (backend, budget)
}

impl Expand {
    /// The used workflow's steps. Its `when` is decided on the caller's timeline, since its own is
    /// empty before it; everything inside waits for what it is given.
    pub fn used(
        &mut self,
        step: &StepDecl,
        workflow: &Arc<Workflow>,
        with: &[(String, Span, Tree)],
        frame: &Frame<'_>,
        id: String,
        needs: Option<Needs>,
    ) -> Option<(Named, Item)> {
        let values = self.given(workflow, with, frame.scope)?;
        // A used workflow sees nothing of its caller but what it is given.
        let scope = self.scope(None, values, None, None);
        let main = step.common.session.as_ref().map(|_| self.session(step, frame));
        // The caller's session keeps the caller's settings, whichever file uses it first.
        if let Some(main) = &main {
            self.noted(main, frame);
        }
        let mut inner = Frame {
            scope,
            prefix: format!("{id}."),
            session: String::new(),
            sessions: Sessions { decls: &workflow.sessions, prefix: format!("{id}."), main },
            inside: frame.inside,
            shelter: self.sheltered(step, frame),
            retry: step.common.retry.clone().or_else(|| frame.retry.clone()),
            timeout: step.common.timeout.or(frame.timeout),
            folder: workflow.folder.as_path().into(),
        };
        inner.session = inner.sessions.name("main");
        let decision = self.decision(step, frame, id, needs.clone());
        inner.inside = decision.map(|unit| (unit, 0)).or(frame.inside);
        let start = self.out.units.len();
        let items = self.steps(&workflow.steps, &inner);
        let outputs = workflow.outputs.iter().map(|(name, _, tree)| (name.clone(), tree.clone())).collect();
        let given = with.iter().flat_map(|(_, _, tree)| tree.texts());
        let given = given.filter(|text| !text.reads().is_empty()).map(|text| (frame.scope, text.clone())).collect();
        Some((Named::Used(scope, Arc::new(outputs)), self.held(whole(decision, items), start, needs, given)))
    }

    /// The values of a used workflow's inputs, as far as they are known.
    fn given(&mut self, workflow: &Workflow, with: &[(String, Span, Tree)], scope: usize) -> Option<Arc<Values>> {
        let mut values = Values::new(workflow);
        for input in &workflow.inputs {
            let Some((_, at, tree)) = with.iter().find(|(name, _, _)| *name == input.name) else {
                values.inputs.insert(input.name.clone(), input.default.clone());
                continue;
            };
            let here = &self.out.scopes[scope];
            let known = tree.texts().iter().all(|text| text.reads().iter().all(|read| here.knows(read)));
            let value = if known {
                let value = tree.value(&here.context()).map_err(|(at, problem)| trouble(at, problem));
                let bound = value.and_then(|value| {
                    bind(input, &value).map_err(|(what, help)| {
                        Diagnostic::error("bad_input", *at, format!("the input `{}` {what}", input.name))
                            .maybe_help(help)
                    })
                });
                match bound {
                    Ok(value) => Some(value),
                    Err(diagnostic) => {
                        self.found.push(diagnostic);
                        return None;
                    }
                }
            } else {
                values.late_inputs.insert(input.name.clone(), (scope, tree.clone()));
                None
            };
            values.inputs.insert(input.name.clone(), value);
        }
        match vars(workflow, values) {
            Ok(values) => Some(values),
            Err(found) => {
                self.found.extend(found);
                None
            }
        }
    }
}
