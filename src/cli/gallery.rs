//! The recipes that every flow brings along, as they were when it was built.

use super::exit::Stop;
use crate::text::{Diagnostic, nearest};

/// A recipe with its tests and their snapshot.
pub struct Shelf {
    pub name: &'static str,
    pub recipe: &'static str,
    pub test: &'static str,
    pub snapshot: &'static str,
}

macro_rules! shelf {
    ($($name:literal),* $(,)?) => {
        &[$(Shelf {
            name: $name,
            recipe: include_str!(concat!("../../workflows/", $name, ".yaml")),
            test: include_str!(concat!("../../workflows/", $name, ".test.yaml")),
            snapshot: include_str!(concat!("../../workflows/", $name, ".snap")),
        }),*]
    };
}

pub const GALLERY: &[Shelf] = shelf![
    "batch",
    "bilingual-captions",
    "captions",
    "highlights",
    "interview",
    "iterative",
    "podcast",
    "quick-edit",
    "screen-recording",
    "social-cuts",
    "split-long",
];

/// The recipe of that name.
///
/// # Errors
/// Where there is none, with the nearest name.
pub fn find(name: &str) -> Result<&'static Shelf, Stop> {
    let names = || GALLERY.iter().map(|shelf| shelf.name);
    GALLERY.iter().find(|shelf| shelf.name == name).ok_or_else(|| {
        let near = nearest(name, names()).map(|near| format!("did you mean `{near}`?"));
        let list = format!("there are {}", names().collect::<Vec<_>>().join(", "));
        let found = Diagnostic::error("unknown_recipe", None, format!("the gallery has no recipe `{name}`"));
        Stop::wrong(found.help(near.unwrap_or(list)))
    })
}

impl Shelf {
    /// The recipe without the line that names its schema, which lies in flow's own repository.
    pub fn plain(&self) -> &'static str {
        let schema = "# yaml-language-server: $schema=../schemas/flow-1.schema.json\n";
        self.recipe.strip_prefix(schema).unwrap_or(self.recipe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_of_the_folder_is_on_the_shelf() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/workflows");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut there: Vec<String> = files
            .filter_map(|name| Some(name.strip_suffix(".yaml")?.to_owned()))
            .filter(|name| !name.ends_with(".test"))
            .collect();
        there.sort();
        assert_eq!(there, GALLERY.iter().map(|shelf| shelf.name).collect::<Vec<_>>());
    }
}
