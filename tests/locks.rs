//! Locks on real footage: the same film without a prompt, to the bit, on a machine that never saw the
//! first run.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use flow::draft::{Draft, Drafts, Media, Snapshot};
use flow::effect::Effect;
use flow::exec::memory::Memory;
use flow::lock::Lock;
use flow::outcome::{Outcome, Outputs};
use flow::report::lock::{Made, Want, make};
use flow::run::{Event, EventKind, RunState, Time};
use serde_json::{Value, json};

use crate::planned::plan;
use crate::project::{Project, media, workflow};

const MUSIC: &str = r#"flow: 1
inputs: { video: file }
steps:
  shot: { upload: "{{ inputs.video }}" }
  cut: { edit: Keep the first 2 seconds. }
  music: { edit: Add lo-fi background music. }
  final: { export: final.wav }
"#;

/// A project in which a recipe has run once and is locked.
fn locked(recipe: &str, footage: &str) -> Project {
    let project = Project::new();
    project.copy(&media(footage), footage);
    project.write("recipe.yaml", recipe);
    project.flow(&["run", "recipe.yaml", "--input", footage]).well();
    project.flow(&["lock", "last"]).well();
    project
}

fn again(project: &Project, footage: &str) -> crate::project::Told {
    project.flow(&["run", "recipe.yaml", "--input", footage, "--locked"])
}

fn hash(project: &Project, name: &str) -> String {
    flow::draft::sha256_file(&project.path().join(name)).unwrap()
}

/// What reached the embedded editor.
fn turns(project: &Project) -> usize {
    project.sessions().iter().map(|session| session["turns"].as_array().unwrap().len()).sum()
}

#[test]
fn what_a_lock_tells_programs_is_as_its_schema_says() {
    let project = locked(MUSIC, "broll.mp4");
    let output = project.command(&["lock", "last", "--json"]).output().unwrap();
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema = jsonschema::validator_for(&flow::workflow::schema("pinned").unwrap()).unwrap();
    assert!(schema.is_valid(&value), "{value:#}");
    assert_eq!((&value["lock"], value["edits"].as_array().map(Vec::len)), (&json!("recipe.lock.json"), Some(2)));
    let kept = value["media"].as_array().unwrap().iter().filter_map(|one| one["kept"].as_str());
    assert!(kept.map(|kept| project.path().join(kept).is_file()).eq([true]), "{value:#}");
}

#[test]
fn two_locked_runs_give_the_first_film_to_the_bit() {
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    project.copy(&workflow("captions.yaml"), "workflows/captions.yaml");
    let run = ["run", "captions.yaml", "--input", "talk.mov"];
    project.flow(&run).well();
    let first = hash(&project, "talk-captioned.mp4");
    project.flow(&["lock", "last"]).well();
    let text = std::fs::read_to_string(project.path().join("workflows/captions.lock.json")).unwrap();
    insta::assert_snapshot!(text);
    for _ in 0..2 {
        std::fs::remove_dir_all(project.path().join(".flow/backend")).unwrap();
        project.flow(&[&run[..], &["--locked"]].concat()).well();
        assert_eq!(hash(&project, "talk-captioned.mp4"), first);
        assert_eq!(turns(&project), 0, "no prompt reached the editor");
    }
    // A locked run is locked again in the same words.
    project.flow(&["lock", "last"]).well();
    assert_eq!(std::fs::read_to_string(project.path().join("workflows/captions.lock.json")).unwrap(), text);
    let schema = jsonschema::validator_for(&flow::lock::schema()).unwrap();
    assert!(schema.is_valid(&serde_json::from_str(&text).unwrap()));
}

#[test]
fn media_that_the_editor_made_come_along() {
    let project = locked(MUSIC, "broll.mp4");
    let first = hash(&project, "final.wav");
    std::fs::rename(project.path().join(".flow/media"), project.path().join("kept")).unwrap();
    std::fs::remove_dir_all(project.path().join(".flow")).unwrap();
    let told = again(&project, "broll.mp4");
    assert_eq!(told.code, 2, "{}", told.transcript());
    assert!(!project.path().join(".flow/backend").exists(), "nothing was sent");
    std::fs::remove_file(project.path().join("final.wav")).unwrap();
    project.flow(&["run", "recipe.yaml", "--input", "broll.mp4", "--locked", "--media", "kept"]).well();
    assert_eq!(hash(&project, "final.wav"), first);
    // One that is a link is not read, even where the link leads to the right file.
    let kept = std::fs::read_dir(project.path().join("kept")).unwrap().next().unwrap().unwrap().path();
    std::fs::rename(&kept, project.path().join("away")).unwrap();
    std::os::unix::fs::symlink(project.path().join("away"), &kept).unwrap();
    let told = project.flow(&["run", "recipe.yaml", "--input", "broll.mp4", "--locked", "--media", "kept"]);
    assert!(told.code == 2 && told.stderr.contains("is no regular file"), "{}", told.transcript());
    // Nor is the whole folder, where nobody named it.
    std::os::unix::fs::symlink(project.path().join("kept"), project.path().join(".flow/media")).unwrap();
    let told = again(&project, "broll.mp4");
    assert!(told.code == 2 && told.stderr.contains("is a link, which is not followed"), "{}", told.transcript());
}

