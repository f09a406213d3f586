//! Words that carry no instruction: a closed list. Whatever is not in it and no operation takes is
//! reported, and the prompt is refused. Words that could be a wish of their own stand here only where
//! they cannot be one: in front of the footage's name, behind "for", in a question's opening.

use regex::Regex;

use super::{Clause, re};

/// What footage is called.
const FOOTAGE: &str = r"(?:videos?|clips?|footage|films?|movies?|recordings?|sequence|interviews?|podcasts?|episodes?|vlogs?|tutorials?|lectures?|lessons?|webinars?|demos?|presentations?|screencasts?|testimonials?|talks?|content|material|shots?|session|meeting|call|stream|livestream|gameplay|photos?|pictures?|images?|snapshots?|stills?|files?)";

/// What is said of footage in front of its name.
const KIND: &str = r"(?:raw|long|short|new|old|own|uploaded|attached|recorded|unedited|rough|sample|test|original|existing|wedding|anniversary|birthday|family|holiday|travel|vacation|trip|product|company|corporate|training|marketing|promo|promotional|explainer|sales|team|school|class|gaming|cooking|fitness|workout|talking[- ]head|youtube|zoom|iphone|phone|drone|gopro|camera|screen|home|mp4|mov|customer|client|event|conference|keynote|food|fashion|unboxing|review|daily|weekly|speech|podcast|interview|landscape|horizontal|video|raw)";

/// Whom or what it is for.
const USE: &str = r"(?:instagram|insta|deaf|accessibility|hearing|new|potential|young|older|facebook|linkedin|twitter|youtube|vimeo|whatsapp|wechat|social|media|web|websites?|site|homepage|pages?|landing|services?|about|blog|newsletter|emails?|podcasts?|courses?|class(?:es)?|lessons?|training|workshops?|webinars?|meetings?|presentations?|pitch|events?|conference|weddings?|anniversary|birthdays?|party|graduation|christmas|holidays?|trip|vacation|family|friends?|mom|mum|dad|parents|grandma|grandpa|kids?|couple|channel|portfolio|feed|posts?|profile|content|creators?|editors?|videos?|marketers?|teachers?|students?|clients?|customers?|colleagues|team|boss|store|shop|products?|use|e-?commerce|ads?|campaign|promo|promotion|launch|brand|company|business|startup|agency|school|church|mobile|phones?|viewers?|viewing|audience|everyone|people|subscribers|followers|fans|fun|free|sharing|publishing|uploading?|posting|later|archive|listings?|intranet|investors|demos?|celebration|memories|me|us|him|her|them)";

const QUESTION: &str = r"\bhow\s+(?:do|can|could|should|would|to)\b|\bwhat(?:'s|s|\s+is)\s+the\s+(?:best|easiest|fastest|quickest|simplest)\s+way\s+to\b|\bis\s+(?:there\s+(?:a|any)\s+way|it\s+possible)\s+to\b|\bi(?:'m|\s+am)\s+(?:trying|looking|hoping)\s+to\b|\b(?:would|do)\s+you\s+mind\b|\bi'd\s+(?:love|like)\b|怎么样?|怎样|如何|能不能|能否|可不可以|可以|能|吗|么|想要|希望|需要";

const TOOL: &str = r"\b(?:using|with|via|in|through)\s+(?:(?:an?|the|your|some)\s+)?(?:free\s+|online\s+|ai\s+|simple\s+)*(?:video\s+)?(?:editor|editing\s+(?:tool|software|app)|ai|tool|app|software)\b|\bai\b";

const SO: &str = r"\bso\s+(?:that\s+)?(?:people|viewers|everyone|they|we|you|i|it)\s+(?:(?:can|could|will|is|are)\s+)?(?:easily\s+|still\s+|be\s+)*(?:watch(?:ed)?|follow(?:ed)?|works?|plays?|looks?\s+(?:good|great|nice)|read|understand|understood|see|seen|hear|heard|shared?|posted?)(?:\s+(?:it|along|them|everything|what\s+(?:is|i|we)\s+sa(?:y|id)))*(?:\s+(?:without|with)\s+(?:the\s+)?(?:sound|audio|volume)(?:\s+(?:on|off))?|\s+on\s+(?:mute|mobile|linkedin|instagram|facebook|youtube|social\s+media|(?:their|a|my)\s+(?:phones?|feed)))*\b";

/// What somebody finds wrong; what to do about it stands beside it.
const TOO: &str = r"\b(?:(?:is|are|looks?|sounds?|feels?|seems?|was)\s+)(?:(?:just|a\s+(?:bit|little)|way|much|far)\s+)*too\s+(?:slow|fast|long|short|dark|bright|quiet|loud|noisy|shaky|boring|flat|dull|small|big|wide|empty)\b|太(?:长|短|暗|亮|慢|快|吵|小|大|空|闷)了?";

