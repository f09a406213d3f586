//! A camera that goes along the picture: the frame shows a part of it, and that part moves.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "pan",
    phrases: &["pan from left to right", "pan slowly up from 2 s to 5 s", "镜头从左向右平移"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(
        r"\b(?:(?:slow(?:ly)?|gentle|gently|smooth(?:ly)?|gradual(?:ly)?)\s+)*(?:pan(?:s|ning)?|tilt(?:s|ing)?)\b(?:\s+(?:slow(?:ly)?|gently|smoothly|gradually))?|(?:镜头)?(?:缓慢|慢慢|缓缓)?(?:平移|摇镜)"
    );
    if !clause.has(verb)
        || clause.has(re!(r"[⟦⟪]|\b(?:sound|audio|music|voice|titles?|texts?|logo|captions?|speaker)\b|声|音|字"))
    {
        return Read::No;
    }
    // How far it goes across and down: from the first side to the other.
    let ways: [(&regex::Regex, (f64, f64), &str); 4] = [
        (
            re!(
                r"\b(?:from\s+(?:the\s+)?left(?:\s+side)?\s+to\s+(?:the\s+)?right(?:\s+side)?|left[- ]to[- ]right|(?:to\s+the\s+|to\s+)?right(?:wards?)?)\b|从左[到向往至]右|[向往]右"
            ),
            (1.0, 0.0),
            "to the right",
        ),
        (
            re!(
                r"\b(?:from\s+(?:the\s+)?right(?:\s+side)?\s+to\s+(?:the\s+)?left(?:\s+side)?|right[- ]to[- ]left|(?:to\s+the\s+|to\s+)?left(?:wards?)?)\b|从右[到向往至]左|[向往]左"
            ),
            (-1.0, 0.0),
            "to the left",
        ),
        (
            re!(
                r"\b(?:from\s+(?:the\s+)?top\s+to\s+(?:the\s+)?bottom|top[- ]to[- ]bottom|down(?:wards?)?)\b|从上[到向往至]下|[向往]下"
            ),
            (0.0, 1.0),
            "down",
        ),
        (
            re!(
                r"\b(?:from\s+(?:the\s+)?bottom\s+to\s+(?:the\s+)?top|bottom[- ]to[- ]top|up(?:wards?)?)\b|从下[到向往至]上|[向往]上"
            ),
            (0.0, -1.0),
            "up",
        ),
    ];
    // The way that says both ends, before one that names a side only.
    let both = |text: &str| re!(r"(?:left|right|top|bottom).*(?:left|right|top|bottom)|从").is_match(text);
    let found = ways
        .into_iter()
        .filter_map(|way| way.0.find(clause.lower()).map(|found| (both(found.as_str()), found.len(), way)))
        .max_by_key(|(both, len, _)| (*both, *len));
    let Some((_, _, (pattern, (x, y), told))) = found else {
        clause.drop(verb);
        clause.drop(re!(r"\b(?:across|over|along|around|camera|picture|image|photo|frame|shot|add|effect)\b"));
        return match clause.rest().is_empty() {
            true => Read::Cannot("say where it goes, such as `pan from left to right`".into()),
            false => Read::No,
        };
    };
    clause.drop(pattern);
    clause.drop(verb);
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:slow(?:ly)?|gentl[ey]|smooth(?:ly)?|gradual(?:ly)?|the\s+camera|camera|add|apply|make|across|over|along|picture|image|photo|frame|shot|scene|effect|movement|motion|an?)\b|镜头|画面|添加|加|效果"));
    let place = scene.shown(frames);
    Plan::read(Stage::Picture, format!("pan {told}{place}"), move |edit: &mut Edit| {
        edit.each(frames, |clip| clip.look.add(Fx::Pan { x, y }));
        Ok(format!("The picture is shown a quarter larger, and the frame goes {told} over it{place}."))
    })
}
