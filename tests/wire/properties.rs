//! What holds for any bytes.

use flow::backend::sse::{Event, Parser};
use proptest::prelude::*;

fn events<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Event> {
    let mut parser = Parser::new(64);
    let mut events: Vec<Event> = pieces.into_iter().flat_map(|piece| parser.push(piece)).collect();
    events.extend(parser.finish());
    events
}

proptest! {
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
}
