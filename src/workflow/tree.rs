//! A value of the recipe in which texts are templates: a variable, an output, an item of a list.

use serde_json::Value as Json;

use crate::step::{Reader, Text};
use crate::template::{self, Context, Problem};
use crate::text::Span;
use crate::text::yaml::{Node, Value};

#[derive(Debug, Clone)]
pub enum Tree {
    Plain(Json),
    Text(Text),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    pub fn read(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Tree> {
        Some(match &node.value {
            Value::Str(_) => Tree::Text(reader.template(node, key)?),
            Value::Seq(items) => Tree::List(items.iter().filter_map(|item| Tree::read(reader, item, key)).collect()),
            Value::Map(entries) => {
                if reader.sources.slice(node.at).starts_with("{{") {
                    reader.template(node, key);
                    return None;
                }
                let entries = entries
                    .iter()
                    .filter_map(|(name, item)| Tree::read(reader, item, key).map(|tree| (name.name.to_string(), tree)));
                Tree::Map(entries.collect())
            }
            _ => Tree::Plain(node.json()),
        })
    }

    /// Every template in it.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Tree::Plain(_) => Vec::new(),
            Tree::Text(text) => vec![text],
            Tree::List(items) => items.iter().flat_map(Tree::texts).collect(),
            Tree::Map(entries) => entries.iter().flat_map(|(_, tree)| tree.texts()).collect(),
        }
    }

    /// Its value, where nothing in it is filled in.
    pub fn plain(&self) -> Option<Json> {
        match self {
            Tree::Plain(value) => Some(value.clone()),
            Tree::Text(text) => text.is_plain().then(|| Json::String(text.text.clone())),
            Tree::List(items) => items.iter().map(Tree::plain).collect(),
            Tree::Map(entries) => {
                let fields = entries.iter().map(|(name, tree)| Some((name.clone(), tree.plain()?)));
                fields.collect::<Option<_>>().map(Json::Object)
            }
        }
    }

    /// Its value.
    ///
    /// # Errors
    /// Where a template in it cannot be evaluated, with that template's place.
    pub fn value(&self, context: &Context) -> Result<Json, (Span, Problem)> {
        match self {
            Tree::Plain(value) => Ok(value.clone()),
            Tree::Text(text) => template::render(&text.text, context).map_err(|problem| (text.at, problem)),
            Tree::List(items) => items.iter().map(|item| item.value(context)).collect(),
            Tree::Map(entries) => {
                let fields = entries.iter().map(|(name, tree)| tree.value(context).map(|value| (name.clone(), value)));
                fields.collect::<Result<_, _>>().map(Json::Object)
            }
        }
    }
}
