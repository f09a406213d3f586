//! Bytes of an event stream to events, by the rules of the HTML standard, for chunks that are split
//! anywhere.
//!
//! It differs from the standard where servers do: an event without data is passed on (it may be a
//! heartbeat), and `finish` gives a last event that no blank line closes. An event that is larger
//! than the limit loses its data and does not end the stream, because ending it could end the edit.

/// One event. Comments and fields without a meaning here (`id`, `retry`) leave no trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The value of the `event` field; empty where there was none.
    pub name: String,
    /// The lines of `data`, joined by line feeds.
    pub data: String,
    /// The event was larger than the limit, and its data was thrown away.
    pub too_long: bool,
}

/// Takes the bytes as they come, and gives each event once it is complete.
#[derive(Debug)]
pub struct Parser {
    limit: usize,
    line: Vec<u8>,
    name: String,
    data: String,
    has_data: bool,
    has_name: bool,
    after_cr: bool,
    past_first_line: bool,
    too_long: bool,
}

impl Parser {
    /// `limit` is the largest size of one event in bytes.
    pub fn new(limit: usize) -> Parser {
        Parser {
            limit,
            line: Vec::new(),
            name: String::new(),
            data: String::new(),
            has_data: false,
            has_name: false,
            after_cr: false,
            past_first_line: false,
            too_long: false,
        }
    }

    /// The events that `chunk` completes.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in chunk {
            let after_cr = std::mem::take(&mut self.after_cr);
            match byte {
                b'\n' if after_cr => {}
                b'\n' => events.extend(self.end_line()),
                b'\r' => {
                    self.after_cr = true;
                    events.extend(self.end_line());
                }
                _ if self.line.len() + self.data.len() >= self.limit => {
                    self.too_long = true;
                    self.data.clear();
                    // What is left of the line must not look like the blank line that ends an event.
                    self.line.clear();
                    self.line.push(b':');
                }
                _ => self.line.push(byte),
            }
        }
        events
    }

    /// The last event of a body that ended without a blank line.
    pub fn finish(mut self) -> Option<Event> {
        if !self.line.is_empty()
            && let Some(event) = self.end_line()
        {
            return Some(event);
        }
        self.dispatch()
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        let mut bytes = &line[..];
        if !std::mem::replace(&mut self.past_first_line, true) {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        if bytes.is_empty() {
            return self.dispatch();
        }
        if self.too_long {
            return None;
        }
        let text = String::from_utf8_lossy(bytes);
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => {
                self.has_name = true;
                self.name = value.to_owned();
            }
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.has_data = true;
                self.data.push_str(value);
            }
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<Event> {
        let event = Event {
            name: std::mem::take(&mut self.name),
            data: std::mem::take(&mut self.data),
            too_long: std::mem::take(&mut self.too_long),
        };
        let (has_data, has_name) = (std::mem::take(&mut self.has_data), std::mem::take(&mut self.has_name));
        (has_data || has_name || event.too_long).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(bytes: &[u8]) -> Vec<(String, String)> {
        let mut parser = Parser::new(1000);
        let mut events = parser.push(bytes);
        events.extend(parser.finish());
        events.into_iter().map(|event| (event.name, event.data)).collect()
    }

    #[test]
    fn the_standards_corners_are_kept() {
        let stream =
            b"\xEF\xBB\xBFdata: a\r\ndata:b\rdata\n\n: comment\n\nevent: x\ndata:  c\nid: 1\nretry: 3\n\ndata: last";
        let told: Vec<(String, String)> =
            [("", "a\nb\n"), ("x", " c"), ("", "last")].map(|(name, data)| (name.to_owned(), data.to_owned())).to_vec();
        assert_eq!(events(stream), told);
    }

    #[test]
    fn an_event_that_is_too_long_loses_its_data_and_the_next_one_is_whole() {
        let mut parser = Parser::new(16);
        let events = parser.push(b"data: 0123456789abcdefghij\ndata: more\n\ndata: ok\n\n");
        assert!(events[0].too_long && events[0].data.is_empty());
        assert_eq!((events[1].data.as_str(), events[1].too_long), ("ok", false));
    }
}
