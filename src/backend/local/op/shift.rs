//! A stretch of the timeline goes to another place: its end to its beginning, one half before the other.

use super::reorder::copy;
use super::{Edit, Frames, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::words::{Clause, range, re, strict};

pub const OP: Op = Op {
    name: "shift",
    phrases: &[
        "move the last 5 seconds to the beginning",
        "move 0:05 to 0:08 to the end",
        "split at 12 s and swap the parts",
        "swap the two halves",
        "copy the first 3 seconds to the end",
        "把最后5秒移到开头",
    ],
    parse,
};

/// Where a stretch goes.
enum To {
    Start,
    End,
    /// A frame edge of the timeline as it was.
    Edge(Frames),
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    // Other things have places of their own, and what is quoted is shown.
    if clause.has(re!(
        r"[⟦⟪]|\b(?:logo|watermark|titles?|texts?|captions?|subtitles?|music|song|bgm|voice-?over|b-?roll|clips?|volume|speed|revers\w*|backwards?|slow\w*|fast\w*|loop\w*|mute\w*|again|once\s+more)\b|标题|字幕|音乐|文字|水印|音量|倍"
    )) {
        return Read::No;
    }
    if let Some(frame) = exchanged(clause, scene) {
        return match frame {
            Ok(frame) if frame > 0 && frame < scene.timeline.total() => {
                going((frame, scene.timeline.total()), To::Start, false, "exchange the two parts".into())
            }
            Ok(_) => Read::Cannot("there is nothing on one side of that place".into()),
            Err(why) => Read::Cannot(why),
        };
    }
    let verb = re!(
        r"\b(?:move|put|place|bring|shift|play|show|copy|duplicate|start\s+with|open\s+with)\b|移动|移到|移|挪|放|复制|把"
    );
    // "Play 8 s to 12 s at 50%" names a speed.
    if clause.has(re!(r"\b(?:play|show)\b.*\bat\s+\d+(?:\.\d+)?\s*%")) {
        return Read::No;
    }
    let twice = clause.has(re!(r"\b(?:copy|duplicate)\b|复制"));
    if !clause.has(verb) {
        return Read::No;
    }
    let mut rest = clause.clone();
    let opens = rest.has(re!(r"\b(?:start|open)\s+with\b"));
    rest.drop(verb);
    rest.take(re!(r"^[\s|]*(?:the\s+)?(?:part|bit|section|stretch|piece|segment)\s+"));
    // Where it goes stands behind what goes: "0:05 to 0:08 to the end".
    let places = re!(
        r"(?:\b(?:in)?to|\bat|\bbefore|\bafter)\s+(?:the\s+)?(?:very\s+)?(?:(start|beginning|front)|(end)|(",
        strict!(),
        r")(?:\s*mark)?)(?:\s+of\s+(?:the\s+|my\s+|this\s+)?(?:video|clip|footage|film|timeline))?[\s|.]*$|\b(first)[\s|.]*$|\b(last)[\s|.]*$|到?(?:(开头|最前面?|片头)|(结尾|最后面?|末尾|片尾))处?[\s|]*$"
    );
    let found = match rest.take(places) {
        Some(found) => Some(found),
        None if opens => None,
        None => return Read::No,
    };
    let Some(stretch) = range(&mut rest, scene.span()) else { return Read::No };
    let said = |index: usize| found.as_ref().and_then(|found| found[index].clone());
    let to = if opens || [1, 4, 6].into_iter().any(|index| said(index).is_some()) {
        To::Start
    } else if [2, 5, 7].into_iter().any(|index| said(index).is_some()) {
        To::End
    } else {
        match said(3).and_then(|text| scene.span().time(&text)).map(|time| scene.frame(time)) {
            Some(Ok(frame)) => To::Edge(frame),
            Some(Err(why)) => return Read::Cannot(why),
            None => return Read::No,
        }
    };
    let (from, end) = match scene.frames(stretch) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    if !twice && end - from == scene.timeline.total() || matches!(to, To::Edge(at) if (from..=end).contains(&at)) {
        return Read::Cannot("that is where it stands already".into());
    }
    *clause = rest;
    clause.drop(re!(r"\b(?:so|that|it|plays|comes|goes)\b"));
    let label = if twice { "copy" } else { "move" };
    going((from, end), to, twice, format!("{label} {} to {}", show(stretch.0), show(stretch.1)))
}

/// Takes "split at 12 s and swap the parts", "swap the two halves": the frame edge between them.
fn exchanged(clause: &mut Clause, scene: &Scene) -> Option<Result<Frames, String>> {
    const SWAP: &str = r"(?:swap|switch|exchange|flip|reverse)\s+(?:around\s+|round\s+)?";
    const PARTS: &str = r"(?:them|(?:the\s+)?(?:order(?:\s+of\s+(?:them|the\s+(?:two\s+|2\s+)?(?:parts|halves|pieces)))?|(?:two\s+|2\s+|both\s+)?(?:parts|halves|pieces|sides)))(?:\s+around)?";
    let at = clause.take(re!(
        r"\b(?:split|cut|divide)\s+(?:(?:it|this|the\s+(?:video|clip|footage))\s+)?(?:in\s+(?:two|2|half)\s+)?at\s+(?:the\s+)?(",
        strict!(),
        r")(?:\s*mark)?\s*,?\s*(?:and|then|,|\||\s)+",
        SWAP,
        PARTS,
        r"|在?\s*(",
        strict!(),
        r")\s*处?(?:分割|切开|剪开)[，,]?(?:并|再|然后|后)*(?:把)?(?:前后)?(?:两段|两部分)?(?:对调|交换|调换|互换)(?:顺序|位置)?"
    ));
    if let Some(found) = at {
        let time = found[1].as_ref().or(found[2].as_ref()).and_then(|text| scene.span().time(text))?;
        return Some(scene.frame(time));
    }
    clause.take(re!(
        r"\b", SWAP, r"(?:the\s+)?(?:order\s+of\s+)?(?:the\s+)?(?:first\s+(?:half\s+|50\s*%\s+)?(?:and|with)\s+(?:the\s+)?(?:second|last)\s+(?:half|50\s*%)|(?:two\s+|2\s+|both\s+)?halves)(?:\s+around)?|(?:把)?(?:前后)?两?半段?(?:的顺序)?(?:对调|交换|调换|互换)|前半段?(?:和|与|跟)后半段?(?:的顺序)?(?:对调|交换|调换|互换)"
    ))?;
    Some(Ok(scene.timeline.total() / 2))
}

/// Takes the stretch there, or a copy of it.
fn going((from, end): (Frames, Frames), to: To, twice: bool, label: String) -> Read {
    Plan::read(Stage::Order, label, move |edit: &mut Edit| {
        let pieces = edit.pieces(from, end);
        let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
            return Refusal::cannot("nothing is left of that stretch");
        };
        let (from, end) = (first.0, last.1);
        let place = match to {
            To::Start => 0,
            To::End => edit.now.total(),
            To::Edge(old) => edit.place(old),
        };
        let rate = edit.now.rate;
        let seconds = |frames| show(rate.seconds(frames));
        if twice {
            let clips = copy(edit, from, end);
            edit.insert(place, &clips);
            return Ok(format!("Copied the {} at {} to {}.", seconds(end - from), seconds(from), seconds(place)));
        }
        edit.relocate((from, end), place);
        let at = if place >= end { place - (end - from) } else { place };
        Ok(format!("Moved the {} at {} to {}.", seconds(end - from), seconds(from), seconds(at)))
    })
}
