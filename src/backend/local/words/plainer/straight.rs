//! Ways of writing that operations would take for something else, put straight before a prompt is read. Each
//! says the same in one way only, so that nothing that was clear changes its meaning.

use std::sync::LazyLock;

use regex::Regex;

use super::{Way, re, rule};

/// Where a film is cut in two, up to what becomes of the parts.
const SPLIT: &str = r"(?:在|从)?\s*第?\s*(<T>)\s*(?:处|那里|这里|的?(?:地方|位置|时候))?\s*(?:切开|剪开|分割|切分|断开|分开|切断|剪断|一分为二|[切剪](?:1\s*|一)?刀)(?:成)?(?:两|2)?\s*(?:段|半|部分)?\s*[，,、；;。]?\s*(?:然后|再|并且|并|之后|后)*\s*(?:把|将)?\s*";
const FIRST: &str =
    r"(?:前\s*50\s*%|第\s*1\s*(?:段|部分)|(?:前面?|前边|左边)(?:的)?(?:那|这)?(?:1\s*|一)?半?(?:段|部分|截|半)?)";
const SECOND: &str =
    r"(?:最后\s*50\s*%|第\s*2\s*(?:段|部分)|(?:后面?|后边|右边)(?:的)?(?:那|这)?(?:1\s*|一)?半?(?:段|部分|截|半)?)";
const DROP: &str = r"(?:删除|删掉|删了|删去|删|去掉|剪掉|剪了|丢掉|扔掉|不要|移除|砍掉)";
const KEEP: &str = r"(?:只要|只留下?|只保留|保留|留下|留)";
const CHANGE: &str = r"(加速|放慢|减速|静音|慢放|快放|慢动作|倒放|变?黑白|模糊|放大|调[亮暗])";
const END: &str = r"\s*(?:了|掉)?\s*($|[，,。；;])";

