//! Locks on real footage: the same film without a prompt, to the bit, on a machine that never saw the
//! first run.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

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
