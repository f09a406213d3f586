//! `flow lock`: pins what a run's edits gave; and the lock that `flow run --locked` goes by.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::args::Lock as Args;
use super::backend::{Backend, Choice};
use super::exit::{Ended, Stop};
use super::out;
use super::past::{Past, chosen, open, which};
use super::source::{Here, Prepared};
use crate::draft::{sha256_file, sha256_hex};
use crate::journal::{Folder, durable};
use crate::lock::{LIMIT, Lock, Locked, read};
use crate::outcome::{Code, Failure};
use crate::report::lock::{Made, Want, make};
use crate::report::people::count;
use crate::report::pinned::{Difference, differences, inputs, other_inputs};
use crate::run::RunState;
use crate::step::{footage_problem, is_url};
use crate::text::Diagnostic;
use crate::text::escape::one_line;

/// The lock of a locked run, in its folder.
const OWN: &str = "locked.json";

pub fn lock(args: &Args) -> Ended {
    let here = Here::new(&args.common, vec![("backend", args.backend.clone())])?;
    let id = which(&here, &args.run)?;
    let folder = Folder::look(here.runs.join(&id));
    let past = open(&here, &id, &folder)?.sure()?;
    let path = place(&here, &past, args.lock.as_deref())?;
    let media = media_folder(&here, args.media.as_deref())?;
    let state = RunState::fold(&past.plan, &past.events);
    let earlier = of_run(&folder, &past)?;
    let backend = if Choice::word_is_local(&past.settings.backend) { "local" } else { "cloud" };
    let made = |fetched: &BTreeMap<String, String>| {
        let made = make(&Made {
            plan: &past.plan,
            state: &state,
            events: &past.events,
            drafts: &folder,
            backend,
            files: files(&past.root, &past.texts),
            inputs: inputs(&past.inputs.values, &past.inputs.hashes),
            earlier: earlier.as_ref(),
            fetched,
        });
        made.map_err(|what| {
            let found = Diagnostic::error("cannot_lock", None, format!("the run {} cannot be locked: {what}", past.id));
            Stop::wrong(found.help("only what its uploads and edits gave can be pinned: `flow resume` goes on with it"))
        })
    };
    let lock = match made(&BTreeMap::new())? {
        Ok(lock) => lock,
        Err(wants) => {
            let fetched = fetch(&here, &past, &wants, &media)?;
            made(&fetched)?.map_err(|_| anyhow::anyhow!("the run's media changed while they were fetched"))?
        }
    };
    durable(&path, lock.text().as_bytes())
        .map_err(|error| anyhow::anyhow!("{} cannot be written: {error}", path.display()))?;
    let shown = |path: &Path| path.strip_prefix(&here.cwd).unwrap_or(path).display().to_string();
    if args.json {
        let pinned = pinned(&past.id, &lock, shown(&path), &shown(&media));
        out::result(&(serde_json::to_string_pretty(&pinned).unwrap_or_default() + "\n"));
        return Ok(0);
    }
    out::result(&format!("{}\n", shown(&path)));
    let edits = lock.steps.iter().filter(|step| step.kind == "edit" && step.timeline.is_some()).count();
    let kept = lock.media.values().filter(|medium| medium.fetched).count();
    let kept = match kept {
        0 => String::new(),
        kept => {
            format!("; {} kept in {}", count(kept, "file"), shown(&media))
        }
    };
    out::say(&format!("{} locked{kept}; a run with --locked sends no prompt\n", count(edits, "edit")));
    Ok(0)
}

/// What `flow lock --json` prints.
fn pinned(run: &str, lock: &Lock, path: String, folder: &str) -> Value {
    let edits = lock.steps.iter().filter(|step| step.kind == "edit");
    let edits = edits.filter_map(|step| Some(json!({ "id": step.id, "timeline": step.timeline.as_ref()? })));
    let media = lock.media.iter().map(|(alias, medium)| {
        let kept = medium.fetched.then(|| format!("{folder}/{}", medium.sha256));
        json!({ "name": lock.name(alias), "sha256": medium.sha256, "kept": kept })
    });
    json!({
        "format_version": 1, "run_id": run, "workflow": lock.workflow, "backend": lock.backend, "lock": path,
        "edits": edits.collect::<Vec<_>>(), "media": media.collect::<Vec<_>>(),
    })
}