/// A description of what footage shows, behind a word that says that it is there already.
const SHOWS: &str = r"\b(?:from|of|to|out\s+of|in)\s+(?:an?|this|my|our)\s+(?:\d+(?:\.\d+)?\s*(?:seconds?|secs?|minutes?|mins?)\s+)?(?:clip|video|recording|shot|footage)(?:\s+of\s+(?:(?:the|an?|my|our|some)\s+)*[a-z]+(?:\s+[a-z]+){0,2}(?:\s+(?:on|in|at|by|near)\s+(?:(?:the|an?|my|our)\s+)*[a-z]+(?:\s+[a-z]+)?)?)?\s*[.!?]?\s*$";

/// Words that say nothing wherever they stand.
const PLAIN: &str = r"\b(?:please|pls|plz|kindly|can|could|would|will|you|i|i'd|id|like|want|need|let's|lets|let|me|us|help|just|also|then|now|next|first of all|finally|lastly|and|the|a|an|my|our|your|this|that|these|those|it|its|them|their|there|to|of|in|into|on|onto|for|with|from|at|by|as|over|so|be|is|are|out|up|off|go|ahead|some|any|all|whole|entire|full|clip|clips|video|videos|footage|movie|film|recording|sequence|timeline|part|parts|section|sections|bit|bits|one|thing|things|stuff|everything|interview|thanks|thank|hi|hello|hey|too|well|which|make|sure|do|does|automatically|nicely|neatly|cleanly|smoothly|simply|quickly|properly|carefully|instantly|immediately|gently|slightly|somewhat|little|really|very|quite|actually|basically|maybe|should|possible|instead|project|file|here|again|where|each)\b|请|帮忙|帮我|帮|麻烦|我想|我要|我们|我|你|您|把|将|给|让|对|作为|为|用|在|从|到|的|地|得|了|吧|呢|啊|一下|一段|一些|一点|这个|这段|这些|这|那个|整体|整个|全部|所有|视频|影片|片子|片段|素材|照片|图片|画面|里面|里|中|上|下|个|段|张|并且|并|然后|接着|再|和|与|以及|同时|也|都|要|一|点|些|起来|添|加上|做|成|改|自动|\b1\s*(?:段|个|张)";

/// The pattern of all of it, longer words first.
pub fn filler() -> &'static Regex {
    re!(
        QUESTION,
        "|",
        TOOL,
        "|",
        SO,
        "|",
        TOO,
        "|",
        SHOWS,
        r"|\b(?:all|both|the|my|our)\s+(?:of\s+)?(?:the\s+|my\s+)?(?:\d+\s+)?(?:clips?|videos?|files?|shots?)\b|只(?:把|将|需要?|想|是)|就(?:行|好|可以)了?|即可|\b(?:for|to\s+(?:post|share|upload|publish|use|put)(?:\s+it)?\s+(?:on|to|in|at))\s+(?:(?:my|our|the|an?|your|their|his|her|some|it's|its|(?:tomorrow|today|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)'s|(?:this|next|last)\s+(?:week|month|year)(?:'s)?)\s+)*(?:",
        USE,
        r"\s+)*",
        USE,
        r"\b|\b(?:",
        KIND,
        r"\s+)*",
        FOOTAGE,
        r"\b|\b(?:my|our|this|that|these|those|the|from\s+an?|have\s+an?)\s+(?:",
        KIND,
        r"\s+)*\d+(?:\.\d+)?\s*(?:seconds?|secs?|minutes?|mins?|hours?)\s+(?:",
        KIND,
        r"\s+)*",
        FOOTAGE,
        r"\b|[这那]?\s*(?:\d+|[一二两三四五六七八九十几])\s*(?:个|段|张|条)\s*(?:视频|片段|素材|照片|图片|文件)|",
        PLAIN
    )
}

