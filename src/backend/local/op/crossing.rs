//! What a transition looks like, read out of words.

use regex::Regex;

use super::Scene;
use crate::backend::local::model::{Crossing, positions};
use crate::backend::local::words::{Clause, re};

/// Those that there are, for refusals.
pub const THERE: &str = "a crossfade, a wipe, a slide, a fade through black or white, a circle, a zoom, a blur or a pixelate; say `add wipe transitions`";

/// Takes the look of a transition, with its direction; none where no look is named.
///
/// # Errors
/// In words, for looks that are not drawn.
pub fn crossing(clause: &mut Clause) -> Result<Option<Crossing>, String> {
    // Without a word of joints the same words say something of the picture: "zoom in", "blur".
    let joint = clause.has(re!(
        r"\btransitions?\b|\bbetween\b.*\b(?:clips?|shots?|scenes?|cuts?|photos?|pictures?|videos?|segments?|parts?|them|\d)\b|\b(?:at|on)\s+(?:the|each|every)\s+cuts?\b|\b(?:from\s+clip\s+\d+\s+to|(?:in)?to\s+the\s+next)\b|转场|过渡|切换|之间|中间"
    )) || clause.has(re!(r"[闪]白|白闪|闪黑|黑闪|擦除"));
    if !joint {
        return Ok(None);
    }
    const OTHER: &str = r"\b(?:spin(?:ning)?|rotat(?:e|ing|ion)|whip(?:[- ]pan)?|pan|page[- ](?:turn|curl|flip)|flip|cube|3d|morph(?:ing)?|glitch(?:y)?|shutter|ripple|star|heart|film[- ]burn|light[- ]leak|ink|shatter|zoom(?:ing)?[- ]out|match[- ]cut)\b|旋转|翻页|翻转|立体|故障|甩|漏光|水波|心形|星形|百叶窗|缩小转场|拉远";
    if clause.has(re!(
        r"(?:",
        OTHER,
        r")[^|]{0,24}(?:transition|effect|转场|过渡)|(?:transition|转场|过渡)[^|]{0,24}(?:",
        OTHER,
        r")|^[\s|]*(?:(?:please|add|use|insert|put|an?)\s+)*(?:",
        OTHER,
        r")[^|]*\bbetween\b"
    )) {
        return Err(format!("that transition is not drawn here; there is {THERE}"));
    }
    use Crossing::{Black, Blur, CircleClose, CircleOpen, Pixelate, White, Zoom};
    let plain: [(&Regex, Crossing); 7] = [
        (
            re!(
                r"\b(?:circles?|iris|round)(?:\s+|-)(?:wipe\s+)?(?:clos(?:e|es|ing)|out)\b|\bclosing\s+(?:circles?|iris)\b|圆形?(?:收缩|关闭|闭合|缩小)"
            ),
            CircleClose,
        ),
        (
            re!(
                r"\b(?:opening\s+)?(?:circles?|circular|iris)(?:\s+wipe)?(?:(?:\s+|-)(?:open(?:s|ing)?|in))?\b|圆形?(?:展开|打开|扩展|扩大)?"
            ),
            CircleOpen,
        ),
        (
            re!(
                r"\b(?:(?:fad(?:e|es|ing)|dip(?:s|ping)?|cut(?:s|ting)?|go(?:es|ing)?)[- ](?:to|through|via|into)[- ](?:and\s+from\s+)?black|black[- ](?:fade|dip|flash)s?|flash(?:es)?\s+(?:of\s+|to\s+)?black)\b|闪黑|黑闪|黑场|黑色"
            ),
            Black,
        ),
        (
            re!(
                r"\b(?:(?:fad(?:e|es|ing)|dip(?:s|ping)?|flash(?:es|ing)?|cut(?:s|ting)?)[- ](?:to|through|via|into|of)[- ](?:and\s+from\s+)?white|(?:quick\s+|bright\s+)?(?:white[- ])?flash(?:es)?|white[- ](?:fade|dip|flash)(?:es|s)?)\b|闪白|白闪|闪光|白场|白色"
            ),
            White,
        ),
        (re!(r"\bzoom(?:s|ing)?(?:[- ](?:in(?:to)?|through))?\b|缩放|变焦|放大|推近|推进"), Zoom),
        (re!(r"\bpixel(?:s|ate[sd]?|ated|ated|i[sz]e[sd]?|ating|ation)?\b|像素化?|马赛克"), Pixelate),
        (re!(r"\bblur(?:s|red|ry|ring)?\b|模糊"), Blur),
    ];
    if let Some((pattern, crossing)) = plain.into_iter().find(|(pattern, _)| clause.has(pattern)) {
        clause.drop(pattern);
        return Ok(Some(crossing));
    }
    let wipe = clause.drop(re!(r"\bwip(?:e|es|ing)\b|擦除|划像|划变"));
    let slide = !wipe
        && clause.drop(re!(r"\b(?:slid(?:e|es|ing)|push(?:es|ing)?|swip(?:e|es|ing))\b|滑动|滑入|推移|推入|平移"));
    if !(wipe || slide) {
        return Ok(None);
    }
    // What comes from the left moves to the right.
    let ways: [(&Regex, usize); 8] = [
        (
            re!(
                r"\bfrom\s+(?:the\s+)?left(?:\s+(?:side\s+)?to\s+(?:the\s+)?right)?\b|\bleft[- ]to[- ]right\b|从左(?:到|往|向)?右?"
            ),
            1,
        ),
        (
            re!(
                r"\bfrom\s+(?:the\s+)?right(?:\s+(?:side\s+)?to\s+(?:the\s+)?left)?\b|\bright[- ]to[- ]left\b|从右(?:到|往|向)?左?"
            ),
            0,
        ),
        (
            re!(
                r"\bfrom\s+(?:the\s+)?(?:bottom|below)(?:\s+(?:(?:up\s+)?to\s+(?:the\s+)?top|up))?\b|\bbottom[- ]to[- ]top\b|从下(?:到|往|向)?上?"
            ),
            2,
        ),
        (
            re!(
                r"\bfrom\s+(?:the\s+)?(?:top|above)(?:\s+(?:(?:down\s+)?to\s+(?:the\s+)?bottom|down))?\b|\btop[- ]to[- ]bottom\b|从上(?:到|往|向)?下?"
            ),
            3,
        ),
        (re!(r"\b(?:to\s+(?:the\s+)?)?left(?:wards?)?\b|[向往]左"), 0),
        (re!(r"\b(?:to\s+(?:the\s+)?)?right(?:wards?)?\b|[向往]右"), 1),
        (re!(r"\bup(?:wards?)?\b|[向往]上"), 2),
        (re!(r"\bdown(?:wards?)?\b|[向往]下"), 3),
    ];
    let way = ways.into_iter().find(|(pattern, _)| clause.has(pattern)).map(|(pattern, way)| {
        clause.take(pattern);
        way
    });
    use Crossing::{SlideDown, SlideLeft, SlideRight, SlideUp, WipeDown, WipeLeft, WipeRight, WipeUp};
    // A wipe goes as one reads, and a slide brings the next picture in from where one reads on.
    Ok(Some(match (wipe, way) {
        (true, way) => [WipeLeft, WipeRight, WipeUp, WipeDown][way.unwrap_or(1)],
        (false, way) => [SlideLeft, SlideRight, SlideUp, SlideDown][way.unwrap_or(0)],
    }))
}

