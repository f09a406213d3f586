//! `kill -9` at every record of the journal and while ffmpeg runs, then `flow resume`: the same film
//! comes out, and the backend's own store shows each prompt once.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::project::{Project, media, workflow};

/// The sample footage, small, so that a run takes a second.
pub fn small(to: &Path) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-i"])
        .arg(media("talk.mov"))
        .args(["-vf", "scale=160:90", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "copy"])
        .arg(to)
        .status()
        .unwrap();
    assert!(made.success());
}

fn project(footage: &Path) -> Project {
    let project = Project::new();
    project.copy(footage, "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    project.copy(&workflow("captions.yaml"), "workflows/captions.yaml");
    project
}

fn film(project: &Project) -> Option<Vec<u8>> {
    std::fs::read(project.path().join("talk-captioned.mp4")).ok()
}

/// How often each prompt was applied, from the store of the backend, which knows nothing of the
/// journal.
pub fn applied(project: &Project) -> Vec<usize> {
    let sessions = project.sessions();
    let turns = |session: &serde_json::Value| {
        session["turns"]
            .as_array()
            .map_or_else(|| session["turns"].as_object().map_or(0, serde_json::Map::len), Vec::len)
    };
    sessions.iter().map(turns).collect()
}

fn begin(project: &Project) -> Child {
    let mut command = project.command(&["run", "captions.yaml", "--input", "talk.mov"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until the condition holds or the run has ended by itself, and kills what still runs.
pub fn kill_when(mut run: Child, condition: impl Fn() -> bool) {
    while run.try_wait().unwrap().is_none() && !condition() {
        std::thread::yield_now();
    }
    let _ = run.kill();
    run.wait().unwrap();
}

fn resumed(project: &Project, expected: &[u8], at: &str) {
    let told = project.flow(&["resume", "last"]);
    // A run that was killed before its first record has nothing to resume, and nothing was sent.
    if told.code == 2 && project.journal() < 2 {
        assert!(applied(project).iter().sum::<usize>() == 0, "killed {at}: {}", told.transcript());
        return;
    }
    assert_eq!(told.code, 0, "killed {at}: {}", told.transcript());
    assert!(film(project).as_deref() == Some(expected), "killed {at}: another film came out");
    let turns: usize = applied(project).iter().sum();
    assert_eq!(turns, 2, "killed {at}: each of the two prompts is applied once");
    let left: Vec<_> = std::fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("flow-part")), "killed {at}: {left:?}");
}

#[test]
fn a_run_killed_after_any_record_ends_as_if_nothing_had_happened() {
    let folder = tempfile::tempdir().unwrap();
    let footage = folder.path().join("talk.mov");
    small(&footage);
    let undisturbed = project(&footage);
    undisturbed.flow(&["run", "captions.yaml", "--input", "talk.mov"]).well();
    let expected = film(&undisturbed).unwrap();
    assert_eq!(applied(&undisturbed).iter().sum::<usize>(), 2);
    for record in 1..=undisturbed.journal() {
        let project = project(&footage);
        kill_when(begin(&project), || project.journal() >= record);
        resumed(&project, &expected, &format!("after record {record}"));
    }
}

#[test]
fn a_run_killed_while_ffmpeg_runs_adopts_its_render() {
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    project.copy(&workflow("captions.yaml"), "workflows/captions.yaml");
    let undisturbed = {
        let other = Project::new();
        other.copy(&media("talk.mov"), "talk.mov");
        other.copy(&media("talk.srt"), "talk.srt");
        other.copy(&workflow("captions.yaml"), "workflows/captions.yaml");
        other.flow(&["run", "captions.yaml", "--input", "talk.mov"]).well();
        film(&other).unwrap()
    };
    let work = project.path().join(".flow/backend/tmp");
    let rendering = || {
        let Ok(jobs) = std::fs::read_dir(&work) else { return false };
        jobs.flatten().any(|job| {
            std::fs::read_dir(job.path())
                .is_ok_and(|files| files.flatten().any(|file| file.metadata().is_ok_and(|found| found.len() > 100_000)))
        })
    };
    kill_when(begin(&project), rendering);
    assert!(film(&project).is_none(), "the render was to be cut off");
    resumed(&project, &undisturbed, "while ffmpeg ran");
}
