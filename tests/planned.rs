//! Plans made from text, without a disk.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use flow::plan::Plan;
use flow::text::to_text;
use flow::workflow::{Given, Stored, expand, fill, load};

pub fn plan(text: &str) -> Arc<Plan> {
    try_plan(text).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

pub fn try_plan(text: &str) -> Result<Arc<Plan>, String> {
    planned(Path::new("/project"), text)
}

/// The plan of a recipe that lies in `folder`.
pub fn planned(folder: &Path, text: &str) -> Result<Arc<Plan>, String> {
    let path = folder.join("test.yaml");
    let files = Stored { root: folder.to_owned(), texts: BTreeMap::from([(path.clone(), Arc::new(text.to_owned()))]) };
    let loaded = load(&path, "test.yaml", &files, 10_000);
    let drawn = |found: &[flow::text::Diagnostic]| to_text(found, &loaded.sources, false);
    let Some(workflow) = &loaded.workflow else { return Err(drawn(&loaded.diagnostics)) };
    let values = fill(workflow, &Given::default(), &|_| None, false).map_err(|found| drawn(&found))?;
    let expanded = expand(workflow, values, 10_000).map_err(|found| drawn(&found))?;
    flow::plan::build(workflow, expanded).map(Arc::new).map_err(|found| drawn(&found))
}