const WAYS: &[Way] = &[
    (r"渐入渐出", "淡入淡出"),
    (
        r"(?:在)?(?:开头|片头)(?:处)?淡入\s*[，,、和]?\s*(?:在)?(?:结尾|片尾|最后|末尾)(?:处)?淡出\s*[，,、]?\s*(?:各|都|均|分别)(?:是|为|用|持续)?\s*(<T>)",
        "淡入淡出各 $1",
    ),
    // 声音淡入1秒，淡出2秒: both are of the sound.
    (
        r"(声音|音频|原声|人声|背景音乐|音乐|配乐|bgm|画面|视频)\s*(?:的)?(?:开头|开始)?(?:慢慢)?(?:淡入|渐入)\s*(<T>)?\s*(?:[，,、]|和)\s*(?:并|再|最后|结尾|末尾|结束时?)*(?:淡出|渐出)\s*(<T>)?",
        "$1淡入 $2，$1淡出 $3",
    ),
    (
        r"淡入(?:和|、|，|跟)淡出(?:的)?(?:时间|时长)?\s*[，,]?\s*(?:各|都|均)(?:是|为|设为|用)?\s*(<T>)",
        "淡入淡出各 $1",
    ),
    // 配音 is a voice, 配音乐 is music.
    (r"配(?:个|点|段|首|上)?(背景)?音乐", "加$1音乐"),
    // What is put beside the footage.
    (
        r"(?:在|到)?(?:视频|片子)?(?:的)?(?:结尾|最后面?|末尾|后面|片尾|尾部)(?:处)?(?:再|直接)?(?:接上?|拼上?|连上?|续上?|补上?|接入)(?:1\s*|一)?(?:段|个)?(?:视频)?\s*(⟪q[a-z]+\.(?:mp4|mov|webm|mkv|avi)⟫)",
        "在结尾插入 $1",
    ),
    (
        r"(?:在|到)?(?:视频|片子)?(?:的)?(?:开头|最?前面|片头|头部)(?:处)?(?:再|直接)?(?:接上?|拼上?|连上?|补上?|接入)(?:1\s*|一)?(?:段|个)?(?:视频)?\s*(⟪q[a-z]+\.(?:mp4|mov|webm|mkv|avi)⟫)",
        "在开头插入 $1",
    ),
    // 封面 is a picture of its own, 封面标题 a title at the beginning.
    (r"封面(?:的|大|主)?标题", "片头标题"),
    (r"[短长]视频", "视频"),
    // What stands above a list asks for nothing.
    (
        r"^\s*(?:请|麻烦)?(?:你)?(?:帮我|帮忙|给我)?(?:把)?(?:剪辑|剪|处理|编辑|做|弄|改|修)(?:1\s*|一)?下?(?:这个|这段|这条|我的|这)?(?:视频|采访|访谈|口播|片子|素材|vlog|录像|课程|直播|录音|播客)?(?:的?视频|的?素材|片段)?\s*[:：]\s*",
        "",
    ),
    (r"([，,、；;。])\s*调(?:整|节)?(?:1\s*|一)?下?音量\s*($|[，,、；;。])", "$1统一音量$2"),
    (r"(?:(?:声音|人声|音频|原声|音调)(?:也)?)?(?:别|不要?|不能)变(?:调|尖)", "不要变调"),
    (r"(静音|消音|倒放|反转)(?:1\s*|一)下", "$1"),
    // What is said of both is said of each.
    (
        r"(字幕|标题|文字|logo|水印|人名条|背景音乐|音乐|bgm|人声|原声|转场|旁白)\s*(?:和|跟|与|、|以及|还有)\s*(字幕|标题|文字|logo|水印|人名条|背景音乐|音乐|bgm|人声|原声|转场|旁白)\s*(?:都|全都|全部|统统)([^，,。；;⟦⟪]+)",
        "$1$3，$2$3",
    ),
    (
        r"(前|最后|开头|结尾)面?\s*(\d+(?:\.\d+)?\s*秒)\s*(?:和|、|跟|以及)\s*(前|最后|开头|结尾)面?\s*(\d+(?:\.\d+)?\s*秒)\s*(?:都|全|各)*\s*((?:变|调|静音|加速|放慢|黑白|模糊|放大|慢放|加)[^，,。；;]*)",
        "$1 $2 $5，$3 $4 $5",
    ),
    (
        r"字幕\s*(?:和|、|跟|以及)\s*(标题|文字)\s*(⟦q[a-z]+⟧)\s*[，,]\s*(?:都|全部?|统一)(?:用|是|改成|换成|要)*\s*([白黄红绿蓝橙粉黑紫]色)",
        "字幕 $3，加$1 $2 $3",
    ),
    // One verb for two things.
    (
        r"(标题|字幕|背景音乐|音乐|logo|水印|文字|转场|人名条|旁白)\s*(?:和|跟|与|、|以及|还有)\s*(标题|字幕|背景音乐|音乐|logo|水印|文字|转场|人名条|旁白)\s*(?:都|全部?|也|给我)*(?:去掉|删掉|删除|移除|删了|去了|不要了|关掉)",
        "去掉$1，去掉$2",
    ),
    (
        r"(字幕|标题|文字|背景音乐|音乐|配乐|bgm|logo|水印)\s*(?:都|就|也|全)?(?:(?:不用|不要|不需要)(?:再)?(?:加|有)?了?|(?:不用|不要|不需要|不|别)(?:再)?加了?)(?:吧)?\s*($|[，,。；;])",
        "不要$1了$2",
    ),
    (r"其它", "其他"),
    (r"(结尾|最后|末尾|片尾|音乐|bgm|声音|画面)(?:处|时)?\s*fade\s*-?out", "$1淡出"),
    (r"(开头|最前|片头|音乐|bgm|声音|画面)(?:处|时)?\s*fade\s*-?in", "$1淡入"),
    // Sizes, shares and lengths.
    (r"(\d{3,4})\s*(?:乘以?|×|\*)\s*(\d{3,4})", "$1x$2"),
    (
        r"(?:时长|长度)[^，,。；;\d]{0,6}?(?:在|到|为|是|成|有)\s*\d+(?:\.\d+)?\s*(?:秒|分钟)?\s*(?:到|至|-)\s*(\d+(?:\.\d+)?\s*(?:秒|分钟))(?:之间|左右)?",
        "时长改成 $1",
    ),
    // Its own words for what is there.
    (r"原(?:来|本|视频|片|先)的?(?:声音|音频|音轨)", "原声"),
    (r"cut\s*(?:掉|了)|都\s*cut\s*(?:1\s*|一)下", "剪掉"),
    (r"在?(?:视频|片子)?的?最(?:开始|开头|前面)的?(?:地方|位置|时候)", "在开头"),
    // What the words are is said by the words.
    (r"标题\s*title\b", "标题"),
    (
        r"(标题|\btitle|文字|人名条)\s*(?:叫做?|叫|是|为|[，,]\s*(?:内容|文字|上面|标题)?(?:是|为|写着?|写))\s*[:：]?\s*(⟦)",
        "$1 $2",
    ),
    (
        r"(?:原声|声音)(?:静音|关掉|去掉|不要)\s*[，,]\s*只(?:放|要|留|用|保留)\s*(⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)",
        "原声换成 $1",
    ),
    // 去 alone goes with other verbs, too.
    (
        r"(^|[，,、。；;\s]|先|再|请|帮我|和|并)去(静音|停顿|原声|淡[入出]|黑边|慢动作|倒放|特效|边框|进度条|倒计时|画中画|模糊|颗粒|暗角)",
        "$1去掉$2",
    ),
    // One speed for one stretch.
    (
        r"((?:快进|加速|快放|放慢|慢放|变速)[^，,。；;]*?\d\s*秒[^，,。；;]{0,6})[，,]\s*(?:用)?\s*(\d+(?:\.\d+)?)\s*倍速?",
        "$1 $2 倍",
    ),
    (
        r"(?:^|[，,])\s*先(?:放|播)\s*(⟪q[a-z]+[^⟫]*⟫)\s*[，,]?\s*(?:然后|再|接着|后)*(?:放|播)\s*(⟪q[a-z]+[^⟫]*⟫)",
        "合并 $1 和 $2",
    ),
    (r"配(?:上|个)?\s*(旁白|解说|配音)\s*(⟪)", "加$1 $2"),
    (r"用\s*(⟪q[a-z]+\.(?:mp3|wav|m4a|aac)⟫)\s*(?:替换|代替|替代|换)(?:掉)?(?:原声|声音|音轨|原音)", "原声换成 $1"),
    (
        r"(人声|原声|背景音乐|音乐|bgm)\s*(?:和|跟|与|、)\s*(人声|原声|背景音乐|音乐|bgm)\s*(?:的?(?:音量|声音))?(?:都|全部?)*(?:再|稍微)?((?:调|放|开|变)?[大小高低](?:声)?(?:1\s*|一)?[点些])",
        "$1$3，$2$3",
    ),
    (
        r"((?:照片|图片|幻灯片|相册)[^，,。；;⟦0-9]{0,8})[，,]\s*(?:总)?(?:时长|长度)\s*(?:改成|设为|为|是|共)?\s*(\d+(?:\.\d+)?\s*(?:秒|分钟))",
        "$1 $2",
    ),
    (
        r"^\s*(?:请|麻烦)?(?:帮我|给我)?(?:把|将)?[^:，,。；;0-9⟦⟪]{0,10}(?:剪|做|弄|改|处理)成[^:，,。；;0-9⟦⟪]{0,10}(?:抖音|快手|小红书|视频号|竖屏)[^:，,。；;0-9⟦⟪]{0,8}[:：]\s*",
        "竖屏，",
    ),
    (
        r"从\s*第?\s*(\d+(?:\.\d+)?\s*秒|\d+(?::\d+)+)\s*(?:处)?(?:开始)?(?:剪|截|裁|切|保留|留)(?:到|至)\s*第?\s*(\d+(?:\.\d+)?\s*秒|\d+(?::\d+)+)",
        "保留 $1 到 $2",
    ),
    (r"(加速|加快|提速|快放|快进|变快|调快|更?快)(?:了)?\s*(?:1\s*|一)倍(?:的?速度?)?", "$1 2 倍"),
    (r"(放慢|减速|减慢|变慢|慢放|调慢|更?慢)(?:了)?\s*(?:1\s*|一)倍(?:的?速度?)?", "$1 0.5 倍"),
    // How much faster says how much.
    (
        r"(?:速度|语速|节奏)?(?:再|稍微)?(?:调|放|变)?快(?:1\s*|一)?[点些]\s*[，,]\s*(?:大概|大约|差不多|就)*\s*(\d+(?:\.\d+)?)\s*倍速?(?:左右|就行|就好)*",
        "加速 $1 倍",
    ),
    (
        r"(?:速度|语速|节奏)?(?:再|稍微)?(?:调|放|变)?慢(?:1\s*|一)?[点些]\s*[，,]\s*(?:大概|大约|差不多|就)*\s*(\d+(?:\.\d+)?)\s*倍速?(?:左右|就行|就好)*",
        "速度 $1 倍",
    ),
    // 321 counts down.
    (r"(?:(?:10|[1-9])\s*)?(54321|4321|321)\s*(?:的)?倒计时|倒计时\s*(54321|4321|321)", "从 $1$2 开始倒计时"),
    (r"从 ([3-5])4?3?21 开始倒计时", "从 $1 开始倒计时"),
];

