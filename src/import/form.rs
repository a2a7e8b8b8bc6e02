//! What program printed a text, by the marks that only it leaves.

use super::text::lines::find;
use crate::language::Text;

/// Where a request was copied from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// A curl command line.
    Curl,
    /// HTTP/1.1 as on the wire.
    Http,
    /// An HTTP Archive.
    Har,
    /// Request JSON.
    RequestJson,
    /// `HttpLoggingInterceptor` of `OkHttp`, which Retrofit uses.
    OkHttp,
    /// `feign.Logger`.
    Feign,
    /// The wire log of Apache `HttpClient`.
    ApacheWire,
    /// The header log of Apache `HttpClient`.
    ApacheHeaders,
    /// `curl -v`.
    CurlVerbose,
    /// `curl --trace-ascii`.
    CurlTrace,
    /// The debug lines of Python's `http.client`, which requests and urllib3
    /// use.
    PythonHttpClient,
    /// What Python prints of an URL, a dict and a body.
    Python,
    /// The JDK's `HttpClient`.
    JdkHttpClient,
    /// The JDK's `HttpURLConnection`.
    HttpUrlConnection,
    /// Spring's `RestTemplate`.
    RestTemplate,
    /// A configuration or an error of axios.
    Axios,
    /// `fetch(…)`, as browsers copy it.
    Fetch,
    /// `wx.request(…)`.
    WxRequest,
    /// PowerShell's web commands.
    PowerShell,
    /// A wget command line.
    Wget,
    /// A command line of `HTTPie`.
    Httpie,
    /// A Postman collection.
    PostmanCollection,
    /// An export of Insomnia.
    Insomnia,
    /// A session of Charles.
    Charles,
    /// `JMeter`'s tab of the request.
    Jmeter,
    /// `LogInterceptor` of Dio.
    Dio,
    /// Ktor's logging.
    Ktor,
    /// The log of the vendor's Java SDK.
    VendorJavaSdk,
    /// Go's `DumpRequestOut`.
    GoDump,
    /// `set_debug_output` of Ruby's `Net::HTTP`.
    RubyDebug,
    /// The panels of a browser's developer tools.
    DevTools,
    /// Source code.
    Code,
    /// An object in JSON, of no program that is known.
    Json,
    /// A text of no program that is known.
    Text,
}

