//! The program beside a cloud that the environment names: whom it asks, what it keeps for the person,
//! and the link that it offers with what it delivered.

use crate::project::Project;
use crate::runs::fake::Shared;
use crate::secrets::service;

const RECIPE: &str = "flow: 1
steps:
  title: { edit: Put a title on it. }
  final: { export: final.mp4 }
";

const LINK: &str = "in the web editor: https://web.example/workspace/claim?ct=clm_of%2Bone";

/// Runs the recipe in the cloud: the exit code, what stands on standard error, and the service's view.
fn run(project: &Project, faults: &str, env: &[(&str, &str)]) -> (i32, String, Shared) {
    let (origin, ledger) = service(serde_yaml::from_str(faults).unwrap());
    project.write("title.yaml", RECIPE);
    let mut command = project.command(&["run", "title.yaml", "--backend", "cloud", "--overwrite"]);
    for setting in ["backend.retry_wait=10ms", "backend.recovery_wait=10ms", "backend.render_poll=10ms"] {
        command.args(["--config", setting]);
    }
    command.env("NEMO_API_URL", format!("{origin}/")).env("NEMO_WEB_URL", "https://web.example/");
    let told = project.told(command.envs(env.iter().copied()).output().unwrap());
    (told.code, told.stderr, ledger)
}

// Covers: env-hosts, env-client-id, claim-offered.
#[test]
fn the_hosts_are_those_of_the_environment_and_the_client_id_lies_where_others_look_for_it() {
    let project = Project::new();
    let (code, told, ledger) = run(&project, "[]", &[]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains(LINK), "{told}");
    assert!(ledger.lock().unwrap().requests.contains(&"claim".to_owned()));
    let id = std::fs::read_to_string(project.path().join("home/.config/nemovideo/client_id")).unwrap();
    assert!(uuid::Uuid::parse_str(id.trim()).is_ok(), "{id}");
    let kept = std::fs::read_dir(project.path().join(".flow/runs")).unwrap();
    for run in kept.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in std::fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
            assert!(!text.contains("clm_of"), "{} holds the link's token", file.display());
        }
    }
}

// Covers: env-client-id.
#[test]
fn a_client_id_of_flow_s_own_is_used_on() {
    let project = Project::new();
    project.write("home/.config/flow/client_id", "mine-of-before\n");
    assert_eq!(run(&project, "[]", &[]).0, 0);
    assert!(!project.path().join("home/.config/nemovideo").exists());
}

// Covers: claim-offered.
#[test]
fn no_link_is_asked_for_where_it_would_be_seen_and_one_that_is_refused_fails_nothing() {
    let project = Project::new();
    let (code, told, ledger) = run(&project, "[]", &[("CI", "true")]);
    assert_eq!(code, 0, "{told}");
    assert!(!told.contains("web editor") && !ledger.lock().unwrap().requests.contains(&"claim".to_owned()), "{told}");
    let refused = "[{ at: claim, answer: { status: 403, json: { code: 403, message: no } } }]";
    let (code, told, ledger) = run(&project, refused, &[]);
    assert_eq!(code, 0, "{told}");
    assert!(!told.contains("web editor") && ledger.lock().unwrap().requests.contains(&"claim".to_owned()), "{told}");
}

#[test]
fn a_file_that_may_be_too_large_is_told_of_before_anything_is_sent() {
    let project = Project::new();
    project.write("big.yaml", "flow: 1\nsteps:\n  talk: { upload: big.mov }\n  title: { edit: Put a title on it. }\n");
    project.write("big.mov", "\0\0\0\x14ftypqt  ");
    let file = std::fs::File::options().write(true).open(project.path().join("big.mov")).unwrap();
    file.set_len(500_000_001).unwrap();
    let told = project.flow(&["run", "big.yaml", "--backend", "cloud", "--dry-run"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    for words in ["warning[large_file]", "`big.mov` has 500 MB", "compress or trim it"] {
        assert!(told.stderr.contains(words), "{}", told.stderr);
    }
    file.set_len(500_000_000).unwrap();
    assert!(!project.flow(&["run", "big.yaml", "--backend", "cloud", "--dry-run"]).stderr.contains("large_file"));
}

#[test]
fn the_link_that_makes_an_account_yours_is_shown_in_ci_on_request_alone() {
    let project = Project::new();
    let (origin, _) = service(vec![]);
    let login = |words: &[&str], env: &[(&str, &str)]| {
        let mut command = project.command(&["login", "--backend", "cloud"]);
        command.args(words).env("NEMO_API_URL", &origin).env("NEMO_WEB_URL", "https://web.example/");
        let told = project.told(command.envs(env.iter().copied()).output().unwrap());
        assert_eq!(told.code, 0, "{}", told.stderr);
        format!("{}{}", told.stdout, told.stderr)
    };
    let link = "registering at: https://web.example/register?bind=anon_77\n";
    let told = login(&[], &[]);
    assert!(told.starts_with("an anonymous account, anon_77: ") && told.contains(link), "{told}");
    let ci = [("CI", "true")];
    for words in [&[][..], &["--json"]] {
        let told = login(words, &ci);
        assert!(!told.contains("anon_77") && !told.contains("bind="), "the id alone makes the link: {told}");
        assert!(told.contains("--claim-link shows") || told.contains("\"claim_link\":null"), "{told}");
    }
    assert!(login(&["--claim-link"], &ci).contains(link));
    let told: serde_json::Value = serde_json::from_str(&login(&["--claim-link", "--json"], &ci)).unwrap();
    assert_eq!(told["claim_link"], "https://web.example/register?bind=anon_77");
    // Who brings a token has registered already.
    let told = login(&["--claim-link"], &[("NEMO_TOKEN", "nmv_usr_own")]);
    assert!(told.starts_with("your own token") && !told.contains("bind="), "{told}");
}
