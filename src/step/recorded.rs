//! A step of which only the record is left: it is shown, and never performed.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::{Ctx, KINDS, Performed, Step, Text};
use crate::outcome::{Code, Failure};
use crate::template::Shape;

#[derive(Debug)]
struct Recorded {
    kind: &'static str,
}

/// A step of the kind that the record names, where there is such a kind.
pub fn recorded(kind: &str) -> Option<Arc<dyn Step>> {
    let known = KINDS.iter().find(|known| known.name == kind)?;
    Some(Arc::new(Recorded { kind: known.name }))
}

impl Step for Recorded {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn texts(&self) -> Vec<(&Text, bool)> {
        Vec::new()
    }

    fn changes(&self) -> bool {
        matches!(self.kind, "upload" | "edit")
    }

    fn gives(&self) -> Shape {
        Shape::Any
    }

    fn shown(&self) -> Option<&Text> {
        None
    }

    fn perform<'a>(&'a self, _: &'a Ctx) -> BoxFuture<'a, Performed> {
        // Nobody asks for it: such a plan is refused before a run goes on.
        let failure = Failure::new(Code::MalformedRequest, "only the record of the step is left");
        Box::pin(async move { Err(failure.into()) })
    }
}
