//! The rules for addresses, and fetching from a server on loopback that stands for the internet.

use std::sync::{Arc, Mutex};

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use secrecy::SecretString;

use super::super::{Attribution, Config, Credential, Exchange, Recorder, Replay};
use super::*;

#[test]
fn only_addresses_of_the_internet_at_large_are_public() {
    let table = "
        8.8.8.8 yes | 1.1.1.1 yes | 93.184.216.34 yes | 172.15.255.255 yes | 172.32.0.1 yes | 100.63.255.255 yes
        100.128.0.0 yes | 192.0.1.1 yes | 198.17.0.1 yes | 198.20.0.1 yes | 223.255.255.255 yes | 11.0.0.1 yes
        0.0.0.0 no | 0.1.2.3 no | 10.0.0.1 no | 10.255.255.255 no | 100.64.0.1 no | 100.127.255.255 no
        100.100.100.200 no | 127.0.0.1 no | 127.255.0.1 no | 168.63.129.16 no | 169.254.169.254 no | 172.16.0.1 no
        172.31.255.255 no | 192.0.0.192 no | 192.0.2.1 no | 192.88.99.1 no | 192.168.1.1 no | 198.18.0.1 no
        198.19.255.255 no | 198.51.100.7 no | 203.0.113.9 no | 224.0.0.1 no | 239.1.1.1 no | 240.0.0.1 no
        255.255.255.255 no
        2606:4700::1111 yes | 2001:4860:4860::8888 yes | 2a00:1450::1 yes | 2001:200::1 yes
        :: no | ::1 no | ::ffff:8.8.8.8 no | ::ffff:127.0.0.1 no | ::8.8.8.8 no | 64:ff9b::808:808 no
        64:ff9b:1::1 no | 100::1 no | 2001::1 no | 2001:2::1 no | 2001:20::1 no | 2001:1ff::1 no | 2001:db8::1 no
        2002:7f00:1::1 no | 3fff::1 no | 5f00::1 no | fc00::1 no | fd00:ec2::254 no | fe80::1 no | fec0::1 no
        ff02::1 no";
    for row in table.split(['|', '\n']).map(str::trim).filter(|row| !row.is_empty()) {
        let (ip, public) = row.split_once(' ').unwrap();
        assert_eq!(is_public(ip.parse().unwrap()), public == "yes", "{ip}");
    }
}

#[test]
fn an_address_is_looked_at_before_anything_is_sent() {
    let none: &[&str] = &[];
    let named = &["Files.Example.com"][..];
    for (address, hosts, ci, said) in [
        ("https://files.example.com/a.mp4", none, false, ""),
        ("https://files.example.com:8443/a.mp4?sig=1", none, false, ""),
        ("HTTPS://FILES.example.com/a.mp4", named, true, ""),
        ("https://files.example.com/a.mp4", none, true, "nothing is fetched from `files.example.com`: in CI"),
        ("https://other.example.com/a.mp4", named, true, "only other hosts"),
        ("https://other.example.com/a.mp4", named, false, "only other hosts"),
        ("https://files.example.com.evil.org/a.mp4", named, false, "only other hosts"),
        ("https://files.example.com@evil.org/a.mp4", named, false, "nothing is fetched from `evil.org`"),
        ("http://files.example.com/a.mp4", none, false, "`http:` address"),
        ("file:///etc/passwd", none, false, "`file:` address"),
        ("ftp://files.example.com/a.mp4", none, false, "`ftp:` address"),
        ("https://127.0.0.1/a.mp4", none, false, "`127.0.0.1`: it is no public place"),
        ("https://2130706433/a.mp4", none, false, "`127.0.0.1`: it is no public place"),
        ("https://0x7f.1/a.mp4", none, false, "`127.0.0.1`: it is no public place"),
        ("https://[::1]/a.mp4", none, false, "`[::1]`: it is no public place"),
        ("https://[::ffff:8.8.8.8]/a.mp4", none, false, "no public place"),
        ("https://10.1.2.3/a.mp4", none, false, "no public place"),
        ("https://169.254.169.254/latest/meta-data", none, false, "no public place"),
        ("https://localhost/a.mp4", none, false, "no public place"),
        ("https://tool.localhost/a.mp4", none, false, "no public place"),
        ("https://", none, false, "no address"),
        ("https://[::1/a.mp4", none, false, "no address"),
    ] {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let told = match Fetch::new(&hosts, ci, PathBuf::new()).permits(address) {
            Ok(()) => String::new(),
            Err(failure) => {
                assert_eq!(failure.code, Code::AddressRefused);
                assert!(failure.fix.is_some());
                failure.message
            }
        };
        assert_eq!((told.is_empty(), told.contains(said)), (said.is_empty(), true), "{address}: {told}");
    }
}