/// Where the lock goes: beside the workflow, or where the person says.
fn place(here: &Here, past: &Past, named: Option<&Path>) -> Result<PathBuf, Stop> {
    let path = match named {
        Some(named) => here.cwd.join(named),
        // The run's folder tells where the workflow lies, and it may have come from anywhere.
        None => {
            let workflow = past.texts.first().map(|(path, _)| path.clone()).unwrap_or_default();
            let folder = workflow.parent().and_then(|folder| folder.canonicalize().ok()).unwrap_or_default();
            let root = here.root.canonicalize().unwrap_or_else(|_| here.root.clone());
            if !folder.starts_with(&root) {
                let found = Diagnostic::error("path_outside", None, "the run's workflow lies outside the project");
                return Err(Stop::wrong(found.help("say where the lock goes: --lock FILE")));
            }
            beside(&workflow)
        }
    };
    if path.symlink_metadata().is_ok() && bytes(&path).and_then(|bytes| shape(&bytes)).is_err() {
        let found =
            Diagnostic::error("output_in_the_way", None, format!("{} is in the way, and is no lock", path.display()));
        return Err(Stop::wrong(found.help("move it away, or say where the lock goes: --lock FILE")));
    }
    Ok(path)
}

/// Whether a file may be replaced by a lock: it is one, of whatever version.
fn shape(bytes: &[u8]) -> Result<(), String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if value["format_version"].is_u64() && value["timelines"].is_array() { Ok(()) } else { Err("no lock".into()) }
}

/// `captions.lock.json` for `captions.yaml`.
fn beside(workflow: &Path) -> PathBuf {
    workflow.with_extension("lock.json")
}

/// Where media lie that came from no input. The folder that nobody named is not followed elsewhere.
fn media_folder(here: &Here, named: Option<&Path>) -> Result<PathBuf, Stop> {
    if let Some(named) = named {
        return Ok(here.cwd.join(named));
    }
    let folder = here.hidden().join("media");
    match [here.hidden(), folder.clone()].into_iter().find(|path| path.is_symlink()) {
        None => Ok(folder),
        Some(link) => {
            let what = format!("{} is a link, which is not followed", link.display());
            Err(Stop::wrong(Diagnostic::error("locked_media", None, what).help("name the folder with --media DIR")))
        }
    }
}

/// The hashes of a workflow's files, by their path below the root.
fn files(root: &Path, texts: &[(PathBuf, Arc<String>)]) -> BTreeMap<String, String> {
    let below = |path: &Path| path.strip_prefix(root).map(Path::to_owned).unwrap_or_else(|_| path.into());
    texts.iter().map(|(path, text)| (below(path).display().to_string(), sha256_hex(text.as_bytes()))).collect()
}

/// Fetches the media that came from no input, each under its hash.
fn fetch(here: &Here, past: &Past, wants: &[Want], folder: &Path) -> Result<BTreeMap<String, String>, Stop> {
    let mut fetched = BTreeMap::new();
    let kept = |want: &Want| want.sha256.clone().filter(|sha256| proven(folder, sha256).is_ok());
    for want in wants {
        fetched.extend(kept(want).map(|sha256| (want.url.clone(), sha256)));
    }
    let missing: Vec<&Want> = wants.iter().filter(|want| !fetched.contains_key(&want.url)).collect();
    if missing.is_empty() {
        return Ok(fetched);
    }
    let choice = chosen(here, past)?;
    let hidden = here.hidden();
    std::fs::create_dir_all(folder).map_err(|error| anyhow::anyhow!("{} cannot be made: {error}", folder.display()))?;
    if hidden.is_dir() && !hidden.join(".gitignore").exists() {
        let _ = std::fs::write(hidden.join(".gitignore"), "*\n");
    }
    super::runtime()?.block_on(async {
        let backend = Backend::start(here, &choice, 1, None).await?;
        for want in missing {
            let sha256 = one(&backend, want, folder).await?;
            fetched.insert(want.url.clone(), sha256);
        }
        backend.stop().await;
        Ok(fetched)
    })
}

