//! One loudness for the whole.

use super::{Edit, Op, Plan, Read, Scene, Stage};
use crate::backend::local::words::{Clause, re};

pub const OP: Op =
    Op { name: "normalize", phrases: &["normalize the loudness", "normalise to -14 LUFS", "统一音量"], parse };

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    let level = re!(r"(-\s*\d+(?:\.\d+)?)\s*(?:lufs|lkfs|db)\b");
    let wished = clause.has(re!(r"\blufs\b")).then(|| clause.take(level)).flatten();
    if clause.take(re!(r"\bnormali[sz](?:e|ing|ation)\b|\b(?:even(?:\s+out)?|level(?:\s+out)?|balance)\s+(?:the\s+)?(?:audio|sound|volume|loudness|levels)\b|统一音量|音量统一|响度|均衡音量|标准化|音量均衡|音量归一")).is_none() && wished.is_none() {
        return Read::No;
    }
    clause.drop(re!(r"\b(?:audio|sound|volume|loudness|levels?|voice|speech)\b|声音|音频|音量|统一"));
    let mut lufs = -16.0;
    let bare = re!(r"\b(?:to|at)\s+(-\s*\d+(?:\.\d+)?)\s*(?:$|\||[,.;])|到\s*(-\s*\d+(?:\.\d+)?)");
    if let Some(found) = wished.or_else(|| clause.take(level)).or_else(|| clause.take(bare)) {
        lufs = found[1..].iter().flatten().next().and_then(|text| text.replace(' ', "").parse().ok()).unwrap_or(lufs);
    } else if clause.drop(re!(r"\b(?:web|youtube|streaming|spotify|social\s+media)\b|网络")) {
        lufs = -14.0;
    } else if clause.drop(re!(r"\b(?:broadcast|tv|television|ebu)\b|广播|电视")) {
        lufs = -23.0;
    } else {
        clause.drop(re!(r"\bpodcasts?\b|播客"));
    }
    if !(-36.0..=-8.0).contains(&lufs) {
        return Read::Cannot("a loudness lies between -36 and -8 LUFS".into());
    }
    Plan::read(Stage::Sound, format!("normalize to {lufs} LUFS"), move |edit: &mut Edit| {
        edit.now.lufs = Some(lufs);
        Ok(format!("Set the loudness to {lufs} LUFS."))
    })
}