/// Takes "between clip 1 and clip 2": the frame at which they meet.
pub fn seam(clause: &mut Clause, scene: &Scene) -> Option<Result<u64, String>> {
    const CLIP: &str = r"(?:clips?|segments?|parts?|scenes?|shots?)";
    const NUMBER: &str = r"(\d+(?:st|nd|rd|th)?|first|second|third|fourth|last)";
    let found = clause.take(re!(
        r"\bbetween\s+(?:the\s+)?(?:", CLIP, r"\s+)?", NUMBER, r"(?:\s+", CLIP, r")?\s*(?:and|&)\s*(?:the\s+)?(?:", CLIP, r"\s+)?", NUMBER,
        r"(?:\s+", CLIP, r")?\b|在?第\s*(\d+)\s*(?:段|个)?(?:片段|视频)?\s*(?:和|与|跟|到)\s*第?\s*(\d+)\s*(?:段|个)?(?:片段|视频)?\s*(?:之间|中间)|\bfrom\s+", CLIP, r"\s+", NUMBER, r"\s+(?:in)?to\s+", CLIP, r"\s+", NUMBER, r"\b"
    ))?;
    let main = &scene.timeline.main;
    let index = |group: &Option<String>| -> Option<usize> {
        match group.as_ref()?.to_lowercase().as_str() {
            "last" => Some(main.len()),
            "first" => Some(1),
            "second" => Some(2),
            "third" => Some(3),
            "fourth" => Some(4),
            word => word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok(),
        }
    };
    let one = index(&found[1]).or(index(&found[3])).or(index(&found[5]))?;
    let other = index(&found[2]).or(index(&found[4])).or(index(&found[6]))?;
    if one.abs_diff(other) != 1 {
        return Some(Err(format!("clips {one} and {other} do not stand side by side")));
    }
    match positions(main).nth(one.max(other) - 1) {
        Some((at, _)) => Some(Ok(at)),
        None => Some(Err(format!("there is no clip {}; the main track has {}", one.max(other), main.len()))),
    }
}
