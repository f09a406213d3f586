//! The folder of a run, as it is before the first record.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::{Here, Inputs};
use crate::journal::Folder;
use crate::plan::Plan;

/// Makes the run's folder with everything that resuming it takes.
pub fn begin(
    here: &Here,
    id: &str,
    (root, texts): (&Path, &[(PathBuf, Arc<String>)]),
    plan: &Plan,
    inputs: &Inputs,
) -> std::io::Result<Folder> {
    hide(here)?;
    let folder = Folder::create(&here.runs, id)?;
    let text = |value: &serde_json::Value| serde_json::to_vec_pretty(value).unwrap_or_default();
    if let Some((path, workflow)) = texts.first() {
        folder.put("workflow.yaml", workflow.as_bytes())?;
        folder.put("files.json", &text(&serde_json::json!({ "root": root, "workflow": path, "texts": texts })))?;
    }
    folder.put("inputs.json", &text(&serde_json::to_value(inputs)?))?;
    folder.put("plan.json", &text(&crate::plan::json(plan, "")))?;
    Ok(folder)
}

/// Makes the folder of runs, and keeps what flow keeps out of git.
pub fn hide(here: &Here) -> std::io::Result<()> {
    std::fs::create_dir_all(&here.runs)?;
    let hidden = here.hidden();
    if hidden.is_dir() && !hidden.join(".gitignore").exists() {
        std::fs::write(hidden.join(".gitignore"), "*\n")?;
    }
    Ok(())
}