/// Words beside an instruction that is understood: they name no thing, no amount, no place and no exception, so
/// that nothing is lost with them. Only where a prompt is read for what it asks.
pub fn easy() -> &'static Regex {
    re!(
        r"\b(?:we|us|he|she|they|someone|somebody|somehow|what|whatever|who|whose|that's|it'll|it's|i'll|i've|i'm|s|m|ll|ve|re|d|t|gives?|gets?|got|getting|have|has|had|having|takes?|taking|goes|going|went|runs?|running|appears?|appearing|shows?|showing|shown|remains?|remaining|stays?|staying|sits?|sitting|comes?|coming|happens?|happening|puts?|putting|sets?|setting|makes|making|made|creates?|do|did|doing|done|works?|working|looks?|looking|feels?|feeling|seems?|sounds?|apply|applying|applied|uses?|using|used|edits?|editing|edited|render|prepare|handle|perform|ensure|super|so|much|many|lots?|ton|during|within|across|throughout|along|around|near|inside|onto|upon|towards|about|way|place|spot|version|copy|output|effects?|style|styled|kind|sort|type|job|task|feature|options?|element|viewers?|audience|people|guys|folks|nice|nicely|cleanly|good|great|simple|simply|basic|quick|proper|properly|standard|usual|custom|clear|clearly|readable|legible|visible|fancy|catchy|elegant|modern|minimal|minimalist|crisp|neat|tasteful|pretty|lovely|beautiful|needed|necessary|required|wanted|preferred|desired|actual|actually|current|currently|existing|whole|entire|throughout|everywhere|basically|essentially|completely|fully|totally|entirely|directly|straight|please|thanks|thank|ok|okay|hey|hello|hi|yes|right\s+there|over\s+there|up\s+there|real|own|same|such|able|allow|let|lets|seconds?\s+long|touch|tad|notch|hair|smidge|slight|appropriate|suitable|relevant|corresponding|respective|segments?|portions?|fits?|fitted|return|restore|tune|auto|desktop|laptop|computer|recording|video's|clip's|screen|on|off\s+the|down|along\s+with|together\s+with|followed\s+by)\b|出现|弄|搞|转|调|变|拉|提|进|定|设|成|为|使|号|句|进行|处理|操作|这里|那里|时候|部分|内容|样式|样子|感觉|看起来|比较|非常|很|稍微|适当|还有|还|直接|整体|它|他|她|其|们|会|应该|应|需|得|着|过|就|能够|一下子|同样|统一|合适|自然|清晰|清楚|醒目|大家|观众|朋友|老师|那|这|来|去|下|呢|一次搞定|全部搞定|一步到位|搞定|搞|完成|即可|的话|之间|时间|位置|开始播放"
    )
}

/// What somebody tells beside what they ask: "I was still setting up the mic". It names no amount, no file and
/// no words to show.
pub fn aside(clause: &Clause) -> bool {
    clause.has(re!(
        r"^[\s|,]*(?:(?:and|but|so|sorry|cause|well)[\s,]+)*(?:i|we|he|she|they|it|there|this|that|my\s+[a-z]+|(?:(?:the|our|his|her)\s+)?[a-z]+(?:\s+[a-z]+)?)(?:'m|'s|'re|'ve|\s+(?:was|were|am|is|are|had|have|has|just|still|keep|kept|got|get|forgot|said|say|messed|mess|stumbled|coughed|cough|sneezed|look|looked|looks|sound|sounded|sounds|started|didn't|did|couldn't|don't|doesn't|shot|recorded|filmed|posted|publish|teach|run|work|film|record|made|drags?|drones?|harsh|annoying))\b"
    )) && !clause.has(re!(r"[0-9⟦⟪]|\b(?:louder|quieter|softer|brighter|darker|cleaner|clearer|crisper|warmer|cooler|faster|slower|bigger|smaller|larger|better|sharper|higher|lower|want|need|like|should|must|please|remove|add|cut|make)\b"))
        // What is told to be done is no remark, though its object sounds like a verb: "fade the sound out".
        && !clause.has(re!(
            r"^[\s|,]*(?:(?:and|but|so|then|also)[\s,]+)*(?:fade|mute|unmute|trim|crop|zoom|speed|slow|put|set|position|align|place|cent(?:er|re)|colou?r|style|scale|shift|pan|turn|lower|raise|reduce|increase|boost|blur|rotate|flip|mirror|export|keep|delete|drop|insert|show|hide|normali[sz]e|level|denoise|clean|split|freeze|loop|repeat|reverse|replace|change|move|swap|lay|place|bring|give|stretch|shrink|resize|tint|grade|balance|duck|stop|start|end|use|let|get\s+rid)\b"
        ))
        || clause.has(re!(r"^[\s|,]*(?:take|grab|here's|here\s+is|this\s+is|attached\s+is|see|with|use|open)\s+(?:attached\s+)?(?:this|my|the|our)\s+(?:[a-z]+\s+)?(?:video|clip|footage|lecture|recording|interview|podcast|vlog|talk|webinar|lesson|film|movie|file|episode)\s*$"))
}

