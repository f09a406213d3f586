//! Room for words above or below the picture.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fit;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "headroom",
    phrases: &["add space at the top", "leave room at the bottom for captions", "顶部留白"],
    parse,
};

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    const ROOM: &str = r"(?:space|room|padding|margin|headroom|area|blank\s+space)";
    let found = clause.take(re!(
        r"\b(?:add|leave|leaving|make|keep|reserve|give|with|put|allow)\s+(?:me\s+|it\s+)?(?:(?:some|more|extra|enough|a\s+(?:bit|little)\s+of|a|an|empty|blank)\s+)*", ROOM,
        r"\s+(?:at|on|along|above|below|under|over)\s*(?:the\s+)?(top|bottom|above|picture|video)?\b(?:\s+for\s+(?:(?:an?|the|my|some|our)\s+)*(?:text|title|headline|captions?|subtitles?|words|logo|heading)(?:\s+overlay)?s?)?|(顶部|上方|底部|下方)(?:留白|留出?空间|留出?位置)"
    ));
    let Some(found) = found else { return Read::No };
    let word = found.into_iter().skip(1).flatten().next().unwrap_or_default();
    let below = matches!(word.to_lowercase().as_str(), "bottom" | "底部" | "下方");
    let (fit, edge) = if below { (Fit::High, "bottom") } else { (Fit::Low, "top") };
    // After the shape, which says how the picture stands on it.
    Plan::read(Stage::Words, format!("room at the {edge}"), move |edit: &mut Edit| {
        edit.now.fit = fit;
        Ok(format!(
            "Left room at the {edge}: the picture stands in the other three quarters, over a blurred copy of itself."
        ))
    })
}