/// The text with such ways put straight.
pub fn straight(text: &str) -> String {
    static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let halves = [
            (format!("{SPLIT}{DROP}(?:掉)?\\s*{SECOND}{END}"), "删掉 $1 之后$2"),
            (format!("{SPLIT}{DROP}(?:掉)?\\s*{FIRST}{END}"), "删掉 $1 之前$2"),
            (format!("{SPLIT}{SECOND}(?:全|都|就|的|\\s)*{DROP}{END}"), "删掉 $1 之后$2"),
            (format!("{SPLIT}{FIRST}(?:全|都|就|的|\\s)*{DROP}{END}"), "删掉 $1 之前$2"),
            (format!("{SPLIT}{KEEP}\\s*{SECOND}{END}"), "删掉 $1 之前$2"),
            (format!("{SPLIT}{KEEP}\\s*{FIRST}{END}"), "删掉 $1 之后$2"),
            (format!(r"{SPLIT}{SECOND}\s*{CHANGE}"), "从 $1 到结尾$2"),
            (format!(r"{SPLIT}{FIRST}\s*{CHANGE}"), "从 0 秒到 $1 $2"),
        ];
        let halves = halves.iter().map(|(words, plain)| rule(&(words.as_str(), *plain))).collect::<Vec<_>>();
        halves.into_iter().chain(WAYS.iter().map(|(words, plain)| rule(&(*words, *plain)))).collect()
    });
    let text = watermark(text);
    // "Between 10 and 12 seconds long" is a length, and no stretch.
    let between = re!(
        r"(?i)\b((?:make|keep|trim|cut|get)\s+(?:it|this|that|the\s+\w+)\s+)(?:to\s+)?(?:be\s+)?(?:between\s+)?\d+(?:\.\d+)?\s*(?:s|secs?|seconds?)?\s*(?:and|to|-|–)\s*(\d+(?:\.\d+)?\s*(?:s|secs?|seconds?|minutes?)\s+long)\b"
    );
    let text = between.replace(&text, "$1$2").into_owned();
    if text.is_ascii() {
        return text;
    }
    RULES.iter().fold(text, |text, (pattern, plain)| pattern.replace_all(&text, *plain).into_owned())
}