/// Whether a clause only says that the rest stays: "keep everything else the same", 其他不要动.
pub fn leaves(clause: &Clause) -> bool {
    const REST: &str = r"(?:(?:everything|anything|nothing|all)(?:\s+else)?|(?:the\s+)?(?:rest|others?|remainder)(?:\s+of\s+(?:it|the\s+(?:video|clip|footage)))?|(?:the\s+)?other\s+(?:things|parts|clips|settings))";
    let mut rest = clause.clone();
    let found = rest.take(re!(
        r"\b(?:keep|leave|let)\s+", REST, r"(?:\s+(?:(?:exactly\s+)?(?:as\s+(?:it\s+is|they\s+are|is|it\s+was|before)|(?:the\s+|stay\s+the\s+)same|alone|unchanged|untouched|intact|like\s+(?:it\s+is|that|this)|how\s+it\s+is|in\s+place)))\b|\b(?:do\s+not|don't|dont|don’t|never|without)\s+(?:chang(?:e|ing)|touch(?:ing)?|alter(?:ing)?|edit(?:ing)?|do(?:ing)?|mess(?:ing)?\s+with)\s+", REST, r"\b|\b(?:change|touch|do|and)\s+nothing\s+else\b|\b(?:remove|delete|cut|change|add)\s+nothing\b|^\s*nothing\s+(?:else|more)\b|\b", REST, r"\s+(?:stays?|remains?|should\s+(?:stay|remain))\s+(?:exactly\s+)?(?:(?:as|how|like|the\s+way)\s+(?:it\s+is|they\s+are|it\s+was)|the\s+same|unchanged|untouched)\b|\b", REST, r"\s+(?:(?:stays?|plays?|runs?|remains?)\s+)?(?:at|in)\s+(?:the\s+)?(?:normal|original|regular|usual|same|full)\s+(?:speed|volume|colou?rs?|loudness|pace)\b|^[\s|]*", REST, r"\s+(?:untouched|unchanged|as\s+is|the\s+same|alone)[\s|.!]*$|\bthat's\s+(?:all|it)\b|\b(?:don't|do\s+not|without)\s+chang(?:e|ing)\s+(?:the\s+|my\s+)?pitch\b|\bkeep\s+(?:the\s+|my\s+)?(?:original\s+)?pitch(?:\s+the\s+same)?\b|(?:不要?|别)变调|保持音调(?:不变)?|(?:其他|其它|其余|别的|剩下|剩余)的?(?:部分|地方|内容|东西|片段)?(?:都|全部?)?(?:不要?|别|保持|维持|不用|无需)(?:动|改动?|变|原样|不变|原状|修改)|保持(?:其他|其余|其它).*?不变"
    ));
    found.is_some() && rest.rest().is_empty()
}

/// Whether a clause only tells what somebody has: "I have 5 MP4 clips recorded from the same camera".
pub fn tells(clause: &Clause) -> bool {
    let opening = re!(
        r"^[\s|]*(?:so\s+|ok(?:ay)?\s+|hi\s+|hello\s+)*(?:(?:i|we)(?:'ve|\s+have)?\s+(?:just\s+)?(?:have|got|recorded|shot|filmed|made|uploaded|took|taken)\b|(?:i|we)(?:'m|'re|\s+am|\s+are)\s+(?:posting|sharing|uploading|publishing|making|putting|using|editing)\b|(?:i|we)(?:'ve|\s+have)\b|(?:here|this|these|those|that|it)(?:'s|\s+is|\s+are|\s+was|\s+were)\b|there\s+(?:is|are)\b|我(?:们)?(?:有|录了|拍了|上传了)|这是|这里有)"
    );
    let complaint = clause.has(re!(TOO));
    if !clause.has(opening) && !complaint {
        return false;
    }
    let mut rest = clause.clone();
    rest.take(opening);
    if complaint {
        rest.drop(re!(r"\b(?:music|audio|sound|volume|voice|intro|outro|beginning|end|ending|pauses?|captions?|colou?rs?)\b|声音|音乐|开头|结尾|画质"));
    }
    rest.drop(re!(r"\b(?:tiktok|instagram|reels?|shorts|youtube|linkedin|facebook|stor(?:y|ies)|website|blog)\b"));
    rest.drop(re!(
        r"\b(?:(?:recorded|shot|filmed|taken|made|captured)\s+)?(?:from|with|on|at|in|during)\s+(?:the\s+|my\s+|our\s+|a\s+)?(?:same\s+|different\s+)?(?:camera|phone|day|trip|place|angle|event|session|time)s?\b"
    ));
    rest.drop(re!(
        r"\b\d+(?:\.\d+)?\s*(?:seconds?|secs?|minutes?|mins?|hours?)\b|\b\d+\b|\b(?:about|around|roughly|several|few|two|three|four|five|six|couple|bunch|lot|many|different|separate|raw|long|short|recorded|filmed|shot|mp4|mov|jpg|png|horizontal|landscape|vertical)\b|\d+\s*(?:分钟|秒)|[一二两三四五六七八九十几]"
    ));
    rest.rest().is_empty()
}