#[test]
fn a_medium_that_is_gone_is_named() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.write("recipe.yaml", MUSIC);
    project.flow(&["run", "recipe.yaml", "--input", "broll.mp4"]).well();
    std::fs::remove_dir_all(project.path().join(".flow/backend")).unwrap();
    let told = project.flow(&["lock", "last"]);
    assert_eq!(told.code, 1, "{}", told.transcript());
    assert!(told.stderr.contains("`lo-fi.wav` of the step `music` cannot be fetched"), "{}", told.stderr);
    assert!(!project.path().join("recipe.lock.json").exists());
}

#[test]
fn a_locked_run_that_was_killed_goes_on_by_its_own_lock() {
    let project = locked(MUSIC, "broll.mp4");
    let first = hash(&project, "final.wav");
    std::fs::remove_dir_all(project.path().join(".flow/backend")).unwrap();
    let args = ["run", "recipe.yaml", "--input", "broll.mp4", "--locked", "--json-events"];
    let mut run = project.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("\"music\"")), "the second edit begins");
    run.kill().unwrap();
    run.wait().unwrap();
    // The lock beside the recipe plays no part any more; the one in the run's folder is what it was.
    std::fs::remove_file(project.path().join("recipe.lock.json")).unwrap();
    let own = newest(&project).join("locked.json");
    let text = std::fs::read_to_string(&own).unwrap();
    std::fs::write(&own, text.replace("Keep the first 2", "Keep the last 2")).unwrap();
    let told = project.flow(&["resume", "last"]);
    assert!(
        told.code == 2 && told.stderr.contains("it is not the one that the run began with"),
        "{}",
        told.transcript()
    );
    std::fs::remove_file(&own).unwrap();
    assert_eq!(project.flow(&["resume", "last"]).code, 2, "without its lock it sends nothing");
    std::fs::write(&own, text).unwrap();
    project.flow(&["resume", "last"]).well();
    assert_eq!(hash(&project, "final.wav"), first);
    assert_eq!(turns(&project), 0);
}

/// Removes what the project remembers, but for its media.
fn forget(project: &Project) {
    for name in ["backend", "runs"] {
        let _ = std::fs::remove_dir_all(project.path().join(".flow").join(name));
    }
    let _ = std::fs::remove_file(project.path().join("final.wav"));
}

#[test]
fn a_locked_run_killed_after_any_record_ends_as_if_nothing_had_happened() {
    let project = locked(MUSIC, "broll.mp4");
    let first = hash(&project, "final.wav");
    forget(&project);
    again(&project, "broll.mp4").well();
    let records = project.journal();
    assert!(records > 12, "{records}");
    for record in (1..records).step_by(2) {
        forget(&project);
        let mut command = project.command(&["run", "recipe.yaml", "--input", "broll.mp4", "--locked"]);
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while run.try_wait().unwrap().is_none() && project.journal() < record {
            std::thread::yield_now();
        }
        let _ = run.kill();
        run.wait().unwrap();
        let told = project.flow(&["resume", "last"]);
        // A run that was killed before its first record has nothing to resume.
        if told.code == 2 && project.journal() < 2 {
            continue;
        }
        assert_eq!(told.code, 0, "killed after {record}: {}", told.transcript());
        assert_eq!(hash(&project, "final.wav"), first, "killed after {record}");
        assert_eq!(turns(&project), 0, "killed after {record}");
        let media = project.sessions().iter().map(|session| session["media"].as_array().unwrap().len()).max();
        assert_eq!(media, Some(2), "killed after {record}: each medium is there once");
    }
}

#[test]
fn a_lock_holds_no_secret() {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    let secret = "inputs: { video: file, key: { type: string, secret: true, env: FLOW_INPUT_KEY } }";
    project.write("recipe.yaml", &MUSIC.replace("inputs: { video: file }", secret));
    let run = |locked: bool| {
        let mut args = vec!["run", "recipe.yaml", "--input", "broll.mp4"];
        args.extend(locked.then_some("--locked"));
        let output = project.command(&args).env("FLOW_INPUT_KEY", "abracadabra").output().unwrap();
        project.told(output).well();
    };
    run(false);
    project.flow(&["lock", "last"]).well();
    let text = std::fs::read_to_string(project.path().join("recipe.lock.json")).unwrap();
    assert!(!text.contains("abracadabra") && !text.contains("\"key\""), "{text}");
    run(true);
}

