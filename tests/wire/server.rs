//! A server that does what its script says, also what no library would let it: cut connections,
//! split characters, speak no HTTP. It lives in the test's own runtime, so that a paused clock
//! leaps only while nobody has anything to do.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is done with one request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scripted {
    pub status: Option<u16>,
    pub headers: std::collections::BTreeMap<String, String>,
    /// A JSON body.
    pub json: Option<Value>,
    /// A body as it stands.
    pub body: Option<String>,
    /// An event stream as it stands.
    pub sse: Option<String>,
    /// Instead of one piece: many, each sent by itself.
    pub chunks: Vec<String>,
    /// The media type of `body` and `chunks`.
    pub r#type: Option<String>,
    /// Everything that goes over the connection, head included.
    pub raw: Option<String>,
    /// Seconds before the answer.
    pub delay: f64,
    /// Seconds between the pieces, and before the end.
    pub pause: f64,
    /// The connection ends before the body does.
    pub cut: bool,
    /// The length is announced, not the pieces; a number announces that length.
    pub length: Option<u64>,
    /// Nothing is read or answered: the connection is closed at once.
    pub close: bool,
    /// Only the head of the request is read, and nothing is answered.
    pub deaf: bool,
    /// The connection is left open for another request, which is logged as wrong.
    pub keep: bool,
    /// How often this is done, if more than once.
    pub times: usize,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
pub struct Log {
    pub requests: Vec<Request>,
    pub script: std::collections::VecDeque<Scripted>,
}

pub type Shared = Arc<Mutex<Log>>;

/// Serves until the runtime ends. `prefix` stands before the path in the log.
pub fn serve(listener: TcpListener, prefix: &'static str, log: Shared) {
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream, prefix, log.clone()));
        }
    });
}

async fn answer(mut stream: TcpStream, prefix: &'static str, log: Shared) {
    let closes = log.lock().unwrap().script.front().is_some_and(|scripted| scripted.close);
    if closes {
        let mut log = log.lock().unwrap();
        log.script.pop_front();
        let (headers, body) = (Vec::new(), Vec::new());
        log.requests.push(Request { line: "(closed)".into(), headers, body });
        return;
    }
    let deaf = log.lock().unwrap().script.front().is_some_and(|scripted| scripted.deaf);
    let Some(request) = read(&mut stream, prefix, !deaf).await else {
        return;
    };
    let scripted = {
        let mut log = log.lock().unwrap();
        log.requests.push(request);
        log.script.pop_front().unwrap_or(Scripted {
            status: Some(599),
            body: Some("the script has no answer".into()),
            ..Scripted::default()
        })
    };
    if deaf {
        // The connection stays open for longer than anyone waits.
        wait(1e6).await;
    }
    // The client may be gone by now, which is its right.
    let _ = write(&mut stream, &scripted).await;
    if scripted.keep && read(&mut stream, prefix, true).await.is_some() {
        let (headers, body) = (Vec::new(), Vec::new());
        log.lock().unwrap().requests.push(Request { line: "(second on a connection)".into(), headers, body });
    }
}

pub async fn write(stream: &mut TcpStream, scripted: &Scripted) -> std::io::Result<()> {
    wait(scripted.delay).await;
    if let Some(raw) = &scripted.raw {
        stream.write_all(raw.as_bytes()).await?;
        return stream.shutdown().await;
    }
    let (kind, mut pieces) = match scripted {
        Scripted { json: Some(json), .. } => ("application/json", vec![json.to_string()]),
        Scripted { sse: Some(sse), .. } => ("text/event-stream", vec![sse.clone()]),
        Scripted { body: Some(body), .. } => ("", vec![body.clone()]),
        _ => ("", scripted.chunks.clone()),
    };
    let kind = scripted.r#type.as_deref().unwrap_or(kind);
    let mut head = format!("HTTP/1.1 {} X\r\n", scripted.status.unwrap_or(200));
    if !scripted.keep {
        head += "Connection: close\r\n";
    }
    if !kind.is_empty() {
        head += &format!("Content-Type: {kind}\r\n");
    }
    for (name, value) in &scripted.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let in_pieces = scripted.sse.is_some() || !scripted.chunks.is_empty();
    let chunked = in_pieces && scripted.length.is_none();
    if chunked {
        head += "Transfer-Encoding: chunked\r\n";
    } else {
        let length: usize = pieces.iter().map(String::len).sum();
        head += &format!("Content-Length: {}\r\n", scripted.length.unwrap_or(length as u64));
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).await?;
    pieces.retain(|piece| !piece.is_empty());
    for piece in &pieces {
        let framed = if chunked { format!("{:x}\r\n{piece}\r\n", piece.len()) } else { piece.clone() };
        stream.write_all(framed.as_bytes()).await?;
        stream.flush().await?;
        tokio::task::yield_now().await;
        wait(scripted.pause).await;
    }
    if chunked && !scripted.cut {
        stream.write_all(b"0\r\n\r\n").await?;
    }
    if scripted.keep { Ok(()) } else { stream.shutdown().await }
}

async fn wait(seconds: f64) {
    if seconds > 0.0 {
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    }
}

pub async fn read(stream: &mut TcpStream, prefix: &'static str, body: bool) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 64 << 10];
    let head = loop {
        if let Some(at) = find(&bytes, b"\r\n\r\n") {
            break at;
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            // The beginning of a TLS handshake, which nobody here speaks.
            Ok(_) if bytes.is_empty() && piece[0] == 0x16 => return None,
            Ok(length) => bytes.extend_from_slice(&piece[..length]),
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).ok()?;
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let line = format!("{} {prefix}{}", first.next()?, first.next()?);
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut request = Request { line, headers, body: bytes.split_off(head + 4) };
    let length: usize = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while body && request.body.len() < length {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(length) => request.body.extend_from_slice(&piece[..length]),
        }
    }
    Some(request)
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
