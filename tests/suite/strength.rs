//! How strong the vectors are. A signer with a mistake, or with two, gets at
//! least one of the valid ones wrong; a verifier that takes a mistake for right
//! takes at least one of the invalid ones for right; and no vector stands there
//! without a reason.
//!
//! `UPDATE_DOCS=1 cargo test strength` writes `docs/strength.md` and its Chinese
//! twin anew from what is found here.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

use serde_json::Value;
use tmsig::recipe::{Mistake, Recipe, Stage};
use tmsig::vectors::{Expectation, Suite, Vector};
use tmsig::{Verifier, header};

/// Mistakes that cannot be told from the specification, each for a reason.
const INDISTINGUISHABLE: [(&str, &str, &str); 3] = [
    (
        "method-upper-case",
        "a valid request has its method in upper case already",
        "有效请求的方法本来就是大写",
    ),
    (
        "path-decoded",
        "whether the server wants an escaped path decoded is open, so no such path is valid or invalid",
        "服务端对含转义的路径是否按解码后验签尚无定论，这类路径既不算有效也不算无效",
    ),
    (
        "encoding-base64-url",
        "base64 of hexadecimal digits never holds '+' or '/'",
        "十六进制字符的 base64 中不会出现“+”和“/”",
    ),
];

/// Why the vectors of a topic are there, even where another one already fails
/// the same known mistakes: a real signer may have a mistake nobody has listed.
const REASONS: [(&str, &str, &str); 13] = [
    (
        "block-edge",
        "every length around the blocks of SHA-256, for hashes written by hand",
        "SHA-256 分组边界附近的每种长度，针对自行实现的哈希",
    ),
    (
        "body",
        "every kind of body there is: absent, padded with white space, long, of other types",
        "各种请求体：没有、带空白、很长、其他类型",
    ),
    ("bytes", "every class of bytes that are not UTF-8", "各类不是 UTF-8 的字节"),
    (
        "content-type",
        "every way to write a Content-Type, which decides whether the body is signed",
        "Content-Type 的各种写法，它决定请求体是否参与签名",
    ),
    (
        "credentials",
        "every character and length of SecretId and SecretKey that a parser could trip over",
        "SecretId 和 SecretKey 中容易出错的各种字符和长度",
    ),
    ("headers", "headers that are sent and not signed", "发送但不参与签名的请求头"),
    (
        "json-forms",
        "every habit of a JSON library, one a vector",
        "JSON 库的各种写法，每条对应一种",
    ),
    ("method", "every method, and methods nobody expects", "各种 HTTP 方法，包括少见的"),
    (
        "nonce-and-timestamp",
        "every length and rounding border of the two numbers",
        "随机数和时间戳的各种长度与取整边界",
    ),
    ("path", "every character a path may hold unescaped", "路径中可以不转义的各种字符"),
    ("query", "every form of a query, and every escape in it", "查询参数的各种形式和转义"),
    (
        "refusals",
        "right requests at the edges of what must be refused",
        "处于拒绝边界、但应当接受的请求",
    ),
    (
        "unicode",
        "every script and every class of characters that some charset loses",
        "各种文字，以及会被某种字符集丢失的各类字符",
    ),
];

static SUITE: LazyLock<Suite> = LazyLock::new(Suite::embedded);

/// Every valid vector, the long bodies last: they are slow to sign wrongly, and
/// rarely needed.
fn valid() -> Vec<&'static Vector> {
    let is_valid = |vector: &&Vector| vector.expectation == Expectation::Valid;
    let mut vectors: Vec<_> = SUITE.vectors().filter(is_valid).collect();
    vectors.sort_by_key(|vector| vector.request.body_bytes().len() > 1000);
    vectors
}

/// Every vector with a wrong signature, and the mistakes behind it.
fn wrongly_signed() -> Vec<(&'static Vector, &'static [String])> {
    SUITE
        .vectors()
        .filter_map(|vector| match &vector.expectation {
            Expectation::Invalid { mistakes, .. } if vector.id.contains("mistakes/") => {
                Some((vector, &mistakes[..]))
            }
            _ => None,
        })
        .collect()
}

