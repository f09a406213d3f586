//! A server that answers before it has read what it is sent, as proxies do with a body that is too large
//! for them. It reads on until the client has heard: what one says that hangs up at once may be lost on
//! the way, whoever listens.

use flow::backend::client::Reach;
use flow::outcome::Code;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::case::against;
use super::server::read;

const NO: &[u8] = b"HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: 9\r\n\r\ntoo large";

#[tokio::test]
async fn a_refusal_in_the_middle_of_an_upload_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.mp4");
    std::fs::File::create(&file).unwrap().set_len(32 << 20).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = against(format!("http://{}", listener.local_addr().unwrap()));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read(&mut stream, "", false).await.unwrap();
        stream.write_all(NO).await.unwrap();
        // Whether the client sends all of it or hangs up is its own affair.
        let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    });
    let error = client.upload("s1", &file, "long.mp4", &|_, _| {}).await.unwrap_err();
    assert_eq!((error.failure.code, error.reach), (Code::FileTooLarge, Reach::Refused), "{error}");
    server.await.unwrap();
}