#[test]
fn a_flag_names_a_host_and_nothing_more() {
    for (word, is) in [
        ("files.example.com", true),
        ("Files.Example.COM", true),
        ("https://files.example.com", false),
        ("files.example.com/a", false),
        ("files.example.com:8443", false),
        ("*.example.com?", false),
        ("", false),
    ] {
        assert_eq!(Fetch::is_host(word), is, "{word}");
    }
}

#[test]
fn a_name_comes_from_the_answer_then_from_the_addresses() {
    for (disposition, first, last, kind, is) in [
        ("", "/clips/talk.mov", "/x", "video/mp4", "talk.mov"),
        ("attachment; filename=\"My talk.mp4\"", "/get?id=1", "/x", "", "My talk.mp4"),
        ("attachment; filename=a.mp4; filename*=UTF-8''%C3%A4%20b.mp4", "/x", "/x", "", "ä b.mp4"),
        ("attachment; filename=\"../../.ssh/keys.mp4\"", "/x", "/x", "", "keys.mp4"),
        ("attachment; filename=\"..\\\\..\\\\a.mp4\"", "/x", "/x", "", "a.mp4"),
        ("", "/download", "/cdn/talk.webm", "", "talk.webm"),
        ("", "/a%2Fb%2F..%2Ftalk.mp4", "/x", "", "talk.mp4"),
        ("", "/watch", "/0a1b", "video/mp4", "watch.mp4"),
        ("", "/", "/", "video/quicktime", "footage.mov"),
        ("", "/%00%1b.mp4", "/x", "", "mp4"),
        ("", "/tool.exe", "/x", "", "tool.exe"),
    ] {
        let url = |path| Url::parse(&format!("https://files.example.com{path}")).unwrap();
        assert_eq!(name(disposition, [&url(first), &url(last)], kind), is, "{disposition} {first} {last}");
    }
}

/// The heads of the requests that the server got.
type Seen = Arc<Mutex<Vec<HeaderMap>>>;

#[derive(serde::Deserialize)]
struct To {
    to: String,
}

async fn server() -> (u16, Seen) {
    let seen = Seen::default();
    let to = |Query(To { to }): Query<To>| async move { (StatusCode::FOUND, [(header::LOCATION, to)]) };
    let endless = || async {
        axum::body::Body::from_stream(futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0; 1024])))
    };
    let page = || async { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], "<p>Watch here</p>") };
    let note = |State(seen): State<Seen>, request: Request, next: axum::middleware::Next| async move {
        seen.lock().unwrap().push(request.headers().clone());
        next.run(request).await
    };
    let round = || async { (StatusCode::FOUND, [(header::LOCATION, "/round")]).into_response() };
    let nowhere = || async { Response::builder().status(302).body(axum::body::Body::empty()).unwrap() };
    let router = axum::Router::new()
        .route("/talk.mp4", get(|| async { "footage" }))
        .route("/big.mp4", get(|| async { vec![0; 5000] }))
        .route("/endless.mp4", get(endless))
        .route("/page", get(page))
        .route("/to", get(to))
        .route("/round", get(round))
        .route("/nowhere", get(nowhere))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&seen), note));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (port, seen)
}

