//! What holds for any bytes.

use std::sync::{Arc, Mutex};

use flow::backend::client::{Client, Output};
use flow::backend::sse::{Event, Parser};
use proptest::prelude::*;
use uuid::Uuid;

use super::case::{against, runtime};
use super::server::{Log, Scripted, serve};

fn events<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let mut parser = Parser::new(64);
    let mut events: Vec<Event> = pieces.into_iter().flat_map(|piece| parser.push(piece)).collect();
    events.extend(parser.finish());
    events
}

/// JSON as text, with numbers, escapes and white space that a parser and printer would change.
fn json() -> impl Strategy<Value = String> {
    let words = [
        "null",
        "true",
        "1",
        "1.0",
        "1e-07",
        "-0",
        "9007199254740993",
        "123456789012345678901234567890",
        "1E400",
        r#""""#,
        r#""a \" b""#,
        r#""字幕 🎬""#,
        r#""\u00e9\/""#,
        r#""</script>""#,
        "{}",
        "[ ]",
    ];
    prop::sample::select(words.to_vec()).prop_map(str::to_owned).prop_recursive(4, 24, 4, |inner| {
        let keys = prop::sample::select(vec!["t", "sg", "tt", "d", "m", "t", "k \\n", "é"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[ {}]", items.join(" ,\n"))),
            prop::collection::vec((keys, inner), 0..4).prop_map(|fields| {
                let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\" : {value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    })
}

/// A client of a server that gives `script`, and what the server saw.
async fn scripted(script: Vec<Scripted>) -> (Client, Arc<Mutex<Log>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let log = Arc::new(Mutex::new(Log { requests: Vec::new(), script: script.into() }));
    serve(listener, "", log.clone());
    (against(origin), log)
}

fn body(text: String) -> Scripted {
    Scripted { r#type: Some("application/json".into()), body: Some(text), ..Scripted::default() }
}

#[test]
fn a_large_file_arrives_whole_and_is_told_piece_by_piece() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("talk.mp4");
    let bytes: Vec<u8> = (0..3_000_001u32).map(|n| (n % 251) as u8).collect();
    std::fs::write(&file, &bytes).unwrap();
    let told = Mutex::new(Vec::new());
    let (media, sent) = runtime().block_on(async {
        let answer = r#"{"code":0,"data":{"files":[{"filename":"a"}],"session_state_applied":true}}"#;
        let (client, log) = scripted(vec![body(answer.into())]).await;
        let note = |at: u64, of: u64| told.lock().unwrap().push((at, of));
        let media = client.upload("s1", &file, "talk.mp4", &note).await.unwrap();
        (media, log.lock().unwrap().requests[0].body.clone())
    });
    assert!(sent.windows(bytes.len()).any(|window| window == bytes));
    assert_eq!(media[0].name, "a");
    let told = told.into_inner().unwrap();
    assert!(told.is_sorted() && told.len() > 1, "{told:?}");
    assert_eq!(told.last(), Some(&(sent.len() as u64, sent.len() as u64)));
}

#[test]
fn an_upload_that_stands_still_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("talk.mp4");
    std::fs::File::create(&file).unwrap().set_len(64 << 20).unwrap();
    runtime().block_on(async {
        let (client, _) = scripted(vec![Scripted { deaf: true, ..Scripted::default() }]).await;
        let start = tokio::time::Instant::now();
        let error = client.upload("s1", &file, "talk.mp4", &|_, _| {}).await.unwrap_err();
        assert_eq!(start.elapsed().as_secs(), 60);
        assert_eq!(error.reach, flow::backend::client::Reach::Unknown);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_split_of_a_stream_gives_the_same_events(
        parts in prop::collection::vec(
            prop_oneof![
                Just("data: "), Just("data:"), Just("event: heartbeat"), Just(": comment"), Just("\n"), Just("\r"),
                Just("\r\n"), Just("\u{feff}"), Just("字é🎬"), Just("{\"type\":\"text\"}"), Just("id: 1"),
                Just("0123456789012345678901234567890123456789"),
            ],
            0..40,
        ),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let stream = parts.concat().into_bytes();
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        at.sort_unstable();
        let mut pieces = Vec::new();
        let mut from = 0;
        for to in at {
            pieces.push(&stream[from..to]);
            from = to;
        }
        pieces.push(&stream[from..]);
        prop_assert_eq!(events(pieces), events([&stream[..]]));
    }

    #[test]
    fn any_draft_goes_back_as_it_came(track in json(), rest in json()) {
        let draft = format!("{{\"x\": {rest}, \"t\" : [{track}]}}");
        let sent = runtime().block_on(async {
            let state = body(format!("{{\"code\":0,\"data\":{{\"state\":{{\"draft\":{draft}}}}}}}"));
            let (client, log) = scripted(vec![state, body("{\"status\":\"pending\"}".into())]).await;
            let draft = client.state("s1").await.unwrap().draft.unwrap();
            client.submit_render("s1", "r", &draft, &Output::default()).await.unwrap();
            log.lock().unwrap().requests[1].body.clone()
        });
        prop_assert_eq!(String::from_utf8(sent).unwrap(), format!("{{\"id\":\"r\",\"sessionId\":\"s1\",\"draft\":{draft}}}"));
    }

    #[test]
    fn no_answer_makes_the_client_panic(
        values in prop::collection::vec(json(), 0..6),
        keys in prop::collection::vec(
            prop::sample::select(vec![
                "type", "content", "parts", "text", "role", "code", "data", "error", "errorCode", "partial", "name",
                "functionCall", "args", "questions", "status", "success", "detail", "files", "state", "draft", "url",
                "output", "token", "session_id", "video_infos", "longRunningToolIds", "message",
            ]),
            6,
        ),
        is_stream in any::<bool>(),
    ) {
        let fields: Vec<String> = values.iter().zip(&keys).map(|(value, key)| format!("\"{key}\":{value}")).collect();
        let inner = format!("{{{}}}", fields.join(","));
        let outer = format!("{{\"content\":{{\"parts\":[{inner}]}},\"data\":{inner}}}");
        runtime().block_on(async {
            let answer = match is_stream {
                true => Scripted { sse: Some(format!("data: {inner}\n\ndata: {outer}\n\n")), ..Scripted::default() },
                false => body(outer.clone()),
            };
            let script = vec![answer.clone(), body(inner.clone()), body(outer.clone()), body(inner), body(outer)];
            let (client, _) = scripted(script).await;
            let _ = client.prompt("s1", "Trim it.", Uuid::nil(), &|_| {}).await;
            let _ = client.state("s1").await;
            let _ = client.poll_render("r").await;
            let _ = client.upload_urls("s1", &["https://x/a".into()]).await;
        });
    }
}
