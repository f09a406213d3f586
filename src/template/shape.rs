//! The type of what a template reads, as far as it is known before anything runs.

use std::sync::{Arc, LazyLock};

/// A type. `Any` is what is not known; nothing is ever refused for being `Any`. A copy is cheap,
/// since every read of a step makes one.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    Any,
    Text,
    Number,
    Bool,
    List(Arc<Shape>),
    /// Every key has a value of this shape.
    Mapping(Arc<Shape>),
    /// Just these fields.
    Record(Arc<Vec<(String, Shape)>>),
}

impl Shape {
    pub fn record<'a>(fields: impl IntoIterator<Item = (&'a str, Shape)>) -> Shape {
        Shape::fields(fields.into_iter().map(|(name, shape)| (name.to_owned(), shape)).collect())
    }

    pub fn fields(fields: Vec<(String, Shape)>) -> Shape {
        Shape::Record(Arc::new(fields))
    }

    pub fn list(of: Shape) -> Shape {
        Shape::List(Arc::new(of))
    }

    pub fn mapping(of: Shape) -> Shape {
        Shape::Mapping(Arc::new(of))
    }

    /// What an item of it is, where it is a list or may be one.
    pub fn item(&self) -> Shape {
        match self {
            Shape::List(item) => (**item).clone(),
            _ => Shape::Any,
        }
    }

    /// The shape of a value that is known.
    pub fn of(value: &serde_json::Value) -> Shape {
        use serde_json::Value;
        match value {
            Value::Null => Shape::Any,
            Value::Bool(_) => Shape::Bool,
            Value::Number(_) => Shape::Number,
            Value::String(_) => Shape::Text,
            Value::Array(items) => Shape::list(items.first().map_or(Shape::Any, Shape::of)),
            Value::Object(fields) => {
                Shape::fields(fields.iter().map(|(name, value)| (name.clone(), Shape::of(value))).collect())
            }
        }
    }

    /// What it is, in people's words.
    pub fn what(&self) -> &'static str {
        match self {
            Shape::Any => "a value",
            Shape::Text => "text",
            Shape::Number => "a number",
            Shape::Bool => "true or false",
            Shape::List(_) => "a list",
            Shape::Mapping(_) | Shape::Record(_) => "a mapping",
        }
    }

    /// What a media file tells of itself.
    pub fn media() -> Shape {
        MEDIA.clone()
    }

    /// The timeline in people's units, as `state` and `before` give it.
    pub fn state() -> Shape {
        STATE.clone()
    }
}

static MEDIA: LazyLock<Shape> = LazyLock::new(|| {
    Shape::list(Shape::record([
        ("name", Shape::Text),
        ("kind", Shape::Text),
        ("url", Shape::Text),
        ("duration", Shape::Number),
        ("width", Shape::Number),
        ("height", Shape::Number),
        ("fps", Shape::Number),
        ("sha256", Shape::Text),
    ]))
});

static STATE: LazyLock<Shape> = LazyLock::new(|| {
    let segments = Shape::list(Shape::record([
        ("name", Shape::Text),
        ("start", Shape::Number),
        ("end", Shape::Number),
        ("duration", Shape::Number),
        ("text", Shape::Text),
        ("role", Shape::Text),
        ("volume", Shape::Number),
    ]));
    let tracks = || Shape::list(Shape::record([("name", Shape::Text), ("segments", segments.clone())]));
    Shape::record([
        ("duration", Shape::Number),
        ("tracks", Shape::record([("video", tracks()), ("audio", tracks()), ("text", tracks()), ("other", tracks())])),
        ("text", segments.clone()),
        ("canvas", Shape::record([("width", Shape::Number), ("height", Shape::Number)])),
        ("media", Shape::media()),
        ("generated", Shape::Number),
        ("draft", Shape::Any),
    ])
});