/// Rules by which this very server, and no other place of this machine, is public.
fn ground() -> Ground {
    let look_up = |host: String, port| -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
        let ips: &[&str] = match &*host {
            "files.test" => &["127.0.0.1"],
            "inside.test" => &["10.0.0.7"],
            "both.test" => &["127.0.0.1", "192.168.0.7"],
            "metadata.test" => &["169.254.169.254"],
            "empty.test" => &[],
            _ => return Box::pin(async { Err(std::io::Error::other("no such host")) }),
        };
        let places = ips.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), port)).collect();
        Box::pin(async { Ok(places) })
    };
    Ground { scheme: "http", public: |ip| ip == IpAddr::V4(Ipv4Addr::LOCALHOST) || is_public(ip), look_up, limit: 4096 }
}

fn client() -> Client {
    told(None, None)
}

fn told(recorder: Option<Arc<dyn Recorder>>, replay: Option<Arc<Replay>>) -> Client {
    Client::new(Config {
        origin: "http://127.0.0.1:1".into(),
        web: String::new(),
        credential: Credential::Fixed(SecretString::from("the-token")),
        attribution: Attribution::new("flow", "1", None, None),
        timing: Timing::local(),
        recorder,
        replay,
        links: false,
    })
}

#[tokio::test]
async fn what_is_fetched_is_a_file_that_goes_with_its_value() {
    let (port, seen) = server().await;
    let folder = tempfile::tempdir().unwrap();
    let fetch = Fetch { ground: ground(), ..Fetch::new(&["files.test".into()], true, folder.path().join("fetched")) };
    let left = folder.path().join("fetched/left");
    std::fs::create_dir_all(&left).unwrap();
    let before = std::time::SystemTime::now() - 2 * OLD;
    std::fs::File::open(&left).unwrap().set_modified(before).unwrap();
    let moved = Mutex::new(Vec::new());
    let progress = |done, total| moved.lock().unwrap().push((done, total));
    let address = format!("http://files.test:{port}/to?to=http://files.test:{port}/talk.mp4");
    let fetched = client().fetch_address(&fetch, &address, &progress).await.unwrap();
    assert_eq!(fetched.path.file_name().unwrap(), "talk.mp4");
    assert_eq!(std::fs::read(&fetched.path).unwrap(), b"footage");
    assert_eq!(moved.into_inner().unwrap().last(), Some(&(7, Some(7))));
    drop(fetched);
    assert_eq!(std::fs::read_dir(folder.path().join("fetched")).unwrap().count(), 0);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    for heads in seen.iter() {
        let mut names: Vec<&str> = heads.keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"], "and nothing of the person's");
    }
}

