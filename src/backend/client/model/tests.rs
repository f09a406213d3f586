//! Fetching from a server on loopback that breaks off, starts anew, or gives another file.

use std::sync::{Arc, Mutex};

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;

use super::*;
use crate::draft::sha256_hex;

/// What was asked for, and how much of the file comes with an answer before it ends.
type Served = Arc<Mutex<(Vec<String>, usize)>>;

const FILE: &[u8] = b"lmgg, and a model of many words";

async fn serve(ranges: bool) -> (String, Served) {
    let served: Served = Arc::new(Mutex::new((Vec::new(), FILE.len())));
    let answer = move |State(served): State<Served>, request: Request| async move {
        let range = request.headers().get(header::RANGE).and_then(|range| range.to_str().ok()).unwrap_or("").to_owned();
        let mut served = served.lock().unwrap();
        served.0.push(format!("{} {range}", request.uri()));
        let from = range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap_or(0);
        let (from, status) = if ranges { (from, StatusCode::PARTIAL_CONTENT) } else { (0, StatusCode::OK) };
        let body = FILE[from..FILE.len().min(from + served.1)].to_vec();
        let answer = Response::builder().status(status);
        let answer = answer.header(header::CONTENT_RANGE, format!("bytes {from}-{}/{}", FILE.len() - 1, FILE.len()));
        answer.body(axum::body::Body::from(body)).unwrap()
    };
    let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&served));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let _ = rustls::crypto::ring::default_provider().install_default();
    (origin, served)
}

fn wanted(content: &[u8]) -> Model {
    model("tiny", content.len() as u64, Box::leak(sha256_hex(content).into_boxed_str()))
}

#[tokio::test]
async fn a_fetch_that_broke_off_is_gone_on_with_and_a_whole_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, served) = serve(true).await;
    served.lock().unwrap().1 = 10;
    let broken = wanted(FILE).fetch(&origin, folder.path(), &|_| ()).await.unwrap_err();
    assert!(broken.message.contains("10 of 31 bytes are here"), "{}", broken.message);
    served.lock().unwrap().1 = FILE.len();
    let path = wanted(FILE).fetch(&origin, folder.path(), &|_| ()).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), FILE);
    assert_eq!(wanted(FILE).fetch(&origin, folder.path(), &|_| ()).await.unwrap(), path);
    assert_eq!(served.lock().unwrap().0, ["/ggml-tiny.bin bytes=0-", "/ggml-tiny.bin bytes=10-"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_server_that_begins_anew_is_taken_at_its_word() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, _) = serve(false).await;
    std::fs::write(folder.path().join("ggml-tiny.bin.part"), "lmgg").unwrap();
    let path = wanted(FILE).fetch(&origin, folder.path(), &|_| ()).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), FILE);
}

#[tokio::test]
async fn another_file_than_the_published_one_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let (origin, _) = serve(true).await;
    for other in [&b"lmgg, and a model of other word"[..], &FILE[..20]] {
        let broken = wanted(other).fetch(&origin, folder.path(), &|_| ()).await.unwrap_err();
        assert!(broken.message.contains("is not what was published"), "{}", broken.message);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
