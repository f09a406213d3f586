//! The steps of `action.yml` as GitHub would run them, and the commands of `SKILL.md`, in a project of
//! their own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde::Deserialize;

use crate::project::{Project, media, workflow};

#[derive(Deserialize)]
struct Action {
    inputs: BTreeMap<String, Input>,
    runs: Runs,
}

#[derive(Deserialize)]
struct Input {
    default: String,
}

#[derive(Deserialize)]
struct Runs {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    id: String,
    #[serde(default)]
    env: BTreeMap<String, String>,
    run: Option<String>,
    #[serde(rename = "if")]
    when: Option<String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A repository with a recipe on its main branch, and one that is changed in the working copy.
fn repository() -> Project {
    let project = Project::new();
    project.copy(&media("broll.mp4"), "broll.mp4");
    project.copy(&workflow("highlights.yaml"), "workflows/highlights.yaml");
    project.copy(&workflow("highlights.test.yaml"), "workflows/highlights.test.yaml");
    project.copy(&workflow("highlights.snap"), "workflows/highlights.snap");
    let recipe = |seconds: u32| {
        format!(
            "flow: 1\ninputs: {{ video: file, title: {{ type: string, default: '' }} }}\nsteps:\n  clip: {{ upload: '{{{{ inputs.video }}}}' }}\n  cut: {{ edit: Keep the first {seconds} seconds. }}\n  name: {{ edit: 'Put the title \"{{{{ inputs.title }}}}\" over the first 1 seconds.', when: inputs.title != '' }}\n  out: {{ export: cut.mp4 }}\n"
        )
    };
    let git = |words: &[&str]| {
        let config = ["-c", "user.name=flow", "-c", "user.email=flow@example.com", "-c", "commit.gpgsign=false"];
        let ran = Command::new("git").args(config).args(words).current_dir(project.path()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    let _ = std::fs::remove_dir_all(project.path().join(".git"));
    git(&["init", "--quiet"]);
    project.write("workflows/cut.yaml", &recipe(3));
    git(&["add", "workflows"]);
    git(&["commit", "--quiet", "-m", "A recipe"]);
    project.write("workflows/cut.yaml", &recipe(2));
    project
}

/// Runs the steps until one fails, with nothing of this process's environment but its path. `github` stands
/// for what its expressions give, and with `env.` for what the job has in its environment.
fn run(project: &Project, given: &[(&str, &str)], github: &[(&str, &str)]) -> Vec<(String, Output)> {
    let text = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let action: Action = serde_yaml::from_str(&text).unwrap();
    let input = |name: &str| -> String {
        let own = given.iter().find(|(given, _)| *given == name).map(|(_, value)| (*value).to_owned());
        own.unwrap_or_else(|| action.inputs[name].default.clone())
    };
    let value = |text: &str| -> String {
        let inner = text.strip_prefix("${{ ").and_then(|text| text.strip_suffix(" }}")).expect("an expression alone");
        match inner.strip_prefix("inputs.") {
            Some(name) => input(name),
            None => {
                github.iter().find(|(name, _)| *name == inner).map(|(_, value)| (*value).to_owned()).unwrap_or_default()
            }
        }
    };
    let mut ran = Vec::new();
    for step in &action.runs.steps {
        let Some(script) = &step.run else { continue };
        assert!(
            !script.contains("${{"),
            "{}: what people write reaches scripts through the environment alone",
            step.id
        );
        if step.when.as_deref() == Some("inputs.run != ''") && input("run").is_empty() {
            continue;
        }
        // The address of what was kept is GitHub's to give.
        let kept = "steps.kept.outputs.artifact-url";
        if step.when.as_deref().is_some_and(|when| when.contains(kept)) && !github.iter().any(|(name, _)| *name == kept)
        {
            continue;
        }
        let flow = Path::new(env!("CARGO_BIN_EXE_flow")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(project.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", flow.display()))
            .env("HOME", project.path().join("home"))
            .env("CI", "true")
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_WORKSPACE", project.path())
            .env("GITHUB_ACTION_PATH", root());
        let job = github.iter().filter_map(|(name, value)| Some((name.strip_prefix("env.")?, value)));
        job.for_each(|(name, value)| {
            bash.env(name, value);
        });
        for file in ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH"] {
            bash.env(file, project.path().join(file));
        }
        step.env.iter().for_each(|(name, text)| {
            bash.env(name, value(text));
        });
        let output = bash.output().unwrap();
        let well = output.status.success();
        ran.push((step.id.clone(), output));
        if !well {
            break;
        }
    }
    ran
}

fn last(ran: &[(String, Output)]) -> (String, i32, String) {
    let (id, output) = ran.last().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (id.clone(), output.status.code().unwrap_or(-1), said)
}

#[test]
fn a_pull_request_is_checked_tested_and_told_what_it_changes() {
    let project = repository();
    let given = [("run", "workflows/cut.yaml"), ("inputs", "video=broll.mp4\ntitle=$(touch hacked); `touch hacked`")];
    let ran = run(
        &project,
        &given,
        &[
            ("github.event_name", "pull_request"),
            ("github.event.pull_request.base.sha", "HEAD"),
            ("steps.kept.outputs.artifact-url", "https://example.com/artifacts/1"),
        ],
    );
    let (id, code, said) = last(&ran);
    assert_eq!((id.as_str(), code), ("link", 0), "{said}");
    let summary = std::fs::read_to_string(project.path().join("GITHUB_STEP_SUMMARY")).unwrap();
    assert!(summary.contains("### cut.yaml") && summary.contains("Keep the first 2 seconds."), "{summary}");
    let row = "| ✅ | cut | Keep the first 2 seconds&#46; | 6s shorter &#40;8s to 2s&#41; |";
    assert!(summary.contains("```mermaid\nflowchart TD") && summary.contains(row), "{summary}");
    assert!(
        summary.ends_with("[The report with frames, and the films](https://example.com/artifacts/1)\n"),
        "{summary}"
    );
    assert!(!project.path().join("hacked").exists(), "an input was read as shell");
    for made in ["flow-out/cut.mp4", "flow-tests.xml", "flow-run.xml", "flow-run.html", "flow-run.md", "flow-run.json"]
    {
        assert!(project.path().join(made).is_file(), "{made}");
    }
    let run: serde_json::Value =
        serde_json::from_slice(&std::fs::read(project.path().join("flow-run.json")).unwrap()).unwrap();
    assert_eq!(run["status"], "succeeded");
}

#[test]
fn a_mistake_is_annotated_at_its_line() {
    let project = repository();
    project.write("workflows/wrong.yaml", "flow: 1\nsteps:\n  a: { edti: Trim. }\n");
    let (id, code, said) = last(&run(&project, &[], &[("github.event_name", "push")]));
    assert_eq!((id.as_str(), code), ("check", 2), "{said}");
    assert!(said.contains("::error file=workflows/wrong.yaml,line=3"), "{said}");
}

#[test]
fn strangers_recipes_meet_no_token() {
    let project = repository();
    for (given, github) in [
        (vec![], vec![("github.event_name", "pull_request_target")]),
        (vec![("backend", "cloud")], vec![("github.event_name", "pull_request")]),
        (vec![("backend", "cloud")], vec![("github.event_name", "pull_request_review")]),
        (vec![("backend", "https://example.com")], vec![("github.event.pull_request.head.repo.fork", "true")]),
        (vec![], vec![("github.event.pull_request.head.repo.fork", "true"), ("env.NEMO_TOKEN", "nmv_usr_mine")]),
    ] {
        let (id, code, said) = last(&run(&project, &given, &github));
        assert_eq!((id.as_str(), code), ("guard", 2), "{said}");
        assert!(said.contains("::error::"), "{said}");
    }
}

#[test]
fn names_and_values_are_taken_as_they_are_written() {
    let project = repository();
    let cut = std::fs::read_to_string(project.path().join("workflows/cut.yaml")).unwrap();
    project.write("my recipes/-the cut.yaml", &cut);
    project.write("my recipes/[x](y) <b>@me.yaml", &cut);
    let git = |words: &[&str]| Command::new("git").args(words).current_dir(project.path()).output().unwrap();
    assert!(git(&["add", "-N", "my recipes"]).status.success());
    let given = [
        ("recipes", "my recipes\nworkflows/highlights.yaml workflows/cut.yaml"),
        ("run", "my recipes/-the cut.yaml"),
        ("out", "-my out"),
        ("inputs", "video=broll.mp4\n\ntitle=it's $(touch hacked) `touch hacked` --yes; touch hacked"),
        ("budget", "10"),
    ];
    let github = [("github.event_name", "push"), ("github.event.pull_request.base.sha", "HEAD")];
    let (id, code, said) = last(&run(&project, &given, &github));
    assert_eq!((id.as_str(), code), ("run", 0), "{said}");
    assert!(project.path().join("-my out/cut.mp4").is_file(), "{said}");
    assert!(!project.path().join("hacked").exists(), "a value was read as shell");
    assert!(said.contains("it's $(touch hacked) `touch hacked` --yes; touch hacked"), "{said}");
    let summary = std::fs::read_to_string(project.path().join("GITHUB_STEP_SUMMARY")).unwrap();
    assert!(summary.contains("### -the cut.yaml") && summary.contains("x  y   b  me.yaml"), "{summary}");
    assert!(!summary.contains("[x](y)") && !summary.contains("<b>"), "a file's name is markup: {summary}");
    let kept = std::fs::read_to_string(project.path().join("GITHUB_OUTPUT")).unwrap();
    let hash = kept.lines().find_map(|line| line.strip_prefix("hash=")).unwrap_or_default();
    assert!(hash.len() == 40 && kept.contains("summary=flow-run.json"), "{kept}");
    // Every line is checked, and a name that would be an option is a name.
    for recipes in ["workflows\nmy recipes/wrong.yaml", "my recipes/wrong.yaml", "--help", "$(touch hacked) workflows"]
    {
        project.write("my recipes/wrong.yaml", "flow: 1\nsteps:\n  a: { edti: Trim. }\n");
        let (id, code, said) = last(&run(&project, &[("recipes", recipes)], &[("github.event_name", "push")]));
        assert_eq!((id.as_str(), code), ("check", 2), "{recipes}: {said}");
        assert!(said.contains("::error"), "{recipes}: {said}");
    }
    assert!(!project.path().join("hacked").exists(), "a value was read as shell");
}

#[test]
fn a_checkout_without_the_base_is_told_of_and_windows_is_refused() {
    let project = repository();
    let far = [("github.event_name", "pull_request"), ("github.event.pull_request.base.sha", &*"1".repeat(40))];
    let ran = run(&project, &[], &far);
    let (_, output) = ran.iter().find(|(id, _)| id == "check").unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("::notice::") && said.contains("fetch-depth: 0"), "{said}");
    let (id, code, said) = last(&run(&project, &[], &[("github.event_name", "push"), ("env.RUNNER_OS", "Windows")]));
    assert!(id == "install" && code == 2 && said.contains("runs on Linux and macOS"), "{said}");
}

#[test]
fn the_skill_is_of_this_version_and_its_commands_work() {
    let text = std::fs::read_to_string(root().join("SKILL.md")).unwrap();
    let head = text.split("---").nth(1).unwrap();
    assert!(head.contains(&format!("version: {}\n", env!("CARGO_PKG_VERSION"))), "{head}");
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    let commands: Vec<&str> = text.lines().map(str::trim).filter(|line| line.starts_with("flow ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        project.flow(&words).well();
    }
}