/// What the schema refuses the reader refuses too, and what the reader takes the schema takes.
#[test]
fn schema_and_reader_agree_on_locks() {
    let schema = jsonschema::validator_for(&flow::lock::schema()).unwrap();
    let case = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/cli/lock-hostile.yaml"));
    let case: Value = serde_yaml::from_str(&case.unwrap()).unwrap();
    let (mut taken, mut refused) = (0, 0);
    for (name, text) in case["files"].as_object().unwrap().iter().filter(|(name, _)| name.ends_with(".json")) {
        let text = text.as_str().unwrap();
        let read = flow::lock::read(text.as_bytes());
        let valid = serde_json::from_str(text).is_ok_and(|value| schema.is_valid(&value));
        assert!(valid || read.is_err(), "{name} is read, and is not as the schema says");
        taken += usize::from(read.is_ok());
        refused += usize::from(!valid);
    }
    assert!(taken > 2 && refused > 10, "{taken} taken, {refused} refused by the schema");
}

fn newest(project: &Project) -> std::path::PathBuf {
    let runs = std::fs::read_dir(project.path().join(".flow/runs")).unwrap().map(|entry| entry.unwrap().path());
    runs.filter(|path| path.join("journal.jsonl").exists()).max().unwrap()
}

#[test]
fn what_is_no_lock_at_all_is_not_read() {
    let project = locked(MUSIC.replace("  music: { edit: Add lo-fi background music. }\n", "").as_str(), "broll.mp4");
    let refused = |lock: &str, why: &str| {
        let told = project.flow(&["run", "recipe.yaml", "--input", "broll.mp4", "--locked", "--lock", lock]);
        assert!(told.code == 2 && told.stderr.contains(why), "{}", told.transcript());
    };
    let large = File::create(project.path().join("large.json")).unwrap();
    large.set_len(flow::lock::LIMIT + 1).unwrap();
    refused("large.json", "bytes, and");
    refused("/dev/zero", "it is no regular file");
    refused(".", "it is no regular file");
    let deep = format!("{{\"format_version\": 1, \"media\": {}", "[".repeat(1 << 20));
    project.write("deep.json", &deep);
    refused("deep.json", "cannot be used as a lock");
    std::fs::write(project.path().join("odd.json"), b"{\"format_version\": 1, \"workflow\": \"\xff\"}").unwrap();
    refused("odd.json", "cannot be used as a lock");
}

/// Whoever changes one byte of a lock gets an error, or a run that stays with the lock's own media.
#[test]
fn a_lock_with_a_changed_byte_never_reads_from_elsewhere() {
    let case = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/runs/locked.yaml"));
    let case: Value = serde_yaml::from_str(&case.unwrap()).unwrap();
    let text = case["lock"].as_str().unwrap();
    assert!(flow::lock::read(text.as_bytes()).is_ok());
    let mut refused = 0;
    for at in 0..text.len() {
        for byte in [b'/', b'"', b'0', b'.', b'}'] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            let Ok(lock) = flow::lock::read(&bytes) else {
                refused += 1;
                continue;
            };
            assert_eq!(flow::lock::read(lock.text().as_bytes()).as_ref(), Ok(&lock));
            for timeline in &lock.timelines {
                assert!(text.contains(&timeline.sha256.0), "a timeline is what its hash says");
            }
        }
    }
    assert!(refused > text.len(), "{refused}");
}

fn medium(name: &str, url: &str, sha256: Option<&str>) -> Media {
    let (name, url, sha256) = (name.to_owned(), url.to_owned(), sha256.map(str::to_owned));
    Media { name, url, sha256, ..Media::default() }
}

