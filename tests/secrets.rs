//! What a run leaves behind, searched for the token and for a secret input in every form: its folder,
//! its two streams, the person's configuration, and the arguments that other processes can see.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;

use crate::project::Project;
use crate::runs::fake::{Fault, Ledger, Shared, serve};

const TOKEN: &str = "nmv_usr_s3cr3t-T0ken_0123456789";
const KEY: &str = "k3y/with+odd=signs&more";

const RECIPE: &str = "flow: 1
inputs:
  key: { type: string, secret: true, env: FLOW_INPUT_KEY }
steps:
  talk: { upload: \"https://media.example/talk.mp4?key={{ inputs.key }}\" }
  title: { edit: Put a title on it. }
  final: { export: final.mp4 }
";

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// What base64 makes of the middle of the text, wherever it stands in what was encoded.
fn base64(text: &str) -> Vec<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let from = |start: usize| {
        let whole = text.as_bytes()[start..].chunks_exact(3);
        whole
            .flat_map(|chunk| {
                let bits = u32::from(chunk[0]) << 16 | u32::from(chunk[1]) << 8 | u32::from(chunk[2]);
                [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift) as usize & 63] as char)
            })
            .collect()
    };
    (0..3).map(from).collect()
}

fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned(), encoded(secret)];
    forms.extend(base64(secret));
    forms.extend(base64(secret).iter().map(|form| form.replace('+', "-").replace('/', "_")));
    forms
}

fn search(name: &str, bytes: &[u8], found: &mut Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    let anonymous = forms("nmv_usr_anonymous-1").into_iter();
    for form in [TOKEN, KEY].into_iter().flat_map(forms).chain(anonymous).filter(|form| text.contains(form.as_str())) {
        found.push(format!("{name} holds {form}"));
    }
}

fn walk(folder: &Path, seen: &mut usize, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, seen, found);
        } else {
            *seen += 1;
            search(&path.to_string_lossy(), path.to_string_lossy().as_bytes(), found);
            search(&path.to_string_lossy(), &std::fs::read(&path).unwrap(), found);
        }
    }
}

/// A service on a thread of its own.
pub fn service(faults: Vec<Fault>) -> (String, Shared) {
    let ledger: Shared = Arc::new(Mutex::new(Ledger { faults: faults.into(), ..Ledger::default() }));
    let (tell, told) = std::sync::mpsc::channel();
    let shared = ledger.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, shared);
            std::future::pending::<()>().await;
        });
    });
    (format!("http://{}", told.recv().unwrap()), ledger)
}

/// Runs the recipe and gives its exit code and everything found that should not be there.
fn run(faults: &str, token: bool, args: &[&str]) -> (i32, Vec<String>) {
    let (origin, ledger) = service(serde_yaml::from_str(faults).unwrap());
    let project = Project::new();
    project.write("secret.yaml", RECIPE);
    let mut command = project.command(&["run", "secret.yaml", "--backend", &origin, "--yes"]);
    command.args(args).args(["--config", "backend.retry_wait=10ms", "--config", "backend.recovery_wait=10ms"]);
    command.args(["--config", "backend.settle=0s"]).env("FLOW_INPUT_KEY", KEY);
    if token {
        command.env("NEMO_TOKEN", TOKEN);
    }
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut found = Vec::new();
    // The process is there to be looked at until it is waited for.
    search("its arguments", &std::fs::read(format!("/proc/{}/cmdline", child.id())).unwrap_or_default(), &mut found);
    let output = child.wait_with_output().unwrap();
    search("stdout", &output.stdout, &mut found);
    search("stderr", &output.stderr, &mut found);
    let mut seen = 0;
    walk(project.path(), &mut seen, &mut found);
    assert!(seen > 5, "the run left {seen} files");
    let ledger = ledger.lock().unwrap();
    assert!(ledger.secrets.contains(KEY), "the key went where it belongs: {}", ledger.secrets);
    assert!(!token || ledger.secrets.contains(TOKEN), "so did the token: {}", ledger.secrets);
    let code = output.status.code().unwrap();
    if found.is_empty() && code == 5 {
        found.push(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    (code, found)
}

// Covers: env-token.
#[test]
fn no_secret_is_left_behind_by_a_run_that_goes_well() {
    for args in [&["--json"][..], &["--json-events"], &["-v"]] {
        assert_eq!(run("[]", true, args), (0, Vec::new()), "{args:?}");
    }
}

#[test]
fn no_secret_is_left_behind_by_runs_that_fail() {
    // A service that repeats in its errors whatever it was told.
    let echo = format!("bad token {TOKEN} ({}) for https://media.example/talk.mp4?key={KEY}", encoded(KEY));
    for (at, answer, code) in [
        ("upload", format!("{{ status: 400, json: {{ code: 4001, message: '{echo}' }} }}"), 1),
        ("edit", format!("{{ status: 401, json: {{ code: 1001, message: '{echo}' }} }}"), 4),
        (
            "edit",
            format!("{{ sse: \"data: {{\\\"type\\\":\\\"error\\\",\\\"message\\\":\\\"{echo}\\\"}}\\n\\n\" }}"),
            1,
        ),
        ("edit", format!("{{ sse: \"data: {{\\\"type\\\":\\\"text\\\",\\\"content\\\":\\\"{echo}\\\"}}\\n\\n\" }}"), 1),
        ("render", format!("{{ status: 402, json: {{ success: false, error: '{echo}' }} }}"), 4),
        ("poll", format!("{{ json: {{ status: failed, error: '{echo}' }} }}"), 1),
    ] {
        let faults = format!("[{{ at: {at}, times: 2, answer: {answer} }}]");
        assert_eq!(run(&faults, true, &["--json"]), (code, Vec::new()), "{faults}");
        assert_eq!(run(&faults, true, &["-v"]), (code, Vec::new()), "{faults}");
    }
}

#[test]
fn an_anonymous_token_stands_in_its_own_file_alone() {
    let (code, found) = run("[]", false, &["--json"]);
    let elsewhere = found.iter().filter(|place| !place.contains("/home/.config/flow/anonymous-")).count();
    assert_eq!((code, elsewhere, found.is_empty()), (0, 0, false), "{found:?}");
}