impl Form {
    /// By the marks in a text, the most telling first.
    pub(super) fn of(text: &[u8]) -> Self {
        // The marks stand around every request.
        let text = &text[..text.len().min(256 << 10)];
        let has = |mark: &str| find(text, mark.as_bytes()).is_some();
        let marks: [(&[&str], Self); 31] = [
            (&["request headers information:"], Self::VendorJavaSdk),
            (&[">> \"", "[\\r][\\n]"], Self::ApacheWire),
            (&["---> END HTTP"], Self::Feign),
            (&["--> END "], Self::OkHttp),
            (&["POST data:", "Request Headers:"], Self::Jmeter),
            (&["[no cookies]"], Self::Jmeter),
            (&["send: b"], Self::PythonHttpClient),
            (&["=> Send header"], Self::CurlTrace),
            (&["<- \"", "-> \"HTTP/"], Self::RubyDebug),
            (&["MessageHeader@"], Self::HttpUrlConnection),
            (&["REQUEST HEADERS:"], Self::JdkHttpClient),
            (&["HEADERS: REQUEST"], Self::JdkHttpClient),
            (&["COMMON HEADERS"], Self::Ktor),
            (&["*** Request ***"], Self::Dio),
            (&["wx.request("], Self::WxRequest),
            (&["fetch("], Self::Fetch),
            (&["Invoke-RestMethod"], Self::PowerShell),
            (&["Invoke-WebRequest"], Self::PowerShell),
            (&["schema.getpostman.com"], Self::PostmanCollection),
            (&["insomnia"], Self::Insomnia),
            (&["\"remoteAddress\"", "\"sessionId\""], Self::Charles),
            (&["wget ", "--header"], Self::Wget),
            (&["AxiosHeaders"], Self::Axios),
            (&["transformRequest"], Self::Axios),
            (&["axios"], Self::Axios),
            (&["http-outgoing-"], Self::ApacheHeaders),
            (&["RestTemplate"], Self::RestTemplate),
            (&["HTTP/1.1\\r\\n"], Self::GoDump),
            (&["---> "], Self::Feign),
            (&["--> "], Self::OkHttp),
            (&["\n> "], Self::CurlVerbose),
        ];
        let found = marks.iter().find(|(marks, _)| marks.iter().all(|mark| has(mark)));
        let rest = || {
            // The name alone, or behind a prompt.
            let calls = |name: &str| {
                text.trim_ascii_start().starts_with(name.as_bytes())
                    || ["\n", "$ ", "# ", "% ", "> "]
                        .iter()
                        .any(|prompt| has(&format!("{prompt}{name}")))
            };
            if calls("http ") || calls("https ") {
                Self::Httpie
            } else if text.starts_with(b"> ") {
                Self::CurlVerbose
            } else if has("b'") || has("{'") {
                Self::Python
            } else if has("Request URL") || has(":authority") {
                Self::DevTools
            } else if has("(\"X-TC-") || has("('X-TC-") || has("[\"X-TC-") || has("['X-TC-") {
                Self::Code
            } else if matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
                Self::Json
            } else {
                Self::Text
            }
        };
        found.map_or_else(rest, |(_, form)| *form)
    }

    /// What it is called.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::Curl => ("a curl command line", "curl 命令行"),
            Self::Http => ("raw HTTP", "原始 HTTP 报文"),
            Self::Har => ("a HAR", "HAR 文件"),
            Self::RequestJson => ("Request JSON", "Request JSON"),
            Self::OkHttp => ("an OkHttp log", "OkHttp 日志"),
            Self::Feign => ("a Feign log", "Feign 日志"),
            Self::ApacheWire => {
                ("a wire log of Apache HttpClient", "Apache HttpClient 的 wire 日志")
            }
            Self::ApacheHeaders => {
                ("a header log of Apache HttpClient", "Apache HttpClient 的 headers 日志")
            }
            Self::CurlVerbose => ("the output of curl -v", "curl -v 的输出"),
            Self::CurlTrace => ("a trace of curl", "curl 的 trace 输出"),
            Self::PythonHttpClient => {
                ("debug lines of Python's http.client", "Python http.client 的调试输出")
            }
            Self::Python => ("what Python printed", "Python 打印的内容"),
            Self::JdkHttpClient => ("a log of the JDK's HttpClient", "JDK HttpClient 日志"),
            Self::HttpUrlConnection => ("a log of HttpURLConnection", "HttpURLConnection 日志"),
            Self::RestTemplate => ("a RestTemplate log", "RestTemplate 日志"),
            Self::Axios => ("a configuration of axios", "axios 的请求配置"),
            Self::Fetch => ("a call of fetch", "fetch 调用"),
            Self::WxRequest => ("a call of wx.request", "wx.request 调用"),
            Self::PowerShell => ("a PowerShell command", "PowerShell 命令"),
            Self::Wget => ("a wget command line", "wget 命令行"),
            Self::Httpie => ("an HTTPie command line", "HTTPie 命令行"),
            Self::PostmanCollection => ("a Postman collection", "Postman 集合"),
            Self::Insomnia => ("an export of Insomnia", "Insomnia 导出文件"),
            Self::Charles => ("a session of Charles", "Charles 会话文件"),
            Self::Jmeter => ("JMeter's request tab", "JMeter 的“请求”页签"),
            Self::Dio => ("a Dio log", "Dio 日志"),
            Self::Ktor => ("a Ktor log", "Ktor 日志"),
            Self::VendorJavaSdk => ("a log of the vendor's Java SDK", "官方 Java SDK 的日志"),
            Self::GoDump => ("a dump of Go's httputil", "Go httputil 的转储"),
            Self::RubyDebug => ("Ruby's debug output", "Ruby 的调试输出"),
            Self::DevTools => ("a panel of the developer tools", "浏览器开发者工具面板"),
            Self::Code => ("source code", "源代码"),
            Self::Json => ("an object in JSON", "JSON 对象"),
            Self::Text => ("text", "文本"),
        };
        Text { en, zh }
    }

    /// What makes this program print the body as well.
    pub(super) fn body_setting(self) -> Option<Text> {
        let (en, zh) = match self {
            Self::OkHttp => (
                "set HttpLoggingInterceptor.Level.BODY",
                "把日志级别设为 HttpLoggingInterceptor.Level.BODY",
            ),
            Self::Feign => (
                "set Logger.Level.FULL and logging.level.<the client's package>=DEBUG",
                "设置 Logger.Level.FULL，并配置 logging.level.<客户端所在包>=DEBUG",
            ),
            Self::ApacheHeaders | Self::ApacheWire => (
                "set logging.level.org.apache.http.wire=DEBUG (HttpClient 5: org.apache.hc.client5.http.wire)",
                "设置 logging.level.org.apache.http.wire=DEBUG（HttpClient 5 为 org.apache.hc.client5.http.wire）",
            ),
            Self::CurlVerbose => (
                "use curl --trace-ascii - --http1.1, or paste the curl command itself with its --data",
                "改用 curl --trace-ascii - --http1.1，或直接粘贴带 --data 的 curl 命令",
            ),
            Self::Python | Self::PythonHttpClient => (
                "set http.client.HTTPConnection.debuglevel = 1, and print response.request.body",
                "设置 http.client.HTTPConnection.debuglevel = 1，并打印 response.request.body",
            ),
            Self::JdkHttpClient => (
                "start Java with -Djdk.httpclient.HttpClient.log=requests,headers,content, and print the body before it is sent",
                "启动参数加 -Djdk.httpclient.HttpClient.log=requests,headers,content，并在发送前打印请求体",
            ),
            Self::HttpUrlConnection | Self::RestTemplate => (
                "print the bytes that are written to the output stream, or log with Apache HttpClient's wire logger",
                "打印写入输出流的字节，或改用 Apache HttpClient 并打开 wire 日志",
            ),
            Self::Axios | Self::Fetch | Self::WxRequest => (
                "print config.data (the string that is sent)",
                "打印 config.data（实际发送的字符串）",
            ),
            Self::Dio => {
                ("set LogInterceptor(requestBody: true)", "设置 LogInterceptor(requestBody: true)")
            }
            Self::Ktor => ("set level = LogLevel.ALL", "设置 level = LogLevel.ALL"),
            Self::GoDump => (
                "use httputil.DumpRequestOut(request, true)",
                "使用 httputil.DumpRequestOut(request, true)",
            ),
            _ => return None,
        };
        Some(Text { en, zh })
    }
}