#[tokio::test]
async fn what_may_not_be_had_is_told_and_leaves_nothing() {
    let (port, seen) = server().await;
    let folder = tempfile::tempdir().unwrap();
    let fetch = Fetch { ground: ground(), ..Fetch::new(&[], false, folder.path().to_owned()) };
    let only = Fetch { ground: ground(), ..Fetch::new(&["files.test".into()], true, folder.path().to_owned()) };
    let elsewhere = |host: &str| format!("http://files.test:{port}/to?to=http://{host}:{port}/talk.mp4");
    let refused = Code::AddressRefused;
    for (rules, address, requests, code, said) in [
        (&fetch, format!("http://inside.test:{port}/a.mp4"), 0, refused, "`inside.test` (10.0.0.7): it is no public"),
        (&fetch, format!("http://both.test:{port}/a.mp4"), 0, refused, "`both.test` (192.168.0.7): it is no public"),
        (&fetch, format!("http://metadata.test:{port}/latest"), 0, refused, "(169.254.169.254)"),
        (&fetch, format!("http://empty.test:{port}/a.mp4"), 0, Code::FetchFailed, "has no address"),
        (&fetch, format!("http://gone.test:{port}/a.mp4"), 0, Code::FetchFailed, "is not found: no such host"),
        (&fetch, elsewhere("inside.test"), 1, refused, "`inside.test` (10.0.0.7)"),
        (
            &fetch,
            elsewhere("127.0.0.2"),
            1,
            refused,
            "`files.test` leads elsewhere: nothing is fetched from `127.0.0.2`",
        ),
        (&fetch, elsewhere("[::1]"), 1, refused, "`[::1]`"),
        (&fetch, elsewhere("169.254.169.254"), 1, refused, "`169.254.169.254`"),
        (&fetch, elsewhere("localhost"), 1, refused, "`localhost`"),
        (&only, elsewhere("127.0.0.1"), 1, refused, "only other hosts are allowed"),
        (&fetch, format!("http://files.test:{port}/to?to=file:///etc/passwd"), 1, refused, "`file:` address"),
        (&fetch, format!("http://files.test:{port}/round"), 6, Code::FetchFailed, "more than 5 addresses"),
        (&fetch, format!("http://files.test:{port}/nowhere"), 1, Code::FetchFailed, "cannot be read"),
        (&fetch, format!("http://files.test:{port}/none.mp4"), 1, Code::FetchFailed, "answered 404"),
        (&fetch, format!("http://files.test:{port}/page"), 1, Code::FetchFailed, "gave a page"),
        (&fetch, format!("http://files.test:{port}/big.mp4"), 1, Code::FileTooLarge, "gives 5000 bytes or more"),
        (&fetch, format!("http://files.test:{port}/endless.mp4"), 1, Code::FileTooLarge, "fetches up to 4096"),
    ] {
        seen.lock().unwrap().clear();
        let failure = client().fetch_address(rules, &address, &|_, _| {}).await.unwrap_err();
        assert_eq!(failure.code, code, "{address}: {}", failure.message);
        assert!(failure.message.contains(said), "{address}: {}", failure.message);
        assert_eq!(seen.lock().unwrap().len(), requests, "{address}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{address}");
    }
}

/// A recording of what was fetched.
struct Tape(Mutex<String>);

impl Recorder for Tape {
    fn exchange(&self, exchange: &Exchange) {
        *self.0.lock().unwrap() += &(serde_json::to_string(exchange).unwrap() + "\n");
    }
}

#[tokio::test]
async fn a_replay_knows_what_was_fetched_and_holds_none_of_it() {
    let (port, seen) = server().await;
    let folder = tempfile::tempdir().unwrap();
    let fetch = Fetch { ground: ground(), ..Fetch::new(&[], false, folder.path().to_owned()) };
    let address = format!("http://files.test:{port}/talk.mp4?signed=rights");
    let header = r#"{"recording":1,"flow":"1","backend":"local","origin":"http://127.0.0.1:1","costs":false}"#;
    let tape = Arc::new(Tape(Mutex::new(format!("{header}\n"))));
    let recording = told(Some(Arc::clone(&tape) as Arc<dyn Recorder>), None);
    let first = recording.fetch_address(&fetch, &address, &|_, _| {}).await.unwrap();
    let text = tape.0.lock().unwrap().clone();
    assert!(!text.contains("rights") && !text.contains("footage\""), "{text}");
    let path = folder.path().join("tape.jsonl");
    std::fs::write(&path, text).unwrap();
    let replay = told(None, Some(Arc::new(Replay::read(&path).unwrap())));
    assert!(replay.fetched_before("http://files.test/other.mp4").unwrap().is_none());
    let again = replay.fetched_before(&address).unwrap().unwrap();
    assert_eq!((again.path.file_name(), &again.sha256), (first.path.file_name(), &first.sha256));
    assert_eq!(std::fs::read(&again.path).unwrap(), [0; 7], "as large as it was, and nothing in it");
    assert_eq!(seen.lock().unwrap().len(), 1, "a replay asks nobody");
}