fn right_signature(vector: &Vector) -> &str {
    vector.stages.as_ref().unwrap().signature.as_str()
}

fn is_failed(vector: &Vector, recipe: &Recipe) -> bool {
    recipe.sign(&vector.request, &vector.credentials) != right_signature(vector).as_bytes()
}

/// Whether a verifier that takes this recipe for right accepts the vector.
fn is_accepted(vector: &Vector, recipe: &Recipe) -> bool {
    let sent = vector.request.header_value(header::SIGNATURE);
    Some(&recipe.sign(&vector.request, &vector.credentials)[..]) == sent
}

fn is_indistinguishable(id: &str) -> bool {
    INDISTINGUISHABLE.iter().any(|(known, _, _)| *known == id)
}

/// Every pair of mistakes that one signer can have.
fn pairs() -> impl Iterator<Item = (&'static str, &'static str, Recipe)> {
    let ids: Vec<_> = Mistake::all().map(|mistake| mistake.id).collect();
    (0..ids.len()).flat_map(move |first| {
        let ids = ids.clone();
        (first + 1..ids.len()).filter_map(move |second| {
            let (first, second) = (ids[first], ids[second]);
            Some((first, second, Recipe::with_mistakes([first, second])?))
        })
    })
}

#[test]
fn every_single_mistake_is_failed_by_a_valid_vector() {
    let vectors = valid();
    let survivors: Vec<_> = Mistake::all()
        .map(|mistake| mistake.id)
        .filter(|id| {
            let recipe = Recipe::with_mistakes([*id]).unwrap();
            !vectors.iter().any(|vector| is_failed(vector, &recipe))
        })
        .collect();
    assert_eq!(survivors, INDISTINGUISHABLE.map(|(id, _, _)| id));
}

#[test]
fn every_pair_of_mistakes_is_failed_by_a_valid_vector() {
    let vectors = valid();
    let mut survivors = Vec::new();
    // What failed the last one likely fails the next one too.
    let mut last = 0;
    for (first, second, recipe) in pairs() {
        if is_failed(vectors[last], &recipe) {
            continue;
        }
        match vectors.iter().position(|vector| is_failed(vector, &recipe)) {
            Some(found) => last = found,
            None => survivors.push((first, second)),
        }
    }
    survivors
        .retain(|(first, second)| !(is_indistinguishable(first) && is_indistinguishable(second)));
    assert_eq!(survivors, []);
}

#[test]
fn every_single_mistake_is_the_signature_of_an_invalid_vector() {
    let vectors = wrongly_signed();
    let survivors: Vec<_> = Mistake::all()
        .map(|mistake| mistake.id)
        .filter(|id| {
            let recipe = Recipe::with_mistakes([*id]).unwrap();
            !vectors
                .iter()
                .any(|(vector, mistakes)| *mistakes == [*id] && is_accepted(vector, &recipe))
        })
        .collect();
    assert_eq!(survivors, INDISTINGUISHABLE.map(|(id, _, _)| id));
}

/// The pairs of which no invalid vector holds the signature: each of the two
/// shows on every request, or on all that the other one's vectors have.
fn pairs_without_invalid_vector() -> Vec<(&'static str, &'static str, Recipe)> {
    let vectors = wrongly_signed();
    let mut of_mistake: HashMap<&str, Vec<&Vector>> = HashMap::new();
    for (vector, mistakes) in vectors {
        for mistake in mistakes {
            of_mistake.entry(mistake).or_default().push(vector);
        }
    }
    let accepts = |id: &str, recipe: &Recipe| {
        let vectors = of_mistake.get(id).map(Vec::as_slice).unwrap_or_default();
        vectors.iter().any(|vector| is_accepted(vector, recipe))
    };
    pairs()
        .filter(|(first, second, recipe)| !accepts(first, recipe) && !accepts(second, recipe))
        .collect()
}

