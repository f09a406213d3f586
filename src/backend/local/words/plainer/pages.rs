//! What the pages of editors promise, as their readers then ask for it.

use super::Way;

pub(super) const PROMISED: &[Way] = &[
    (
        r"\b(?:show|put|play|place)\s+(<F>)\s+(?:next\s+to|beside|alongside)\s+(?:me|<V>|the\s+(?:speaker|talk))",
        "split screen with $1",
    ),
    (r"\bmute\s+(?:everything|all)\s+(?:except|but|apart\s+from)\s+the\s+music", "mute the footage"),
    (
        r"(⟦q[a-z]+⟧[^.;]*?)\s*(?:,|\band\b)?\s*(?:\bthen\s+)?\b(?:fade|dissolve|melt)s?\s+(?:in)?to\s+(?:the\s+|my\s+)?(?:main\s+|actual\s+)?(?:video|clip|footage|film)\b",
        "$1 that fades out",
    ),
    (r"\bfade\s+in\s+(?:the|my|our)\s+logo\s+(?:at|from)\s+(<T>)", "add the logo at $1 that fades in"),
    (
        r"\b(?:put|show|place|play)\s+(?:the\s+|these\s+|both\s+)*(?:(?:2|two|both)\s+)?(?:videos|clips|films)\s+(?:side[- ]by[- ]side|next\s+to\s+each\s+other)",
        "split screen",
    ),
    (
        r"\b((?:\w+\s+)?(?:wipe|slide|zoom|fade|dissolve|circle|blur|crossfade)\s+transition)\s+(?:from|between)\s+<F>\s+(?:to|and|into)\s+(<F>)",
        "append $2 with a $1",
    ),
    (r"\b(timer|clock|stopwatch|counter)\s+in\s+(?:the|a)\s+corner", "$1 in the top right corner"),
    (r"\b(fade\s+(?:in|out)|mute|lower|turn\s+down)\s+(?:only|just)\s+the\b", "$1 the"),
    (
        r"(\badd\s+[^.;]*?\bmusic\b[^.;]*?)(?:,|\band\b)+\s*(?:then\s+)?(lower|drop|reduce|turn|duck|raise)\s+it\s+(?:down\s+|up\s+)?(to\s+\d)",
        "$1, $2 the music $3",
    ),
    (r"\b(?:professional|pro|clean|modern|nice|stylish|good|great)[- ]looking\b", ""),
    (
        r"\b(?:generate|create|make|get|produce|cut)\s+(?:some\s+|a\s+few\s+|the\s+)?highlights?\s*(?:clips?|reels?|videos?)?\s*($|[,.;!]|\band\b)",
        "make a highlight reel $1",
    ),
    (
        r"\b(?:delete|cut|remove|trim)\s+(?:off\s+)?(?:the\s+)?(?:beginning|start|intro|opening)\s+(?:up\s+)?until\s+(?:i|he|she|they|we|someone|anyone|somebody|the\s+\w+)\s+(?:begin|start)s?\s+(?:talking|speaking|to\s+(?:talk|speak))",
        "remove the silence at the start",
    ),
    (
        r"\b(?:create|make|produce)\s+an?\s+(vertical|square|9:16|portrait|1:1)\s+(?:short|reel|video|clip|version|edit|cut|story|post)\b\s*(?:with|,)?",
        "make it $1, add",
    ),
    (r"\b(?:match(?:ing)?|in|use|using|with)\s+(?:the|my|our)\s+(?:brand\s+)?colou?r\s*:?\s*(#[0-9a-f]{6})\b", "in $1"),
    (
        r"\b(lower|raise|reduce|increase|boost|drop)\s+(?:everything|it\s+all|the\s+whole\s+thing|all\s+of\s+it)\s+by\s+(\d+\s*db)",
        "$1 the volume by $2",
    ),
    (
        r"\b(?:make|take|grab|capture|get|create)\s+an?\s+(?:screenshot|snapshot|thumbnail|cover\s+image|poster\s+frame)\s*($|[,.;!]|(?:at|from|of)\s+<T>)",
        "save a thumbnail $1",
    ),
    (
        r"\b(captions?|subtitles?|subs|texts?)\s+(?:(?:in|on|at|over)\s+the\s+lower\s+third|(?:just\s+|right\s+)?above\s+the\s+bottom)\b",
        "$1 at the bottom",
    ),
    (
        r"\s*\bso\s+(?:that\s+)?(?:the\s+|my\s+)?(?:speaker|subject|presenter|person|picture|video|clip|face|head)\s+(?:fills?|takes?\s+up)\s+(?:(?:more\s+of\s+)?the\s+)?(?:whole\s+)?(?:frame|screen|picture)",
        "",
    ),
    (
        r"\b(?:edit|turn|cut|make|transform|convert|condense)\s+<V>\s+(?:down\s+)?(?:in)?to\s+an?\s+(\d+(?:\.\d+)?[- ]?(?:seconds?|secs?|s|minutes?|mins?))[- ]+(?:long\s+)?(?:(?:instagram|tiktok|youtube|facebook|vertical)\s+)?(?:reels?|shorts?|tiktok|story)\b\s*:?",
        "condense to $1, make it vertical,",
    ),
    (
        r"\b(?:edit|turn|cut|make|transform|convert|condense)\s+<V>\s+(?:down\s+)?(?:in)?to\s+an?\s+(\d+(?:\.\d+)?[- ]?(?:seconds?|secs?|s|minutes?|mins?))[- ]+(?:long\s+)?(?:promo|ad|commercial|social\s+(?:clip|video)|summary|sizzle)\b(?:\s+(?:reel|video|clip|spot))?\s*:?",
        "condense to $1,",
    ),
    (
        r"\btrim\s+(?:both\s+ends|the\s+(?:ends|edges)|the\s+(?:start|beginning)\s+and\s+(?:the\s+)?end)\s+so\s+(?:that\s+)?(?:it|<V>)\s+starts\s+and\s+ends\s+(?:on|with|at)\s+(?:the\s+)?(?:speech|talking|a\s+word|words|voice)",
        "remove the silence at the start and end",
    ),
    (
        r"^(.*?\btransitions?\b[^.;]*?)\s*\b(?:after|once)\s+(?:(?:you've\s+|you\s+have\s+)?remov(?:ing|ed)|cut(?:ting)?|trimm(?:ing|ed)|deleting)\s+(?:out\s+)?(?:the\s+|all\s+)*(?:silences?|pauses?|gaps|dead\s+air|silent\s+parts)\s*[.!]?\s*$",
        "remove the silences, $1",
    ),
    (
        r"\bso\s+(?:that\s+)?it(?:'s|\s+is|\s+runs|\s+lasts)\s+(?:(?:exactly|about|only|just|under|at\s+most)\s+)*(<T>)(?:\s+long)?",
        "to $1",
    ),
    (r"\bno\s+ducking\s*[,;]\s*((?:add\s+)?(?:the\s+)?music\b[^,.;]*)", "$1, no ducking"),
    (
        r"\b(?:give\s+it|make\s+it|with|add)?\s*\ban?\s+(moody|cinematic|dark|warm|bright|vintage|retro|cool|dramatic)\s*,\s*(?:and\s+)?(moody|cinematic|dark|warm|bright|vintage|retro|cool|dramatic)\s*,?\s*(?:and\s+)?(moody|cinematic|dark|warm|bright|vintage|retro|cool|dramatic)?\s+(?:look|feel|vibe|style|tone|mood)\b",
        "make it $1, make it $2, make it $3",
    ),
    (
        r"\b(?:end|finish|close)\s+(?:<V>\s+)?with\s+(?:(?:the|my|our|a|company|brand)\s+)*logo(?:\s+full[- ]?screen)?\s+(?:for\s+)?(<T>)",
        "add a logo outro for $1",
    ),
    (
        r"\b(?:start|begin|open)\s+(?:<V>\s+)?with\s+(?:(?:the|my|our|a|company|brand)\s+)*logo(?:\s+full[- ]?screen)?\s+(?:for\s+)?(<T>)",
        "add a logo intro for $1",
    ),
    (
        r"\b(?:put|play|show|place)\s+(⟪q[a-z]+\.(?:mp4|mov|webm|mkv|avi)⟫)\s+first\s*($|[,.;!])",
        "insert $1 at the beginning $2",
    ),
    (
        r"\b(9:16|vertical|square|portrait|1:1)\s+(?:short|reel|clip|video|post|story|teaser|tiktok)\s+(?:that's\s+|that\s+is\s+)?(?:under|of(?:\s+(?:under|at\s+most|up\s+to))?|less\s+than|up\s+to|at\s+most|below|shorter\s+than)\s+(<T>)",
        "$1, trim to $2,",
    ),
    (r"\bsaturate\s+(?:the\s+|all\s+)?colou?rs?(?:\s+by)?", "increase the saturation by"),
    (
        r"\b(?:cut|split)\s+<V>\s+at\s+(<T>)\s+and\s+(?:at\s+)?(<T>)\s*(?:,|and|then|\s)+(?:remove|delete|drop|throw\s+away|lose|discard)\s+(?:the\s+)?(?:middle|cent(?:er|re)|part\s+(?:in\s+)?between|what's\s+between)(?:\s+(?:part|piece|section|one|clip|bit))?",
        "remove $1 to $2",
    ),
    (
        r"\b(?:cut|split)\s+<V>\s+at\s+(<T>)\s+and\s+(?:at\s+)?(<T>)\s*(?:,|and|then|\s)+(?:keep)\s+(?:only\s+)?(?:the\s+)?(?:middle|cent(?:er|re)|part\s+(?:in\s+)?between)(?:\s+(?:part|piece|section|one|clip|bit))?",
        "keep $1 to $2",
    ),
    (
        r"\b(?:insert|add|put\s+in|hold)\s+an?\s+(\d+(?:\.\d+)?)[- ](?:seconds?|secs?|s)\s+(?:long\s+)?pause\s+at\s+(<T>)",
        "freeze at $2 for $1 s",
    ),
    (r"\b(?:prepare|get|optimi[sz]e|ready)\s+<V>\s+(?:ready\s+)?for\s+[a-z]+\s*:", ""),
    (r"\b(?:loudness|lufs)\s*(?:of|to|at|:)?\s*(-\d+(?:\.\d+)?)(?:\s*(?:lufs|db))?\b", "normalize to $1 LUFS"),
    (r"^\s*i\s+(?:want|need|would\s+like)\s+(?:\d+|a\s+few|some|these|the\s+following)\s+things\s*:\s*", ""),
    (
        r"(^\s*|[,:;]\s*(?:and\s+)?)(?:the\s+)?no\s+(?:more\s+)?(?:pauses|silences?|dead\s+air|gaps)\s*($|[,.;!])",
        "$1 remove the silences $2",
    ),
    (
        r"([,:;]\s*(?:and\s+)?)((?:soft|calm|upbeat|background|lo-?fi|quiet)\s+(?:background\s+)?music)\s*($|[,.;!])",
        "$1 add $2 $3",
    ),
    (r"^\s*first(?:ly)?\s+(<I>\b)", "$1"),
    (
        r"\b(?:fix|improve|enhance)\s+(?:up\s+)?(?:the\s+|my\s+)?(?:audio|sound)(?:\s+quality)?\s*($|[,.;!]|\band\b)",
        "clean up the sound, normalize the loudness $1",
    ),
    (
        r"\b(?:do|make|give\s+me|create)\s+(?:an?\s+|the\s+)?(?:quick\s+|first\s+)?rough\s*cut\b(?:\s+of\s+<V>)?",
        "trim the silences",
    ),
    (
        r"\b(?:cut|split|chop|divide|slice|break)\s+(?:up\s+)?<V>\s+(?:up\s+)?in(?:to)?\s+(?:(?:short|equal|separate|smaller|multiple)\s+)*(?:clips|segments|parts|pieces|chunks)\s+of\s+(<T>)(?:\s+each)?",
        "split every $1",
    ),
    (
        r"\b(?:cut|split|chop|divide|slice|break)\s+(?:up\s+)?<V>\s+(?:up\s+)?in(?:to)?\s+(\d+)[- ](seconds?|secs?|s|minutes?|mins?)[- ]?(?:long\s+)?(?:clips|segments|parts|pieces|chunks)",
        "split every $1 $2",
    ),
    (
        r"\b(?:duplicate|copy|repeat)\s+((?:the\s+)?(?:first|last)\s+<T>|<R>)\s*(?:,|and|then|\s)*(?:(?:play|put|show|paste|add|insert)\s+(?:them|it|that|a\s+copy)\s*(?:again\s+)?)?(?:at|to)\s+(?:the\s+)?end",
        "copy $1 to the end",
    ),
    (r"(字幕[^，。]*[，,]\s*)位置(?:靠|在|放)?(?:下|底)(?:方|部|面|边)?", "$1在底部"),
    (r"(字幕[^，。]*[，,]\s*)位置(?:靠|在|放)?(?:上|顶)(?:方|部|面|边)?", "$1在顶部"),
    (
        r"(?:提取|剪出|截取|挑出|选出|保留)(?:最)?精彩(?:的)?(?:片段|部分|内容|瞬间)?\s*[，,]?\s*(?:做成|剪成|合成|制作成|变成)(?:一个|一段)?\s*(<T>)的?(?:短视频|短片|视频|片段|集锦)?",
        "make a highlight reel of $1",
    ),
    (r"(<R>)的?(?:声音|原声|音频)(?:都|全部?)?(?:消掉|去掉|关掉|消除|静音|删掉|没有)", "$1静音"),
    (r"\bthe\s+middle\s+(?:section|part|third|portion|bit|segment|stretch)\b", "from 33% to 67%"),
    (
        r"\b(?:merge|join|combine|stitch|put)\s+(?:together\s+)?(?:(?:these|the|my|both|all)\s+)*(?:of\s+(?:these|the|my)\s+)?(?:(?:2|two|3|three|4|four)\s+)?(?:clips|videos|files|shots)\s*(?:together\s*)?(?:into\s+(?:one|a\s+single)(?:\s+\w+)?\s*)?(?:,\s*)?(?:with|using)\s+(?:an?\s+|some\s+)?(?:smooth\s+|nice\s+|soft\s+)?(?:dissolve|cross[- ]?fade|cross[- ]?dissolve|fade)s?(?:\s+transitions?)?(?:\s+(?:between|in\s+between)(?:\s+(?:them|each|the\s+clips))?)?",
        "join all clips with a crossfade",
    ),
    (
        r"\b(?:balance|even\s+out|level\s+out|equali[sz]e)\s+(?:out\s+)?(?:the\s+)?(?:audio|sound|volume|loudness)(?:\s+levels?)?(?:\s*,?\s*so\s+(?:that\s+)?(?:the|my)\s+(?:voice|speech|dialogue|narration|speaker)\s+is\s+(?:always\s+)?(?:louder|clearer)\s+than\s+the\s+music)?",
        "normalize the loudness",
    ),
    (
        r"\b(?:an?\s+)?(?:(?:animated|dynamic|tiktok[- ]style|auto)\s+)*(captions?|subtitles?)(?:\s+style)?(?:\s+like\s+(?:on\s+)?(?:tiktok|reels))?\s*,?\s*(?:(?:shown|appearing|displayed|that\s+appear|popping\s+up)\s+)?(?:word[- ]by[- ]word|one\s+word\s+at\s+a\s+time|1\s+word\s+at\s+a\s+time)(?:\s+(?:style|captions))?",
        "captions with 1 word per line",
    ),
    (r"\bword[- ]by[- ]word\s+(?:animated\s+)?(captions?|subtitles?)", "captions with 1 word per line"),
    (
        r"\b(add|put|show|place|display)\s+(?:(?:the|my|our|a|company|brand|channel)\s+)*(logo|watermark)\s+(?:to|in|on|during|at|over|for)\s+(?:the|my|our)\s+(?:intro|opening|beginning|start)\s+(?:for\s+)?(?:the\s+first\s+)?(<T>)",
        "add the logo for the first $3",
    ),
    (r"\b(?:chapter|section)\s+(titles?|headings?|cards?|labels?)\s*((?:at\s+<T>\s*)?:?\s*⟦)", "$1 $2"),
    (r"\b(titles?|texts?|labels?|cards?|headings?)\s+at\s+(<T>)\s*:?\s*(⟦q[a-z]+⟧)", "$1 $3 at $2"),
    (r"([,;，；]|\band\b)\s*(?:and\s+)?(?:at\s+)?(<T>)\s*[:–-]?\s*(⟦q[a-z]+⟧)", "$1 $3 at $2"),
    (
        r"\b(?:take|keep|use|pick|grab|extract|cut\s+out|find|pull\s+out|get)\s+(?:only\s+|just\s+)?(?:the\s+|my\s+)?(?:best|top|strongest|most\s+(?:interesting|important|engaging|exciting))\s+(<T>)",
        "make a highlight reel of $1",
    ),
    (
        r"\b(?:an?\s+|the\s+)?(?:(?:professional|branded|nice|short|simple|quick|custom)(?:[- ]looking)?\s+)*intro\s+and\s+(?:an?\s+)?(?:(?:professional|branded|nice|short|simple|quick|custom)\s+)*outro\b",
        "a branded intro and add a branded outro",
    ),
    (
        r"\b(?:cut|trim|shorten|edit|condense|get|bring|reduce|boil)\s+<V>\s+(?:down\s+)?to\s+(?:about\s+|around\s+|under\s+|less\s+than\s+|at\s+most\s+)?(<T>)\s*(?:[,;–-]|and|but|by|while)+\s*(?:keep(?:ing)?|leav(?:e|ing)|preserv(?:e|ing))\s+(?:only\s+)?(?:the\s+)?(?:best|(?:most\s+)?(?:important|interesting|engaging)|key|good|strongest|main)\s*(?:parts?|bits?|moments?|stuff|points?|content|pieces)?",
        "condense to $1",
    ),
    (
        r"\b(?:change|set|convert|switch|make|turn|crop|reframe)\s+(?:the\s+)?(?:aspect\s+ratio|ratio|format|<V>)?\s*(?:in)?to\s+(\d+:\d+|square|vertical|portrait)\s*(?:[,;]|and|while|with)+\s*(?:keep(?:ing)?\s+)?(?:cent(?:er|re)(?:ing|ed)?\s+)?(?:on\s+)?(?:the\s+|my\s+)?(?:subject|speaker|person|presenter|face|action|frame|picture|focus)(?:\s+(?:in\s+the\s+)?cent(?:er|re)e?d?)?",
        "crop to $1",
    ),
    (
        r"\b(?:make|create|produce|give\s+me|turn\s+it\s+into|cut)\s+(?:an?\s+)?(gif|webp|mp4|mp3|wav)\s+(?:of|from|out\s+of|with|for)\s+((?:the\s+)?(?:first|last|opening|final|middle)\s+<T>|<R>)",
        "keep $2, export as $1",
    ),
    (
        r"\b(?:intro|opening)\s+(?:music|song|jingle|tune)\s*(?:,|that|which|and)?\s*(?:fades?|fading)\s+(?:it\s+)?out\s+(?:after|at|by|over|within)\s+(?:the\s+first\s+)?(<T>)",
        "music from 0 s to $1 and fade out the music",
    ),
    (
        r"\b(?:intro|opening)\s+(?:music|song|jingle|tune)\s+(?:for|of|lasting)\s+(?:the\s+first\s+)?(<T>)",
        "music from 0 s to $1",
    ),
    (
        r"\b(?:an?\s+|some\s+)?(?:soft|light|gentle|subtle|low[- ]key)(?:,|\s+and)?\s+(?:and\s+)?(?:(?:ambient|background|instrumental|relaxing|calm|mellow|peaceful|soothing|chill)\s+)*(?:music|track|soundtrack|score|tune|song|bgm)\b",
        "soft background music",
    ),
    (
        r"\b(?:an?\s+|some\s+)?(?:(?:relaxing|mellow|ambient|peaceful|soothing|dreamy|chill|calming)(?:\s*,\s*|\s+and\s+|\s+))+(?:(?:ambient|background|instrumental)\s+)*(?:music|track|soundtrack|score|tune|song|bgm)\b(?:\s+track\b)?",
        "calm background music",
    ),
    (
        r"\b(?:an?\s+|some\s+)?(?:(?:energetic|upbeat|happy|cheerful|fun|lively|positive|exciting|driving|motivating|uplifting)(?:\s*,\s*|\s+and\s+|\s+))+(?:(?:background|instrumental|bg)\s+)*(?:music|track|soundtrack|score|tune|song|bgm)\b(?:\s+track\b)?",
        "upbeat background music",
    ),
    (r"\bmoody\b", "darker"),
    (r"\bmake\s+<V>\s+(?:look\s+)?dark\b", "make it darker"),
    (r"([,:;]\s*)(?:fast|quick|snappy|punchy)\s+cuts\s*($|[,.;]|\band\b)", "$1 remove the silences $2"),
];