/// The lock of a run on a service that names media by addresses, whose edit left this timeline.
fn of_addresses(after: &str, fetched: &BTreeMap<String, String>) -> Result<Result<Lock, Vec<Want>>, String> {
    let plan = plan("flow: 1\nsteps: { talk: { upload: talk.mov }, music: { edit: Add music. } }");
    let drafts = Memory::default();
    let kept = |text: &str| {
        let draft = Draft::parse(text.to_owned()).unwrap();
        drafts.keep(&draft).unwrap();
        Some(draft.hash().clone())
    };
    let footage = "f".repeat(64);
    let uploaded = medium("talk.mov", "https://cdn.example/1/talk.mov?X-Amz-Signature=1", None);
    let sent = Media { sha256: Some(footage.clone()), ..uploaded.clone() };
    let before = r#"{"t":[{"sg":[{"m":{"src":"https://cdn.example/1/talk.mov?X-Amz-Signature=1"}}]}]}"#;
    let upload = Outputs {
        snapshot: Some(Snapshot { draft: kept(before), media: vec![uploaded], ..Snapshot::default() }),
        values: BTreeMap::from([("media".into(), json!([sent]))]),
        ..Outputs::default()
    };
    let media = vec![
        medium("talk.mov", "https://cdn.example/1/talk.mov?X-Amz-Signature=2", None),
        medium("song.mp3", "https://cdn.example/2/song.mp3", None),
    ];
    let edit = Outputs {
        snapshot: Some(Snapshot { draft: kept(after), media, generated: 1, ..Snapshot::default() }),
        ..Outputs::default()
    };
    let effect = Effect::Upload { sha256: footage, name: "talk.mov".into(), media_before: 0 };
    let prompt = Effect::Prompt {
        before: flow::draft::Fingerprint(String::new()),
        attempt: uuid::Uuid::nil(),
        text: "Add music.".into(),
    };
    let kinds = [
        EventKind::EffectAnnounced { node: 0, attempt: 1, effect },
        EventKind::AttemptFinished { node: 0, attempt: 1, outcome: Outcome::Succeeded(upload) },
        EventKind::EffectAnnounced { node: 1, attempt: 1, effect: prompt },
        EventKind::AttemptFinished { node: 1, attempt: 1, outcome: Outcome::Succeeded(edit) },
    ];
    let events: Vec<Event> =
        kinds.into_iter().zip(0..).map(|(kind, seq)| Event { seq, at: Time::UNIX_EPOCH, kind }).collect();
    let state = RunState::fold(&plan, &events);
    make(&Made {
        plan: &plan,
        state: &state,
        events: &events,
        drafts: &drafts,
        backend: "cloud",
        files: BTreeMap::new(),
        inputs: BTreeMap::new(),
        earlier: None,
        fetched,
    })
}

#[test]
fn a_lock_holds_no_address_and_is_at_home_in_any_session() {
    let after = r#"{"t":[{"sg":[{"m":{"src":"https://cdn.example/1/talk.mov?X-Amz-Signature=2","title":"https://x"}},
        {"m":{"src":"/mnt/userdata/7/in/talk.mov"}},{"m":{"src":"https://cdn.example/2/song.mp3"}},
        {"m":{"overlay":"https://cdn.example/made/spark.png?e=1"}}]}],"ver":9007199254740993}"#;
    let wants = of_addresses(after, &BTreeMap::new()).unwrap().unwrap_err();
    let urls: Vec<&str> = wants.iter().map(|want| want.url.as_str()).collect();
    assert_eq!(urls, ["https://cdn.example/2/song.mp3", "https://cdn.example/made/spark.png?e=1"]);
    let fetched = [("2/song.mp3", "a"), ("made/spark.png?e=1", "b")];
    let fetched = fetched.map(|(url, letter)| (format!("https://cdn.example/{url}"), letter.repeat(64)));
    let lock = of_addresses(after, &BTreeMap::from(fetched)).unwrap().unwrap();
    let text = lock.text();
    assert!(!text.contains("cdn.example") && !text.contains("userdata"), "{text}");
    assert_eq!(flow::lock::read(text.as_bytes()).as_ref(), Ok(&lock));
    assert_eq!(lock.steps[1].made, ["song.mp3", "spark.png"]);
    let mut new = vec![
        medium("talk.mov", "https://other/talk.mov", Some(&"f".repeat(64))),
        medium("song-1.mp3", "https://other/song.mp3", Some(&"a".repeat(64))),
    ];
    let hash = lock.steps[1].timeline.as_ref().unwrap();
    let missing = lock.timeline(hash, &new).unwrap_err();
    assert!(missing.contains("`spark.png`, which the session does not hold"), "{missing}");
    new.push(medium("spark.png", "https://other/spark.png", Some(&"b".repeat(64))));
    let draft = lock.timeline(hash, &new).unwrap();
    let expected = r#"{"t":[{"sg":[{"m":{"src":"https://other/talk.mov","title":"https://x"}},{"m":{"src":"https://other/talk.mov"}},{"m":{"src":"https://other/song.mp3"}},{"m":{"overlay":"https://other/spark.png"}}]}],"ver":9007199254740993}"#;
    assert_eq!(draft.text(), expected);
}

#[test]
fn a_timeline_that_reads_from_a_place_of_its_own_is_not_locked() {
    let told = of_addresses(r#"{"t":[{"sg":[{"m":{"src":"/srv/stock/rain.mp4"}}]}]}"#, &BTreeMap::new());
    let expected = "the timeline of `music` reads from `/srv/stock/rain.mp4`, which its session does not list";
    assert_eq!(told.unwrap_err(), expected);
}
