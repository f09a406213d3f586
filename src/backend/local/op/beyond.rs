//! What people wish for and no operation here can do: why, and what would help. Looked at only where nothing
//! understands the words, so that it never stands in an operation's way.

use regex::Regex;

use crate::backend::local::words::re;

/// What to say of words that nobody understood; none where they are of no such kind.
pub fn why(words: &str) -> Option<&'static str> {
    let words = words.to_lowercase();
    let table: [(&Regex, &'static str); 57] = [
        (
            re!(r"\b(?:bring|put|get|add)\b.*\bback\b|\brestore\b|恢复|找回|加回"),
            "what was cut or changed comes back with `undo`, one edit after another",
        ),
        (
            re!(
                r"\b(?:generat\w+|creat\w+|compos\w+|write|make)\b.*\b(?:music|track|score|song|soundtrack|tune|melody)\b|\b(?:scor\w+|accompan\w+)\b|(?:生成|创作|谱|写).*(?:音乐|配乐|曲)|作曲"
            ),
            "music is not composed here; upload a piece and say `add music.mp3 at 35%`, or take one that is there: `add calm background music`",
        ),
        (
            re!(
                r"\b(?:showcase|timelapse|time-lapse|explainer|commercial|scenes|lighting|cityscape|scenery|storyline)\b|\b(?:create|make|generate)\s+\d+\s*(?:second|minute)|^\d+\s+second\s+(?:\w+\s+)?(?:sunset|sunrise)|产品(?:介绍|展示)|宣传片|广告片|创建|生成.*视频"
            ),
            "pictures, films, music and voices are not made from words here; upload the footage and say what is to be done with it",
        ),
        (
            re!(r"^\s*(?:short\s+)?(?:intro|outro)\s*$"),
            "what it is to show is not known here; upload a logo and say `add a branded intro`, or say its words: `add title \"Hello\"`",
        ),
        (
            re!(
                r"\b(?:titles?|headlines?|texts?|words|captions?|subtitles?|logo|lower\s+third)\b.*\bfad(?:e|es|ing)\b|\bfad(?:e|es|ing)\b.*\b(?:titles?|texts?|words|captions?|logo)\b"
            ),
            "captions, titles, texts and logos can fade, such as `captions that fade in`, `add title \"Hello\" that fades in`",
        ),
        (
            re!(
                r"^\s*(?:trim|cut|shorten)(?:\s+(?:beginning|start|starting|end|ending|opening|intro|outro|ends|both|edges|clip|second|\d+))+\s*$"
            ),
            "say how much of it goes or stays, such as `cut the first 3 s`, or `trim clip 2 to 5 seconds`",
        ),
        (
            re!(
                r"\b(?:last|first|next|second|opening|closing)\s+(?:sentences?|words?|lines?|questions?|answers?|phrases?)\b|最后一句|第一句"
            ),
            "what is said is not cut by its words here; name the times, such as `cut the last 3 s`",
        ),
        (
            re!(
                r"\b(?:highlight\w*|colou?r\w*|mark\w*)\s+(?:the\s+)?(?:each|current(?:ly)?|spoken|every|active|single)\s+(?:spoken\s+)?words?\b|\b(?:current|active|spoken)\s+words?\b"
            ),
            "the word that is spoken is not marked in a line here; `captions with 1 word per line` shows one word at a time",
        ),
        (
            re!(r"\blower\s*-?case\b|小写"),
            "captions keep the letters that their file has; a text or a title is shown as it is written: `add title \"HELLO\"`",
        ),
        (
            re!(
                r"^(?:font\s+)?size\s+\d+(?:\s*(?:px|pt|points?|pixels?))?$|^\d+\s*(?:px|pt|points?)(?:\s+(?:font|size))*$|字号\s*\d+"
            ),
            "letters are small, of the usual size or large here: `large captions`, `add title \"Hello\" in large letters`",
        ),
        (
            re!(r"\b(?:typewriter|typed?\s+out|typing)\b|\b(?:slides|sliding|flies|flying)\b|打字机"),
            "words are not typed or moved here; they can fade in: `put \"Hello\" at 1 s that fades in`",
        ),
        (
            re!(r"\b(?:white|colou?red|red|blue|green|gr[ae]y|yellow|pink)\s+bars\b"),
            "bars are black here: `make it 4:5 with bars`; without that word the picture stands over a blurred one",
        ),
        (
            re!(r"\b(?:one|two|three|single|[1-4])\s+lines?\b"),
            "lines break by themselves where the frame ends; fewer words at once make them shorter: `captions with 4 words per line`",
        ),
        (
            re!(r"\bteal\b|\b(?:split[- ]ton\w*|tint\w*|hue)\b|青橙"),
            "dark and light parts are not given colours of their own here; `warmer`, `cooler`, `cinematic`, `vintage` and `sepia` are there",
        ),
        (
            re!(r"\bsync\w*\s+(?:audio|sound|voice|speech|captions?|subtitles?)\b"),
            "how far captions are from the voice is not measured here; say it: `shift the captions 0.5 s earlier`, `delay the audio by 200 ms`",
        ),
        (
            re!(r"\b(?:crop|cut|remove|trim)\s+(?:out\s+|off\s+|away\s+)?black\s+bars?\b|[裁去剪][掉除切]\s*黑边"),
            "bars in the footage are not looked for here; they go with a zoom, such as `zoom in 30%`",
        ),
        (
            re!(r"\b(?:extract|save|export|grab|take)?\s*(?:frames|screenshots|stills)\s+every\b"),
            "pictures are exports of their own: an `export` step with a jpg or png file gives one, and its `at` says which",
        ),
        (
            re!(r"\b(?:diagonal(?:ly)?|slanted|at\s+an\s+angle)\b"),
            "words stand level here; their place, size and colour can be chosen: `put \"Sample\" in the center`",
        ),
        (
            re!(r"\bloop(?:ed|ing)?\b.*\b(?:music|song|until|end)\b|循环.*音乐|音乐.*循环"),
            "music begins anew by itself where it is shorter than the film: `add music.mp3`",
        ),
        (
            re!(
                r"\b(?:chatter|other\s+voices|people\s+talking)\b|\b(?:separate|isolate|extract)\b.*\b(?:voice|vocals|music)\b|人声分离"
            ),
            "voices, music and noise of one recording are not taken apart here; `denoise` lowers what sounds all the time, such as hum and hiss",
        ),
        (
            re!(r"\bsound\s+sync\b|\bout\s+of\s+sync\b|\bdelay\b.*\b(?:audio|sound)\b|音画不同步"),
            "how far sound and picture are apart is not measured here; say it: `delay the audio by 200 ms`, `the sound is 0.3 s late`",
        ),
        (
            re!(r"\b(?:swap|shuffle|randomi[sz]e|randomly|sort)\b|随机|打乱|排序"),
            "clips are put in an order that is named: `move clip 2 first`, `swap clips 1 and 2`",
        ),
        (
            re!(r"\bround(?:ed)?\s+(?:the\s+)?(?:corners|borders?)\b|圆角"),
            "corners are not rounded here; `add a white border` draws a line around the picture",
        ),
        (
            re!(r"\b(?:limit|compress)\w*\b.*\b(?:peaks?|dynamics?)\b|\bpeaks?\b|限幅|压限"),
            "peaks are kept below full level by `normalize the loudness`",
        ),
        (
            re!(r"\b(?:two|three|four|several|multiple|many|\d+)\s+languages\b|多语言|多语种"),
            "nothing is translated here; upload a caption file for each language, and add each as a track: `add captions from talk.es.srt as a track`",
        ),
        (
            re!(r"\bshorten\b|缩短"),
            "say which end goes, such as `cut the last 5 s`, or how long it is to be: `trim to 20 seconds`",
        ),
        (
            re!(r"\b(?:key\s*words?|important\s+words|emphasi[sz]e\w*)\b|关键词|关键字"),
            "all captions look alike here; words of their own are put as a text: `put \"Sale\" at 5 s`",
        ),
        (
            re!(
                r"\b(?:compress\w*|file\s*size|bit\s*rate|smaller\s+file|reduce\s+(?:file\s+)?size)\b|压缩|文件大小|码率"
            ),
            "how large a file becomes is no matter of the timeline; `make it 720p` makes the picture smaller, and an `export` step writes it",
        ),
        (
            re!(
                r"\b(?:fonts?|typefaces?|(?:sans[- ]?)?serif|arial|helvetica|roboto|montserrat|poppins|impact|comic\s+sans|times\s+new\s+roman|italics?|handwrit\w+|underlined?)\b|字体|宋体|黑体|楷体|斜体"
            ),
            "words are drawn in the one font that there is; their size, colour, place, bold letters and a dark box can be chosen: `large yellow captions`",
        ),
        (
            re!(
                r"^\s*(?:再|稍微)?(?:往|向|朝)?\s*[上下左右]?面?(?:移|挪|靠)动?\s*$|^\s*(?:move|shift|nudge)\s+(?:up|down|higher|lower)\s*$"
            ),
            "words stand at the top, in the middle or at the bottom, and logos in a corner; say what goes where, such as `字幕放到顶部` or `move the logo to the bottom left`",
        ),
        (
            re!(
                r"(?:去|消|除|减).{0,3}(?:回音|回声|混响)|\b(?:remove|reduce|kill|less)\s+(?:\w+\s+)?(?:echo|reverb)\b"
            ),
            "an echo that was recorded cannot be taken out here; `enhance the voice` and `remove background noise` are the nearest",
        ),
        (
            re!(
                r"(?:声音|音频|音轨|人声)(?:单独)?(?:提取|导出|分离|抽)|(?:提取|导出|分离|抽)(?:出)?(?:视频)?的?(?:声音|音频|音轨)|只(?:要|留|保留)?\s*声音|\b(?:extract|export|save)\s+(?:the\s+|only\s+|just\s+)*(?:audio|sound)\b"
            ),
            "the sound alone is an export of its own: an `export` step to a file that ends in `.mp3` gives it",
        ),
        (
            re!(r"\b(?:slow|fast)\s*(?:parts?|sections?|bits?|moments?)?\s*$"),
            "what a stretch shows is not judged here; name its times, such as `speed up 0:05 to 0:10 to 2x`",
        ),
        (
            re!(r"\bchapters?\b|章节"),
            "chapters are an export of their own: an `export` step with a `.chapters` file writes a line for each title, or for each clip",
        ),
        (
            re!(
                r"\b(?:two|three|four|both|several|different|2|3|4)\s+(?:\w+\s+)?(?:versions|variants|copies|formats|edits|cuts)\b|[两三四几]个版本|多个版本"
            ),
            "one timeline is edited here; other versions are sessions of their own, such as steps of a workflow that repeat with `for_each`",
        ),
        (
            re!(
                r"\b(?:say|says|said|mention\w*|u+m+s?|u+h+m?s?|a+h+s?|e+r+m*s?|fillers?(?:\s*words?)?|false\s+starts?|stutter\w*|hesitations?|swear\w*|curse|profanity|bad\s+takes?|bloopers?|mistakes?|repeated\s+\w+|cough\w*|breaths?)\b|口头禅|语气词|嗯|重复的话|口误|咳嗽|脏话"
            ),
            "what is said is not listened to word by word here; name the times, such as `cut 0:12 to 0:15`, or use `trim the silences`",
        ),
        (
            re!(
                r"\b(?:channel|company|brand|product|business|event|website|my|our|your)(?:'s)?\s+(?:name|handle|slogan|tagline|website|url|address|details)\b|\bnames?\b|公司名|频道名|账号名|名字|品牌名"
            ),
            "what it is to say is not known here; say the words in quotes, such as `put \"Acme\" at 5 s`",
        ),
        (
            re!(r"\bzoom(?:ed|ing)?[- ]out\b|\bblack\s+(?:screen|frame|slate)\b|黑屏|缩小画面"),
            "the picture fills the frame, and can be zoomed into only; a black picture can be uploaded and inserted: `insert black.png at 10 s for 2 s`",
        ),
        (
            re!(r"\b(?:surround|left\s+channel|right\s+channel)\b|左声道|右声道|环绕声"),
            "channels of sound are kept as they are, or made alike: `make the audio mono`",
        ),
        (
            re!(r"\bshorter\b|短一?点"),
            "say how long it is to be, such as `trim to 20 seconds`, or say `trim the silences`",
        ),
        (
            re!(
                r"\b(?:summari[sz]\w*|summary|bullet|transcript|describe|explain|caption\s+ideas?|hashtags?\s+for|write\s+a)\b|总结|概括|文案建议"
            ),
            "nothing is written or told about the footage here; the timeline's words are those of its captions",
        ),
        (
            re!(
                r"\b(?:ramp(?:ing|s)?|ease\s+(?:in|out)|gradually\s+(?:speed|slow)\w*|speed\s+(?:\w+\s+)?gradually)\b|变速曲线|渐变速|逐渐加速"
            ),
            "a speed holds for a stretch and does not glide; give stretches their own speeds, such as `speed up 0:05 to 0:08 to 1.5x`",
        ),
        (
            re!(
                r"\b(?:faces?|censor|speaker|presenter|camera|people|persons?|man|woman|guy|license\s+plates?|number\s+plates?|identit\w+|objects?|brand\s+names?|teeth|skin|hair|eyes?|body|sky|cars?|dogs?|cats?|microphone|background\s+people)\b|人脸|路人|人像|美颜|磨皮|瘦脸|天空|车牌|打码|马赛克|换脸|物体|背景人物"
            ),
            "people and things in the picture are not recognised here; `crop`, `zoom in` and `blur 0:05 to 0:08` work on the whole picture, and `blur the bottom left corner` on a place in it",
        ),
        (
            re!(r"\b(?:backgrounds?|backdrop)\b|背景(?:换|替换|去除|虚化)|换背景|抠图|抠人"),
            "a background can be taken away only where it is a green or blue screen: `remove the green background`",
        ),
        (
            re!(r"\b(?:translat\w*|dub(?:bed|bing)?)\b|翻译|译成|译制"),
            "nothing is translated here; upload a caption file or a recording in that language and name it, such as `add captions from talk.es.srt`",
        ),
        (
            re!(
                r"\b(?:voice\s+read\w*|voice\s*-?over|narrat\w+|text[- ]to[- ]speech|tts|ai\s+voice|clone|avatar|read\s+(?:the|my)\s+(?:text|script))\b|配音|旁白|朗读|ai\s*语音"
            ),
            "a voice is not generated here; upload a recording and name it, such as `add voice-over voice.mp3`",
        ),
        (
            re!(r"\b(?:beats?|rhythm|bpm|sync\w*)\b|卡点|踩|节奏|鼓点"),
            "beats are not listened for here; cut by times, such as `split at 0:04`",
        ),
        (
            re!(
                r"\b(?:scene\s+changes?|scenes?\s+detect\w*|best\s+(?:parts?|takes?)|funn(?:y|iest)|interesting|boring|key\s+moments?|important)\b|场景切换|精彩|有趣|重点"
            ),
            "what a stretch shows or means is not judged here; name its times, or ask for `a highlight reel of 20 s`, which goes by the longest speech",
        ),
        (
            re!(
                r"^sound\s+\w+|\b(?:autotune|robot|voice\s+chang\w+|pitch|echo|reverb|equali[sz]er|eq)\b|变声|女声|男声|童声|均衡器"
            ),
            "of the colour of sound, `deeper voice`, `higher pitch`, `more bass`, `less treble`, `add an echo`, `add reverb` and `enhance the voice` are there",
        ),
        (
            re!(
                r"\b(?:flash(?:es|ing)|blink(?:s|ing)|bounc\w+|shak(?:es|ing)|typewriter|wiggl\w+|emojis?|stickers?|gifs?|confetti|fireworks?|particles?|arrows?|circles?|highlight\s+box|lightning|snow|rain|sparkles?|light\s+leaks?|lens\s+flares?|luts?|qr\s*codes?|page\s+numbers?|current\s+date|animat\w+)\b|弹幕|表情|贴纸|烟花|箭头|特效|动画"
            ),
            "drawings and animations are not made here; a picture of one can be shown: `add arrow.png top left from 5 s to 8 s`",
        ),
        (
            re!(r"\b(?:split[- ]?screen|side[- ]by[- ]side|grid|collage|mosaic)\b|[三四六九]宫格|分屏|拼图"),
            "two films share the frame here, and no more: `split screen with b.mp4`, or a small one in a corner: `picture in picture b.mp4 bottom right`",
        ),
        (
            re!(
                r"\b(?:sound\s+effects?|sfx|whoosh|ding|applause|laugh(?:ter|\s+track)|beep|bleep|click\s+sound)\b|音效|哔"
            ),
            "whoosh, ding, pop and click are the sounds that there are, such as `add a ding at 5 s`; upload another one and name it: `add the sound effect boom.mp3 at 5 s`",
        ),
        (
            re!(r"\b(?:thumbnail|cover\s+(?:image|picture)|poster)\b|封面|缩略图"),
            "a cover picture is an export of its own: an `export` step with a jpg or png file gives it",
        ),
        (
            re!(r"\b(?:generat\w+|create|invent|draw|imagine|stock\s+(?:footage|video|clips?))\b|生成|创作|画一"),
            "pictures, films, music and voices are not made from words here; upload the footage and say what is to be done with it",
        ),
        (
            re!(
                r"\b(?:karaoke|word[- ]by[- ]word|highlight(?:ed|ing)?\s+(?:each\s+)?words?|bounc\w+|pop[- ]?up\s+words)\b|逐字|卡拉\s*ok"
            ),
            "captions are shown a line at a time; `captions with 3 words per line` is the nearest",
        ),
        (
            re!(
                r"^\s*white\s*$|\b(?:wipe|slide|swipe|spin|glitch|flash|whip|iris|page\s+turn)\b|白场|擦除|滑动|旋转转场|闪白|闪黑|故障"
            ),
            "the whole fades from and to black; a flash of white and other transitions stand between clips: `add a flash transition`",
        ),
        (
            re!(r"\b(?:bars?|letterbox\w*)\b|黑边|遮幅|白边"),
            "bars stand where another shape is asked for: `make it 21:9 with bars`, `square with bars`",
        ),
    ];
    table.into_iter().find(|(pattern, _)| pattern.is_match(&words)).map(|(_, why)| why)
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn known_wishes_are_answered() {
        assert!(why("remove ums").is_some_and(|text| text.contains("trim the silences")));
        assert!(why("去掉口头禅").is_some());
        assert!(why("xyzzy").is_none());
    }
}