/// A verifier that takes two mistakes for right is caught by an invalid vector
/// that has one of them, where the other one does not show. For two that show
/// everywhere, ours at least is asked here.
#[test]
fn the_verifier_refuses_every_pair_of_mistakes() {
    let vectors: Vec<_> = ["query/", "unicode/", "json-forms/"]
        .iter()
        .filter_map(|topic| valid().into_iter().find(|vector| vector.id.starts_with(topic)))
        .collect();
    assert_eq!(vectors.len(), 3);
    for (first, second, recipe) in pairs_without_invalid_vector() {
        for vector in &vectors {
            let signature = recipe.sign(&vector.request, &vector.credentials);
            if signature == right_signature(vector).as_bytes() {
                continue;
            }
            let mut request = vector.request.clone();
            request.set_header(header::SIGNATURE, signature);
            let verifier = Verifier::new([vector.credentials.clone()]);
            assert!(verifier.verify_signature(&request).is_err(), "{first} and {second}");
        }
    }
}

#[test]
fn no_vector_is_there_without_a_reason() {
    let topics: HashSet<_> = valid().iter().map(|vector| topic(vector)).collect();
    let explained: HashSet<_> = REASONS.iter().map(|(topic, _, _)| *topic).collect();
    assert_eq!(topics, explained, "a new topic needs a reason in this file");
    // The same text under the same key would judge the same twice.
    let mut seen = HashMap::new();
    for vector in valid() {
        let twin = seen.insert(right_signature(vector), &vector.id);
        assert_eq!(twin, None, "{} is the same", vector.id);
    }
    // A wrong signature is there for its mistakes; twice for the same ones only
    // with a name that says what sets it apart.
    for (vector, mistakes) in wrongly_signed() {
        let name = vector.id.split('/').next_back().unwrap();
        assert!(name.starts_with(&mistakes.join("-and-")), "{}", vector.id);
    }
}

fn topic(vector: &Vector) -> &str {
    vector.id.split('/').next().unwrap()
}

