//! Keeps one range and drops the rest; also a wished length, which is the first so many seconds.

use super::use_only::nth;
use super::words;
use super::{Edit, Frames, Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model::{self, positions};
use crate::backend::local::words::{Clause, length_to, re, strict, strict_time};

pub const OP: Op = Op {
    name: "keep",
    phrases: &[
        "keep 0:05 to 0:20",
        "keep 0:01-0:05 and 0:09-0:12",
        "trim to the first 10 seconds",
        "keep only the last 5 s",
        "保留前10秒",
        "时长改成10秒",
    ],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let span = scene.span();
    // A photo that is named is not the whole.
    if clause.has(re!(r"\b(?:first|second|third|fourth|fifth|last)\s+(?:photo|picture|image|slide)\b")) {
        return Read::No;
    }
    // "Trim the video from 0:05 to 0:20" keeps that much.
    let film = re!(
        r"^[\s|]*trim\s+(?:it|(?:(?:the|my|this|whole|main)\s+)*(?:video|clip|footage|recording|film|movie))\s+from\s"
    );
    let ranged = film.find(clause.lower()).map(|found| found.end());
    if let Some(end) = ranged.filter(|end| {
        clause.part(*end, clause.lower().len()).has(re!(r"^\s*\d\S*\s*(?:s|secs?|seconds?)?\s+(?:to|until)\s+\d"))
    }) {
        *clause = clause.part(end, clause.lower().len()).with_verb("keep from");
    }
    if clause.has(re!(r"\b(?:make|cut|get)\s+(?:it|this|that|the\s+\w+)\s+(?:a\s+(?:bit|little)\s+|much\s+)?shorter\b|^\s*shorter\b|短一?点"))
        && !clause.has(re!(r"\d|\bshorter\s+by\b"))
    {
        return Read::Cannot("say how long it is to be, such as `trim to 20 seconds`, or `trim the silences`".into());
    }
    // "Make it last 10 seconds" says how long it is to be, and not which end is kept.
    if let Some(found) = clause.take(re!(
        r"\bmake\s+(?:it|this|that|the\s+(?:whole\s+)?(?:video|clip|film))\s+last\s+(?:only\s+|about\s+)?(",
        strict!(),
        ")"
    )) {
        *clause = clause.with_tail(&format!("trim to {}", found[1].as_deref().unwrap_or_default()));
    }
    // "Make it 0.2 seconds" where there are transitions: it may be they that are meant.
    let it = clause.has(re!(
        r"^[\s|]*(?:(?:actually|no|ok|hmm|and|now)\s+)*make\s+(?:it|that|this|them|those|these)\s+(?:only\s+|just\s+)?",
        strict!(),
        r"\s*(?:long)?[\s|.!]*$"
    ));
    if it
        && scene.timeline.main.iter().any(|clip| clip.transition > 0)
        && strict_time(&mut clause.clone(), span).is_some_and(|time| time <= 5.0)
    {
        return Read::Cannot(
            "it may be the whole or its transitions; say `trim to 4 seconds` or `make the transitions 1 s long`".into(),
        );
    }
    // "Cut it into clips of 10 seconds" keeps all of it.
    if clause.has(re!(r"\binto\s+(?:[a-z]+\s+)?(?:clips|parts|pieces|segments|chunks)\b")) {
        return Read::No;
    }
    let trigger = re!(
        r"\b(?:keep|keeping|use|show|extract|leave)\b(?:\s+(?:just|only))?|\b(?:trim|cut|chop|bring|get|shorten|reduce|limit|crop|clip)(?:\s+\S+){0,4}?\s+(?:down\s+)?to\b|\b(?:set|change|make)?\s*(?:the\s+)?(?:duration|length)\s+(?:to|of)\b|\b(?:make|cut)\s+it\b|^\s*(?:just|only)\b|\b(?:only|just)\s+(?:want|need|care\s+about)\b|\b(?:want|need)\s+only\b|只保留|仅保留|保留|截取|只要|只留|留下|(?:剪|裁|缩短|剪辑|截)(?:到|成|至)|(?:时长|长度)\s*(?:改成|改为|设为|变成|为|缩短到|缩短为|到)|(?:改成|改为)时长"
    );
    // "45 seconds long", "no longer than 25 seconds": the length is named as one.
    let long = re!(
        r"\b(?:no\s+(?:longer|more)\s+than|not\s+(?:longer|more)\s+than|at\s+most|under|less\s+than|within|exactly|max(?:imum)?)\s+",
        strict!(),
        r"|",
        strict!(),
        r"\s*(?:long|in\s+length|or\s+(?:less|shorter)|max(?:imum)?)\b|(?:不超过|最长|控制在)\s*",
        strict!(),
        "|",
        strict!(),
        "(?:以内|之内)"
    );
    let most = clause.has(re!(r"\bno(?:t)?\s+(?:longer|more)\b|\bat\s+most\b|\bunder\b|\bless\b|\bwithin\b|\bshorter\b|\bmax|不超过|最长|以内|之内"));
    let silent = re!(r"\b(?:silen|pause|volume|music|caption|sound|audio)|静音|停顿|音量|字幕");
    let bare = clause.has(re!(r"^\s*(?:the\s+)?(?:first|last)\s+\d|^\s*(?:前|最后)"));
    let shape = re!(
        r"\b(?:9\s*:\s*16|16\s*:\s*9|4\s*:\s*5|4\s*:\s*3|1\s*:\s*1)\b|[裁剪截](?:剪|切)?[成为到]\s*(?:9\s*:\s*16|16\s*:\s*9|4\s*:\s*5|4\s*:\s*3|1\s*:\s*1)"
    );
    // "Speed it up so it's 20 seconds long" cuts nothing.
    if clause.has(re!(r"\bleav(?:e|ing)\s+(?:out|off|behind)\b|不要字幕|不要音乐")) {
        return Read::No;
    }
    let paced = clause.has(re!(r"\b(?:speed|slow|fast(?:er)?)\b.*\b(?:so|to\s+(?:fit|last|take|be))\b"));
    if paced
        || clause.has(silent)
        || clause.has(shape)
        || !(bare
            || clause.has(trigger)
            || clause.has(long)
            || clause.has(re!(r"\beverything\s+(?:but|except|besides|other\s+than|apart\s+from|outside)\b")))
    {
        return Read::No;
    }
    // "Cut everything but the first 15 seconds" keeps them.
    let but = re!(
        r"\b(?:cut|remove|delete|drop|trim|get\s+rid\s+of)\s+everything\s+(?:but|except(?:\s+for)?|besides|other\s+than|apart\s+from|outside(?:\s+of)?)\b|除了.*?(?:都|全)(?:删|剪|去)"
    );
    let except = clause.drop(but);
    let cutting =
        clause.has(re!(r"\b(?:remove|delete|cut\s+(?:out|off|away|the\s+(?:first|last))|drop|go)\b|删|剪掉|去掉|移除"));
    if cutting {
        return Read::No;
    }
    let wished = clause.has(re!(r"\bto\s|到|成|为")).then(|| length_to(&mut clause.clone(), span)).flatten();
    let clip = nth(&mut clause.clone(), scene.timeline.main.len());
    let had = except || clause.drop(trigger) || clause.has(long);
    clause.drop(re!(
        r"\b(?:(?:make|cut|get|keep|bring|trim|limit|want|need|be|down|to)\s+)*(?:no\s+(?:longer|more)\s+than|not\s+(?:longer|more)\s+than|at\s+most|under|less\s+than|within|exactly|max(?:imum)?)\b|\b(?:or\s+(?:less|shorter)|in\s+length|max(?:imum)?)\b|不超过|最长|控制在"
    ));
    clause.drop(re!(r"\b(?:only|just)\b|的内容|内容|部分|\bat\s+most\b|\bunder\b"));
    if let Some(found) = scene.range(clause) {
        clause.drop(re!(r"的?内容|部分|\bonly\b|\blong\b"));
        let (from, to) = match scene.frames(found) {
            Ok(range) => range,
            Err(why) => return Read::Cannot(why),
        };
        // "Keep 0:05-0:09 and 0:15-0:20": what lies between goes, too.
        let mut kept = vec![(from, to)];
        while let Some(next) = words::range(clause, span) {
            match scene.frames(next) {
                Ok(next) if kept.last().is_some_and(|last| next.0 >= last.1) => kept.push(next),
                Ok(_) => return Read::Cannot("ranges to keep follow one another, and do not overlap".into()),
                Err(why) => return Read::Cannot(why),
            }
        }
        if kept.len() > 1 {
            let label = format!("keep {} ranges", kept.len());
            return Plan::read(Stage::Trim, label, move |edit| keep_all(edit, &kept));
        }
        return Plan::read(Stage::Trim, format!("keep {} to {}", show(found.0), show(found.1)), move |edit| {
            keep(edit, from, to)
        });
    }
    if !had {
        return Read::No;
    }
    // "Shorten the second clip to 3 seconds": its end goes, and the others stay.
    if let Some(clip) = clip {
        let Some(wished) = strict_time(clause, span) else { return Read::No };
        let (at, len) = match clip.map(|index| positions(&scene.timeline.main).nth(index)) {
            Ok(Some((at, clip))) => (at, clip.len),
            Ok(None) => return Read::No,
            Err(why) => return Read::Cannot(why),
        };
        let wished = span.rate.frames(wished);
        let still = clip_picture(scene, at);
        if let Some(picture) = still.filter(|_| wished > len) {
            let shown = show(span.rate.seconds(wished));
            return Plan::read(Stage::Trim, format!("show a picture for {shown}"), move |edit| {
                let end = edit.place(at) + len;
                edit.insert(end, &[model::Clip { len: wished - len, transition: 0, ..picture.clone() }]);
                Ok(format!("That picture is shown for {shown}."))
            });
        }
        if !(1..len).contains(&wished) {
            return Read::Cannot(format!("that clip is {} long", show(span.rate.seconds(len))));
        }
        let left = show(span.rate.seconds(wished));
        return Plan::read(Stage::Trim, format!("trim a clip to {left}"), move |edit| {
            let pieces = edit.pieces(at + wished, at + len);
            edit.restructure(|row| pieces.iter().rev().for_each(|(from, to)| drop(model::cut(row, *from, *to))));
            Ok(format!("Trimmed that clip to {left}."))
        });
    }
    let Some(mut length) = strict_time(clause, span) else { return Read::No };
    // "This 10 minute clip to 3 minutes": the last one is the wish.
    if let Some(wished) = wished.filter(|wished| *wished != length) {
        strict_time(clause, span);
        length = wished;
    }
    clause.drop(re!(r"\b(?:long|length|duration|get|cut|trim|seconds?|or\s+less|in\s+total|total)\b|以内|之内"));
    let enough = length > span.total + 0.5 / span.rate.per_second();
    if enough && most {
        return Plan::read(Stage::Trim, format!("at most {}", show(length)), |edit| {
            Ok(format!("It is {} long already.", show(edit.now.rate.seconds(edit.now.total()))))
        });
    }
    if enough {
        return Read::Cannot(format!(
            "the timeline is {} long and cannot be trimmed to {}",
            show(span.total),
            show(length)
        ));
    }
    match scene.frames((0.0, length)) {
        Ok((_, to)) => Plan::read(Stage::Trim, format!("{TO}{}", show(length)), move |edit| {
            // Behind a change of speed it is the length that is left in the end.
            if edit.faster == 1.0 { keep(edit, 0, to) } else { shorten(edit, to) }
        }),
        Err(why) => Read::Cannot(why),
    }
}

/// The clip that begins at this edge, where it is a picture.
fn clip_picture(scene: &Scene, at: Frames) -> Option<model::Clip> {
    let (_, clip) = positions(&scene.timeline.main).find(|(begin, _)| *begin == at)?;
    let picture = scene.media.iter().any(|medium| medium.name == clip.src && super::is_picture(medium));
    picture.then(|| clip.clone())
}

/// What the label of a wished length begins with.
pub(super) const TO: &str = "trim to ";

/// Cuts what is there now at a length.
fn shorten(edit: &mut Edit, length: Frames) -> Result<String, Refusal> {
    let total = edit.now.total();
    let rate = edit.now.rate;
    if total <= length {
        return Ok(format!("It is {} long by then, and was not cut.", show(rate.seconds(total))));
    }
    edit.restructure(|row| drop(model::cut(row, length, total)));
    Ok(format!("Kept {}.", show(rate.seconds(length))))
}

fn keep_all(edit: &mut Edit, kept: &[(Frames, Frames)]) -> Result<String, Refusal> {
    let gaps: Vec<_> = kept.windows(2).map(|pair| (pair[0].1, pair[1].0)).collect();
    let gone: Vec<_> = gaps.iter().flat_map(|(from, to)| edit.pieces(*from, *to)).collect();
    let (Some(first), Some(last)) = (kept.first(), kept.last()) else {
        return Refusal::cannot("nothing is left to keep");
    };
    let (Some(begin), Some(end)) =
        (edit.pieces(first.0, last.1).first().copied(), edit.pieces(first.0, last.1).last().copied())
    else {
        return Refusal::cannot("nothing of those ranges is left to keep");
    };
    edit.restructure(|row| {
        let total = model::total(row);
        model::cut(row, end.1, total);
        for (from, to) in gone.iter().rev() {
            model::cut(row, *from, *to);
        }
        model::cut(row, 0, begin.0);
    });
    Ok(format!("Kept {} ranges: {} is left.", kept.len(), show(edit.now.rate.seconds(edit.now.total()))))
}

fn keep(edit: &mut Edit, from: Frames, to: Frames) -> Result<String, Refusal> {
    let pieces = edit.pieces(from, to);
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        return Refusal::cannot("nothing of that range is left to keep");
    };
    let (from, to) = (first.0, last.1);
    edit.restructure(|row| {
        let end = model::total(row);
        model::cut(row, to, end);
        model::cut(row, 0, from);
    });
    Ok(format!("Kept {}.", show(edit.now.rate.seconds(to - from))))
}