/// A watermark that is words and no picture: they stand in a corner all the time, unless another place or a time
/// is named beside them.
fn watermark(text: &str) -> String {
    let noun = re!(
        r"(?i)\b(?:text\s+)?watermark(?:\s+text)?(?:\s+(?:that\s+|which\s+)?(?:says?|saying|reads?|reading|with\s+the\s+(?:text|words|name)))?\s*:?\s*(⟦q[a-z]+⟧)|(?:文字|字)?水印\s*(?:的)?(?:文字|内容|字样|字)?\s*[:：]?\s*(?:内容)?(?:是|为|写着?|写上|叫|用)?\s*(⟦q[a-z]+⟧)(?:\s*(?:几|这|\d+|[一二两三四五六])*个?字)?|(⟦q[a-z]+⟧)\s*(?:的|这个|几个字的|作为|做|当)?(?:文字|字)?水印"
    );
    let Some(found) = noun.captures(text) else { return text.to_owned() };
    let (Some(whole), Some(words)) = (found.get(0), found.get(1).or(found.get(2)).or(found.get(3))) else {
        return text.to_owned();
    };
    // A change of what is there is no new one.
    let ahead = text[..whole.start()].rsplit([',', '，', '.', '。', ';', '；', '\n']).next().unwrap_or_default();
    let ahead = re!(r"(?i).*(?:\b(?:and|then)\b|然后|并且|同时)").replace(ahead, "");
    if re!(r"(?i)\b(?:change|remove|delete|replace|move)\b|改|换|删|去掉|移").is_match(&ahead) || ahead.contains('⟪')
    {
        return text.to_owned();
    }
    let tail = &text[whole.end()..];
    let end = re!(r"(?i)[.。;；\n]|\b(?:and|then)\b|然后|[，,、]\s*(?:加|去|把|剪|删|调|音乐|字幕|标题|add|put|make)")
        .find(tail);
    let said = format!("{ahead} {}", &tail[..end.map_or(tail.len(), |end| end.start())]);
    let placed =
        re!(r"(?i)\b(?:top|bottom|left|right|cent(?:er|re)|middle|corner)\b|[左右]|顶部|底部|上方|下方|居中|中间|中央")
            .is_match(&said);
    let timed = re!(r"(?i)\d\s*(?:s|secs?|seconds?|秒|分)|\d:\d|\bfirst\b|\blast\b|开头|结尾|片头|片尾|全程|整个|一直|throughout|whole|entire")
        .is_match(&said);
    let zh = !whole.as_str().is_ascii() && whole.as_str().contains(['水', '印']);
    let (noun, place, time) = if zh {
        ("文字", " 右下角 ", " 全程 ")
    } else {
        ("text", " at the bottom right", " for the whole video")
    };
    format!(
        "{}{noun} {}{}{}{}",
        &text[..whole.start()],
        words.as_str(),
        if placed { "" } else { place },
        if timed { "" } else { time },
        tail
    )
}

#[cfg(test)]
mod tests {
    use super::straight;

    #[test]
    fn a_way_of_writing_is_put_straight() {
        for (text, wanted) in [
            ("从第 6 秒切开，删除最后 50 % ", "删掉 6 秒 之后"),
            ("从第 6 秒切开，前面不要", "删掉 6 秒 之前"),
            ("加水印 ⟦qa⟧ ", "加文字 ⟦qa⟧ 右下角 全程"),
            ("左上角加文字水印 ⟦qa⟧ ，前 5 秒显示", "左上角加文字 ⟦qa⟧ ，前 5 秒显示"),
            ("add a watermark ⟦qa⟧", "add a text ⟦qa⟧ at the bottom right for the whole video"),
            ("照片配音乐", "照片加音乐"),
        ] {
            let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(squeeze(&straight(text)), wanted);
        }
    }
}
