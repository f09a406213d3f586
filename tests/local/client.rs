//! A client small enough to be sure of: what the tests say to the embedded backend, and what it says
//! back, without any of the code that `flow` itself uses for that.

use std::path::{Path, PathBuf};
use std::time::Duration;

use flow::backend::local::{Config, Server, start};
use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use uuid::Uuid;

pub struct Client {
    pub server: Server,
    pub http: reqwest::Client,
    pub token: String,
}

/// What came of a prompt.
#[derive(Debug, Default)]
pub struct Said {
    pub text: String,
    pub error: Option<(String, String)>,
    pub raw: String,
}

pub fn media(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media").join(name)
}

impl Client {
    pub async fn on(store: &Path) -> Client {
        Client::with(Config::new(store)).await
    }

    pub async fn with(config: Config) -> Client {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = start(config).await.expect("the server starts");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http
            .post(format!("{}/api/auth/anonymous-token", server.origin))
            .header("X-Client-Id", &server.client_id)
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        let token = answer["data"]["token"].as_str().unwrap().to_owned();
        Client { server, http, token }
    }

    pub fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request
            .bearer_auth(&self.token)
            .header("X-Skill-Source", "flow")
            .header("X-Skill-Version", "0")
            .header("X-Skill-Platform", "tests")
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.origin)
    }

    pub async fn get(&self, path: &str) -> Value {
        self.signed(self.http.get(self.url(path))).send().await.unwrap().json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.signed(self.http.post(self.url(path))).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub async fn open(&self) -> String {
        let (_, answer) = self.post("/api/tasks/me/with-session/nemo_agent", json!({"task_name": "project"})).await;
        answer["data"]["session_id"].as_str().unwrap().to_owned()
    }

    pub async fn upload(&self, session: &str, files: &[PathBuf]) -> (u16, Value) {
        let mut form = Form::new();
        for file in files {
            let bytes = std::fs::read(file).unwrap();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            form = form.part("files", Part::bytes(bytes).file_name(name));
        }
        let path = format!("/api/upload-video/nemo_agent/me/{session}");
        let answer = self.signed(self.http.post(self.url(&path))).multipart(form).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// A session with these files of `tests/media`.
    pub async fn session(&self, names: &[&str]) -> String {
        let session = self.open().await;
        let files: Vec<PathBuf> = names.iter().map(|name| media(name)).collect();
        let (status, answer) = self.upload(&session, &files).await;
        assert_eq!(status, 200, "{answer}");
        session
    }

    pub fn prompt(&self, session: &str, prompt: &str, attempt: Uuid) -> RequestBuilder {
        let body = json!({"app_name": "nemo_agent", "user_id": "me", "session_id": session,
                          "new_message": {"parts": [{"text": prompt}]}});
        self.signed(self.http.post(self.url("/run_sse"))).header("X-Flow-Attempt", attempt.to_string()).json(&body)
    }

    pub async fn edit_as(&self, session: &str, prompt: &str, attempt: Uuid) -> Said {
        let answer = self.prompt(session, prompt, attempt).send().await.unwrap();
        let raw = answer.text().await.unwrap();
        let mut said = Said { raw, ..Said::default() };
        for line in said.raw.lines().filter_map(|line| line.strip_prefix("data: ")) {
            let Ok(event) = serde_json::from_str::<Value>(line) else { continue };
            if let Some(code) = event["errorCode"].as_str() {
                said.error = Some((code.into(), event["errorMessage"].as_str().unwrap_or_default().into()));
            }
            if event["partial"] == json!(false) {
                said.text += event["content"]["parts"][0]["text"].as_str().unwrap_or_default();
            }
        }
        said
    }

    pub async fn edit(&self, session: &str, prompt: &str) -> Said {
        self.edit_as(session, prompt, Uuid::new_v4()).await
    }

    pub async fn state(&self, session: &str) -> Value {
        self.get(&format!("/api/state/nemo_agent/me/{session}/latest")).await["data"].clone()
    }

    pub async fn draft(&self, session: &str) -> Value {
        self.state(session).await["state"]["draft"].clone()
    }

    pub async fn submit(&self, session: &str, id: &str, output: Value) -> (u16, Value) {
        let draft = self.draft(session).await;
        self.post("/api/render/proxy/lambda", json!({"id": id, "sessionId": session, "draft": draft, "output": output}))
            .await
    }

    /// Waits for a render's end and gives its last answer.
    pub async fn finished(&self, id: &str) -> Value {
        for _ in 0..2400 {
            let answer = self.get(&format!("/api/render/proxy/lambda/{id}")).await;
            let data = &answer["data"];
            if !matches!(data["status"].as_str(), Some("pending" | "processing")) {
                return data.clone();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the render {id} does not end");
    }

    /// Renders the session's timeline into a file.
    pub async fn render(&self, session: &str, output: Value, file: &Path) -> Value {
        let id = format!("render_{}", Uuid::new_v4());
        let (status, answer) = self.submit(session, &id, output).await;
        assert_eq!(status, 200, "{answer}");
        let data = self.finished(&id).await;
        assert_eq!(data["status"], "completed", "{data}");
        let url = self.url(data["outputUrl"].as_str().unwrap());
        let bytes = self.http.get(url).send().await.unwrap().bytes().await.unwrap();
        std::fs::write(file, &bytes).unwrap();
        data
    }
}

/// Runs a program and gives what it printed on both outputs.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = std::process::Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Frames that are really in the file, and the lengths of its picture and its sound.
pub fn measured(file: &Path) -> (u64, f64, f64) {
    let file = file.to_str().unwrap();
    let ask = |stream: &str, entries: &str, extra: &[&str]| {
        let mut arguments = vec!["-v", "error", "-select_streams", stream, "-show_entries", entries, "-of", "csv=p=0"];
        arguments.extend(extra);
        arguments.push(file);
        run("ffprobe", &arguments).trim().trim_end_matches(',').to_owned()
    };
    let frames = ask("v:0", "stream=nb_read_frames", &["-count_frames"]).parse().unwrap();
    let length = |stream| ask(stream, "stream=duration", &[]).parse().unwrap();
    (frames, length("v:0"), length("a:0"))
}
