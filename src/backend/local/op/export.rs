//! Words that ask for a file. Exporting is a step of its own, so they are noted and not carried out.

use super::{Op, Plan, Read, Scene, Stage};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op { name: "export", phrases: &["export a clean final cut", "导出"], parse };

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    let word = re!(
        r"^[\s|]*(?:please\s+|then\s+|and\s+|finally\s+|also\s+)*(?:export|download|render|save|deliver|publish|output|send)(?:s|ed|ing)?\b.*$|\b(?:export|download|render)(?:ed|ing)?\b.*$|\bsend\s+me\s+(?:the\s+)?(?:video|file|result)\b.*$|(?:导出|下载|输出|发布|保存|渲染).*$|^[\s|]*(?:please\s+|then\s+|and\s+|finally\s+|also\s+)*(?:extract|rip|get|pull)\s+(?:out\s+)?(?:only\s+|just\s+)?(?:the\s+)?(?:audio|sound(?:track)?)(?:\s+(?:track|file))?(?:\s+(?:as|to|into|in)\s+(?:an?\s+)?(?:separate\s+)?(?:mp3|wav|m4a|aac|audio|sound)(?:\s+file)?)?[\s|.]*$|(?:提取|抽取)(?:音频|声音|音轨).*$"
    );
    // "Into a 1080p MP4": of a file, only its kind.
    let kind = re!(
        r"(?:\b(?:save|convert|turn|output)\s+(?:it\s+)?)?(?:\b(?:as|into|to|in)\s+(?:an?\s+)?)?(?:\b(?:final|clean|finished|single|one)\s+)?\b(?:mp4|mov|mkv|webm|avi|gif)\b(?:\s+(?:file|video|format|clip))?"
    );
    if clause.take(word).is_none() && clause.take(kind).is_none() {
        return Read::No;
    }
    Plan::read(Stage::Export, "export", |_| {
        Ok("Exporting is a step of its own, and was left to it: use an `export` step.".into())
    })
}
