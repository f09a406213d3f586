//! As much of HTTP as a fake backend needs, written by hand so that it can be broken anywhere.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[derive(Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The name and the content of the one file of a form.
    pub fn file(&self) -> Option<(String, Vec<u8>)> {
        let text = String::from_utf8_lossy(&self.body);
        let name = text.split("filename=\"").nth(1)?.split('"').next()?.to_owned();
        let from = find(&self.body, b"\r\n\r\n")? + 4;
        let boundary = self.header("content-type")?.split("boundary=").nth(1)?.to_owned();
        let end = find(&self.body, format!("\r\n--{boundary}--").as_bytes())?;
        Some((name, self.body[from..end].to_vec()))
    }
}

/// Nothing where the request did not come whole.
pub async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 64 << 10];
    let head = loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            break at;
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => bytes.extend_from_slice(&piece[..length]),
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).ok()?;
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let pair = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = lines.filter_map(pair).collect();
    let mut request = Request { method, path, headers, body: bytes.split_off(head + 4) };
    let length: usize = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while request.body.len() < length {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => request.body.extend_from_slice(&piece[..length]),
        }
    }
    Some(request)
}

/// An answer of known length, of which only so much goes out. The client may be gone, which is its
/// right.
pub async fn write(stream: &mut TcpStream, status: u16, headers: &[(&str, String)], body: &[u8], only: Option<usize>) {
    let mut head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    let _ = stream.write_all(format!("{head}\r\n").as_bytes()).await;
    let _ = stream.write_all(&body[..only.unwrap_or(body.len()).min(body.len())]).await;
    let _ = stream.shutdown().await;
}

/// The head of a stream of events.
pub async fn begin_events(stream: &mut TcpStream) {
    let head = "HTTP/1.1 200 X\r\nConnection: close\r\nContent-Type: text/event-stream\r\n\
                Transfer-Encoding: chunked\r\n\r\n";
    let _ = stream.write_all(head.as_bytes()).await;
}

pub async fn event(stream: &mut TcpStream, data: &Value) {
    let text = format!("data: {data}\n\n");
    let _ = stream.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).await;
}

pub async fn end_events(stream: &mut TcpStream) {
    let _ = stream.write_all(b"0\r\n\r\n").await;
    let _ = stream.shutdown().await;
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