async fn one(backend: &Backend, want: &Want, folder: &Path) -> Result<String, Stop> {
    let failed = |why: String| {
        let message = format!("`{}` of the step `{}` cannot be fetched: {why}", one_line(&want.name), want.step);
        Failure::new(Code::DownloadFailed, message)
            .fix("the session may be gone: run the recipe anew, then lock that run")
    };
    if want.url.is_empty() {
        return Err(failed("the backend gives no address for it".into()).into());
    }
    let key = sha256_hex(want.url.as_bytes());
    let to = folder.join(format!("{key}.new"));
    let ending = want.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let came = backend.client.download(&key, Some(&want.url), &to, ending, &|_, _| {}).await;
    let came = came.map_err(|error| failed(error.failure.message))?;
    if want.sha256.as_ref().is_some_and(|sha256| *sha256 != came.sha256) {
        let _ = std::fs::remove_file(&to);
        return Err(failed("what came is not what the backend says that it is".into()).into());
    }
    std::fs::rename(&to, folder.join(&came.sha256)).map_err(|error| failed(error.to_string()))?;
    Ok(came.sha256)
}

/// Whether the folder holds the medium of this hash, as a file of its own and no link.
fn proven(folder: &Path, sha256: &str) -> Result<(), String> {
    let path = folder.join(sha256);
    match path.symlink_metadata() {
        Err(_) => Err("is not there".into()),
        Ok(found) if !found.is_file() => Err("is no regular file".into()),
        Ok(_) => match sha256_file(&path) {
            Ok(is) if is == sha256 => Ok(()),
            Ok(_) => Err("is another file than the one that was locked".into()),
            Err(error) => Err(format!("cannot be read: {error}")),
        },
    }
}

/// The lock that a run is to go by, held against everything that is known before the run.
///
/// # Errors
/// Where there is none, where it is none, and where the recipe or an input is another one.
pub fn take(
    here: &Here,
    prepared: &mut Prepared,
    choice: &Choice,
    (named, media): (Option<&Path>, Option<&Path>),
) -> Result<Locked, Stop> {
    let workflow = prepared.texts.first().map(|(path, _)| path.clone()).unwrap_or_default();
    let path = named.map_or_else(|| beside(&workflow), |named| here.cwd.join(named));
    let shown = path.strip_prefix(&here.cwd).unwrap_or(&path).display().to_string();
    if path.symlink_metadata().is_err() {
        let found = Diagnostic::error("no_lock", None, format!("there is no lock `{shown}`"));
        return Err(Stop::wrong(found.help("run the recipe once, then make one: flow lock last")));
    }
    let lock = self::named(&path, &shown)?;
    let local = lock.backend == "local";
    if (local && *choice == Choice::Cloud) || (!local && choice.is_local()) {
        let found =
            Diagnostic::error("other_backend", None, format!("`{shown}` was made on the backend {}", lock.backend));
        return Err(Stop::wrong(found.help(format!("run it with --backend {}", lock.backend))));
    }
    prepared.inputs.hash()?;
    let mut found = differences(&prepared.plan, &lock);
    found.extend(other_inputs(&inputs(&prepared.inputs.values, &prepared.inputs.hashes), &lock.inputs));
    if found.is_empty() {
        found.extend(other_files(prepared, &lock, choice.is_local()));
    }
    if !found.is_empty() {
        let told = |Difference { node, what }: Difference| {
            let at = node
                .map(|node| &prepared.plan.nodes[node])
                .map(|node| node.body.shown().map_or(node.at, |text| text.at));
            Diagnostic::error("lock_differs", at, what)
                .help("run it without --locked, look at the result, then: flow lock last")
        };
        return Err(Stop::Wrong(found.into_iter().map(told).collect(), Box::new(prepared.sources.clone())));
    }
    let texts = files(&prepared.root, &prepared.texts);
    if !texts.values().all(|hash| lock.files.values().any(|other| other == hash)) {
        out::say("the recipe's text has changed since it was locked, in nothing that a step says\n");
    }
    with_media(here, lock, media)
}

/// The lock that a run which is taken up again goes by; none where it was no locked one.
pub fn again(here: &Here, folder: &Folder, past: &Past, media: Option<&Path>) -> Result<Option<Locked>, Stop> {
    of_run(folder, past)?.map(|lock| with_media(here, lock, media)).transpose()
}

/// Puts the lock into the run's folder, so that resuming goes by the same one.
pub fn keep(folder: &Folder, locked: &Locked) -> std::io::Result<()> {
    folder.put(OWN, locked.lock.text().as_bytes())
}

