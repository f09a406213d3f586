//! How words stand on the picture: a box behind them, and how many are shown at once.

use crate::backend::local::captions::has_cjk;
use crate::backend::local::model::Frames;
use crate::backend::local::words::{Clause, re};

/// Takes a box behind words.
///
/// # Errors
/// In words, for boxes in other colours than there are.
pub fn boxed(clause: &mut Clause) -> Result<bool, String> {
    const BOX: &str = r"(?:background\s+box(?:es)?|background|backdrop|box(?:es)?|bg)\b";
    if clause.has(re!(r"\b(?:white|yellow|red|green|blue|orange|pink|colou?red)\s+", BOX)) {
        return Err("boxes behind words are dark here; say `on a black box`".into());
    }
    Ok(clause.drop(re!(
        r"\b(?:(?:on|with|in|over)\s+)?(?:an?\s+|the\s+)?(?:(?:solid|semi[- ]?transparent|translucent)\s+)?(?:black|dark|gr[ae]y)\s+", BOX, r"|\b(?:on|with|in|over)\s+(?:an?\s+|the\s+)?(?:semi[- ]?transparent|half[- ]transparent|translucent)\s+", BOX, r"|\b(?:on|with|in)\s+(?:an?\s+)?box(?:es)?\b|(?:加|带|配)?(?:半透明)?黑(?:色)?(?:底框|背景框|底色|底|背景|框)"
    )))
}

/// What is told where letters of a certain look were wished for.
pub const FONT: &str = " The font is the only one there is; another was not taken.";

/// Takes "in a nice modern font"; what letters look like is not chosen here. A font that is named is left, and
/// refused.
pub fn font(clause: &mut Clause) -> bool {
    clause.drop(re!(
        r"\b(?:(?:in|with|using|use)\s+)?(?:an?\s+|the\s+|some\s+)?(?:(?:nice|modern|clean|cool|stylish|elegant|fancy|professional|trendy|beautiful|pretty|catchy|minimal(?:ist)?|sleek|simple|readable|legible|clear|good|great|custom|creative|fun|playful|aesthetic|branded|cinematic)[\s,]+(?:and\s+|looking\s+)?)+(?:fonts?|typefaces?|lettering)\b|(?:好看|漂亮|时尚|高级|现代|简约|艺术|可爱)的?字体"
    ))
}

/// Words in capital letters.
pub const CAPS: &str = r"(?:\b(?:in|with|using|to|make|all)\s+)*\b(?:all[- ]?caps|caps|(?:capital|upper[- ]?case)(?:\s+letters)?|capitals|upper[- ]?case[d]?|capitali[sz]ed?)\b|(?:全部?)?(?:用|改成|变成)?大写(?:字母)?";

/// Captions "in TikTok style": a look of words, and no shape of the picture.
pub const SOCIAL: &str = r"\b(?:tiktok|tik\s+tok|reels?|shorts|instagram)[- ](?:style|like)\s+(?:(?:word[- ]by[- ]word|animated|auto)\s+)*(?:captions?|subtitles?)\b|\b(?:captions?|subtitles?)\s+(?:in\s+(?:an?\s+|the\s+)?(?:tiktok|tik\s+tok|reels?|shorts|instagram)[- ]style|(?:like|as)\s+(?:(?:on|in)\s+)?(?:tiktok|tik\s+tok|reels|shorts|instagram)\b(?:[- ]style)?)";

/// Takes a wish for fewer words at once.
pub fn most_words(clause: &mut Clause) -> Result<Option<usize>, String> {
    const PER: &str = r"\s*(?:per|at\s+(?:a|one)|a|in\s+(?:a|each|one)|on\s+(?:a|each|one)|for\s+each|at)\s+(?:line|caption|subtitle|time|row|screen|once)\b";
    if let Some(found) = clause.take(re!(
        r"(?:\b(?:with|of|only|just|use|max(?:imum)?(?:\s+of)?|at\s+most|no\s+more\s+than|up\s+to|about)\s+)*(\d+)(?:\s*(?:-|–|to|or)\s*(\d+))?\s+words?(?:\s+(?:max(?:imum)?|at\s+most))?", PER, r"|每(?:行|条|句|次)(?:字幕)?(?:最多|不超过|只有?|显示)*\s*(\d+)\s*个?[字词]"
    )) {
        let words = found.into_iter().skip(1).flatten().filter_map(|text| text.parse::<usize>().ok()).max();
        return match words {
            Some(words @ 1..=20) => Ok(Some(words)),
            _ => Err("captions show 1 to 20 words at once".into()),
        };
    }
    let fewer = re!(
        r"(?:\b(?:with|use|only|show)\s+)*\b(?:fewer|less|not\s+so\s+many|a\s+few)\s+words?",
        PER,
        r"|\b(?:with\s+)?short(?:er)?\s+(?:lines?|phrases)\b|每(?:行|条|句)[\s|]*(?:的)?(?:字)?(?:数)?(?:要|再)?(?:少|短)一?[点些](?:字)?"
    );
    Ok(clause.drop(fewer).then_some(4))
}

/// A cue in pieces of at most so many words, each for its share of the time. Chinese letters stand for
/// words.
pub fn few(text: &str, most: Option<usize>, at: Frames, len: Frames) -> impl Iterator<Item = (String, Frames, Frames)> {
    let spaced = !has_cjk(text);
    let words: Vec<String> = match spaced {
        true => text.split_whitespace().map(str::to_owned).collect(),
        false => text.chars().map(String::from).collect(),
    };
    let most = most.map_or(words.len(), |most| if spaced { most } else { most * 2 }).max(1);
    // Even pieces: no single word is left over.
    let groups = words.len().div_ceil(most).max(1);
    let size = words.len().div_ceil(groups).max(1);
    let pieces: Vec<String> = match groups {
        1 => vec![text.to_owned()],
        _ => words.chunks(size).map(|words| words.join(if spaced { " " } else { "" })).collect(),
    };
    let whole = pieces.iter().map(|piece| piece.chars().count()).sum::<usize>().max(1) as u64;
    let mut said = 0;
    pieces.into_iter().filter_map(move |piece| {
        let begin = at + len * said / whole;
        said += piece.chars().count() as u64;
        let end = at + len * said / whole;
        (end > begin).then_some((piece, begin, end - begin))
    })
}