/// What the page says, counted.
struct Strength {
    /// By stage: how many valid vectors fail each mistake.
    killers: BTreeMap<Stage, Vec<(&'static str, usize)>>,
    /// By topic: how many vectors, and how many mistakes only they fail.
    topics: BTreeMap<&'static str, (usize, usize)>,
    pairs: usize,
    pairs_without_invalid_vector: usize,
    wrongly_signed: usize,
}

fn strength() -> Strength {
    let vectors = valid();
    let mut killers: BTreeMap<Stage, Vec<_>> = BTreeMap::new();
    let mut topics: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for vector in &vectors {
        topics.entry(topic(vector)).or_default().0 += 1;
    }
    for mistake in Mistake::all() {
        let recipe = Recipe::with_mistakes([mistake.id]).unwrap();
        let failing: Vec<_> = vectors.iter().filter(|vector| is_failed(vector, &recipe)).collect();
        killers.entry(mistake.stage).or_default().push((mistake.id, failing.len()));
        let of_topics: HashSet<_> = failing.iter().map(|vector| topic(vector)).collect();
        if let [only] = of_topics.into_iter().collect::<Vec<_>>()[..] {
            topics.entry(only).or_default().1 += 1;
        }
    }
    Strength {
        killers,
        topics,
        pairs: pairs().count(),
        pairs_without_invalid_vector: pairs_without_invalid_vector().len(),
        wrongly_signed: wrongly_signed().len(),
    }
}

#[expect(clippy::too_many_lines, reason = "it is one page")]
fn page(strength: &Strength, is_chinese: bool) -> Result<String, std::fmt::Error> {
    let say = |en: &'static str, zh: &'static str| if is_chinese { zh } else { en };
    let mut page = String::new();
    writeln!(page, "# {}\n", say("Strength of the vectors", "测试向量的强度"))?;
    writeln!(page, "{}\n", say("[中文](strength.zh-CN.md)", "[English](strength.md)"))?;
    writeln!(
        page,
        "{}\n",
        say(
            "How many of the mistakes the [catalogue](mistakes.md) knows the vectors find. `cargo test` proves every \
             statement of this page; `UPDATE_DOCS=1 cargo test strength` prints it anew.",
            "测试向量能发现[错误目录](mistakes.zh-CN.md)中的多少错误。本页的每项结论都由 `cargo test` 证明；\
             `UPDATE_DOCS=1 cargo test strength` 重新生成本页。",
        )
    )?;
    writeln!(page, "## {}\n", say("A signer with one mistake", "有一个错误的签名代码"))?;
    writeln!(
        page,
        "{}\n",
        say(
            "It gets at least one `valid` vector wrong. How many, by stage:",
            "至少有一条 `valid` 向量不通过。按步骤统计不通过的条数：",
        )
    )?;
    writeln!(
        page,
        "{}\n|---|--:|--:|--:|---|",
        say(
            "| stage | mistakes | fewest | median | failed by fewest vectors |",
            "| 步骤 | 错误数 | 最少 | 中位数 | 不通过条数最少的错误 |",
        )
    )?;
    for (stage, mistakes) in &strength.killers {
        let mut told: Vec<_> =
            mistakes.iter().filter(|(id, _)| !is_indistinguishable(id)).collect();
        told.sort_by_key(|(_, count)| *count);
        let weakest: Vec<_> =
            told.iter().take(3).map(|(id, count)| format!("`{id}` {count}")).collect();
        let (fewest, median) = (told[0].1, told[told.len() / 2].1);
        let (id, count, list) = (stage.id(), mistakes.len(), weakest.join(", "));
        writeln!(page, "| {id} | {count} | {fewest} | {median} | {list} |")?;
    }
    writeln!(page, "\n{}\n", say("Not told from the specification:", "与规范无法区分的："))?;
    for (id, en, zh) in INDISTINGUISHABLE {
        writeln!(page, "- `{id}`{}{}", say(": ", "："), say(en, zh))?;
    }
    writeln!(page, "\n## {}\n", say("A signer with two", "有两个错误的签名代码"))?;
    let pairs = strength.pairs;
    if is_chinese {
        writeln!(
            page,
            "位于不同步骤的两个错误共 {pairs} 种组合，每一种都至少有一条 `valid` 向量不通过（两个都在上面列表中的除外）。\n"
        )?;
    } else {
        writeln!(
            page,
            "There are {pairs} pairs of mistakes at two stages. Each gets at least one `valid` vector wrong, unless both are in the list above.\n"
        )?;
    }
    writeln!(
        page,
        "## {}\n",
        say("A verifier that takes a mistake for right", "把错误签名当作正确的验签代码")
    )?;
    let (invalid, without) = (strength.wrongly_signed, strength.pairs_without_invalid_vector);
    if is_chinese {
        writeln!(
            page,
            "{invalid} 条 `invalid` 向量带有错误的签名。除上面列表中的之外，每个错误都至少有一条以它为唯一错误的向量，接受该错误的验签代码会因此暴露。\n\n\
             对于两个错误：{} 种组合的签名就是某条向量的签名（另一个错误在该请求上不起作用）；其余 {without} 种组合的两个错误在任何这样的请求上都起作用，\
             没有向量带有它们的签名。只按这种组合验签的代码，会拒绝它应当接受的 `valid` 向量（见上）；同时也接受正确签名的，只有本项目自己的验签代码在 `cargo test` 中\
             逐一检验过。\n",
            pairs - without
        )?;
    } else {
        writeln!(
            page,
            "{invalid} `invalid` vectors carry a wrong signature. Every mistake that is not in the list above is the only mistake of at least one of them, \
             so a verifier that accepts it is caught.\n\n\
             Of two mistakes: {} pairs make the very signature of some vector, because the other mistake does not show on that request. The other {without} pairs \
             show wherever one of them does, and no vector holds their signature. A verifier that goes by such a pair alone refuses `valid` vectors (above); for one \
             that accepts it beside the right signature, only this project's own verifier is asked each of them, in `cargo test`.\n",
            pairs - without
        )?;
    }
    writeln!(page, "## {}\n", say("Why each valid vector is there", "每条有效向量存在的理由"))?;
    writeln!(
        page,
        "{}\n",
        say(
            "No two `valid` vectors have the same signature. Most known mistakes are failed by vectors of many topics; a topic is there for the mistakes nobody has listed yet.",
            "任何两条 `valid` 向量的签名都不相同。多数已知错误会被多个主题的向量发现；每个主题也是为尚未列入目录的错误准备的。",
        )
    )?;
    writeln!(
        page,
        "{}\n|---|--:|--:|---|",
        say(
            "| topic | vectors | mistakes only this topic fails | reason |",
            "| 主题 | 向量数 | 只有该主题能发现的错误数 | 理由 |",
        )
    )?;
    for (topic, en, zh) in REASONS {
        let (count, only) = strength.topics[topic];
        writeln!(page, "| {topic} | {count} | {only} | {} |", say(en, zh))?;
    }
    in_the_field(&mut page, say)?;
    Ok(page)
}

/// What the doctor makes of simulated programs, as it was measured last.
fn in_the_field(
    page: &mut String,
    say: impl Fn(&'static str, &'static str) -> &'static str,
) -> std::fmt::Result {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/benchmarks/field.json");
    let measured: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    writeln!(page, "\n## {}\n", say("The doctor in the field", "诊断真实写法的能力"))?;
    writeln!(
        page,
        "{}\n",
        say(
            "`vectors/field.py` simulates programs that sign and send as people do, with one to four habits at once, and \
             knows what each did. A case is derivable if the signature follows from what was sent and the key. Named \
             first: the first explanation names every habit and nothing else. The right side: it says truly whether the \
             signer, the client or the account must be mended. The times are of the explained ones. Measured, not \
             proven by `cargo test`:",
            "`vectors/field.py` 模拟真实程序的签名和发送方式，每个请求带一到四种写法，并记录真实原因。“可推导”指签名可由发送的内容和密钥\
             计算得出；“首条准确”指第一条解释恰好说出每种写法；“归属正确”指正确说明应修改签名代码、HTTP 客户端还是账号配置。\
             耗时只统计已解释的请求。以下为实测数据，不由 `cargo test` 证明：",
        )
    )?;
    writeln!(
        page,
        "```sh\npython3 vectors/field.py --judge target/release/tmsig --seed {} --cases {}\n```\n",
        measured["seed"], measured["all"]["cases"]
    )?;
    writeln!(
        page,
        "{}\n|---|--:|--:|--:|--:|--:|--:|--:|",
        say(
            "| kind | cases | derivable | explained | named first | right side | median | 99 % |",
            "| 类别 | 请求数 | 可推导 | 已解释 | 首条准确 | 归属正确 | 耗时中位数 | 99 % |",
        )
    )?;
    let mut row = |name: &str, counts: &Value| {
        let of = |member: &str| counts[member].as_f64().unwrap();
        let share = |member: &str| {
            let derivable = of("derivable");
            if derivable > 0.0 {
                format!("{:.1} %", 100.0 * of(member) / derivable)
            } else {
                "-".to_owned()
            }
        };
        writeln!(
            page,
            "| {name} | {} | {} | {} | {} | {} | {} ms | {} ms |",
            of("cases"),
            of("derivable"),
            share("explained"),
            share("named_first"),
            share("right_side"),
            of("median_ms"),
            of("p99_ms"),
        )
    };
    for (name, counts) in measured["kinds"].as_object().unwrap() {
        row(name, counts)?;
    }
    row(say("all", "合计"), &measured["all"])?;
    writeln!(
        page,
        "\n{} {}",
        say(
            "Right signatures called wrong, wrong ones called right, and texts shown that were not signed, in number:",
            "把正确的签名判为错误、把错误的签名判为正确，以及展示了并未参与签名的文本，合计次数：",
        ),
        measured["wrong"]
    )
}

#[test]
fn the_pages_on_strength_are_up_to_date() {
    let strength = strength();
    for (file, is_chinese) in [("docs/strength.md", false), ("docs/strength.zh-CN.md", true)] {
        let page = page(&strength, is_chinese).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &page).unwrap();
        }
        let on_disk = fs::read_to_string(path).unwrap_or_default();
        assert!(on_disk == page, "{file} is out of date: UPDATE_DOCS=1 cargo test strength");
    }
}