/// By which the journal knows the lock again.
pub fn hash(locked: &Locked) -> String {
    sha256_hex(locked.lock.text().as_bytes())
}

fn of_run(folder: &Folder, past: &Past) -> Result<Option<Lock>, Stop> {
    let Some(hash) = &past.settings.locked else { return Ok(None) };
    let bytes = bytes(&folder.path().join(OWN)).map_err(|what| bad(OWN, &what))?;
    if sha256_hex(&bytes) != *hash {
        return Err(bad(OWN, "it is not the one that the run began with"));
    }
    read(&bytes).map(Some).map_err(|what| bad(OWN, &what))
}

fn bad(shown: &str, what: &str) -> Stop {
    let found = Diagnostic::error("bad_lock", None, format!("`{shown}` cannot be used as a lock: {}", one_line(what)));
    Stop::wrong(found.help("`flow lock RUN` writes one anew; a lock is not edited by hand"))
}

/// The lock in a file, which people know as `shown`.
pub fn named(path: &Path, shown: &str) -> Result<Lock, Stop> {
    bytes(path).and_then(|bytes| read(&bytes)).map_err(|what| bad(shown, &what))
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let found = path.metadata().map_err(|error| error.to_string())?;
    if !found.is_file() {
        return Err("it is no regular file".into());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn with_media(here: &Here, lock: Lock, media: Option<&Path>) -> Result<Locked, Stop> {
    let folder = media_folder(here, media)?;
    let place = folder.strip_prefix(&here.cwd).unwrap_or(&folder).display().to_string();
    let mut found = Vec::new();
    for (alias, medium) in lock.media.iter().filter(|(_, medium)| medium.fetched) {
        if let Err(what) = proven(&folder, &medium.sha256) {
            let help =
                "`flow lock RUN` fetches it where the run was made; name the folder that holds it with --media DIR";
            let what = format!("`{}` of the lock, {place}/{}, {what}", one_line(alias), medium.sha256);
            found.push(Diagnostic::error("locked_media", None, what).help(help));
        }
    }
    if found.is_empty() { Ok(Locked { lock, media: folder }) } else { Err(Stop::Wrong(found, Box::default())) }
}

/// The files that the recipe itself uploads, and those that lay beside, as far as they are known.
fn other_files(prepared: &Prepared, lock: &Lock, local: bool) -> Vec<Difference> {
    let plan = &prepared.plan;
    let mut found = Vec::new();
    for (node, own) in plan.nodes.iter().enumerate().filter(|(_, own)| own.body.kind() == "upload") {
        let Some(step) = lock.step(&own.id).filter(|step| !step.skipped && step.failed.is_none()) else { continue };
        let names: Option<Vec<Vec<String>>> =
            own.body.texts().into_iter().map(|(text, _)| plan.known(node, text)).collect();
        let Some(names) = names.map(|names| names.concat()) else { continue };
        let mut differs = |what: String| found.push(Difference { node: Some(node), what });
        if names.len() != step.media.len() {
            differs(format!("`{}` sent {} and sends {}", own.id, count(step.media.len(), "file"), names.len()));
            continue;
        }
        let mut folders = Vec::new();
        for (named, alias) in names.iter().zip(&step.media).filter(|(named, _)| !is_url(named)) {
            let Ok(path) = footage_problem(&prepared.inputs.files, &own.folder, &prepared.root, named, local) else {
                continue;
            };
            let hash = prepared.inputs.hashes.get(named).cloned().or_else(|| sha256_file(&path).ok());
            if hash.as_deref() != Some(&lock.media[alias].sha256) {
                differs(format!("`{}` sends another file than the `{alias}` that was locked: {named}", own.id));
            }
            folders.extend(path.parent().map(Path::to_owned));
        }
        for alias in &step.beside {
            let is = |folder: &PathBuf| sha256_file(&folder.join(lock.name(alias))).ok();
            let hashes: Vec<String> = folders.iter().filter_map(is).collect();
            if !hashes.contains(&lock.media[alias].sha256) {
                let what = if hashes.is_empty() { "is missing" } else { "has changed" };
                differs(format!("`{alias}`, which lay beside the footage of `{}`, {what}", own.id));
            }
        }
    }
    found
}
