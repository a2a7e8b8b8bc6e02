//! The languages and HTTP libraries that integrators write with.

/// A language, or an HTTP library of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stack {
    /// Java.
    Java,
    /// `OkHttp`, and Retrofit upon it.
    OkHttp,
    /// Spring's `RestTemplate` and `RestClient`.
    RestTemplate,
    /// Feign.
    Feign,
    /// Apache `HttpClient` 4 and 5.
    ApacheHttpClient,
    /// `java.net.HttpURLConnection`.
    HttpUrlConnection,
    /// `java.net.http.HttpClient`.
    JdkHttpClient,
    /// PHP, with its curl extension.
    Php,
    /// Guzzle.
    Guzzle,
    /// Python, with urllib.
    Python,
    /// requests.
    Requests,
    /// httpx.
    Httpx,
    /// aiohttp.
    Aiohttp,
    /// JavaScript on Node.
    Node,
    /// axios.
    Axios,
    /// fetch.
    Fetch,
    /// Go, with net/http.
    Go,
    /// C#, with `HttpClient`.
    CSharp,
    /// A shell, with curl and openssl.
    Shell,
}

use Stack::{
    Aiohttp, ApacheHttpClient, Axios, CSharp, Feign, Fetch, Go, Guzzle, HttpUrlConnection, Httpx,
    Java, JdkHttpClient, Node, OkHttp, Php, Python, Requests, RestTemplate, Shell,
};

/// Each with its name as people write it and the one that is typed.
const NAMES: [(Stack, &str, &str); 19] = [
    (Java, "Java", "java"),
    (OkHttp, "Java, OkHttp", "okhttp"),
    (RestTemplate, "Java, RestTemplate", "resttemplate"),
    (Feign, "Java, Feign", "feign"),
    (ApacheHttpClient, "Java, Apache HttpClient", "apache-httpclient"),
    (HttpUrlConnection, "Java, HttpURLConnection", "httpurlconnection"),
    (JdkHttpClient, "Java, java.net.http", "jdk-httpclient"),
    (Php, "PHP", "php"),
    (Guzzle, "PHP, Guzzle", "guzzle"),
    (Python, "Python", "python"),
    (Requests, "Python, requests", "requests"),
    (Httpx, "Python, httpx", "httpx"),
    (Aiohttp, "Python, aiohttp", "aiohttp"),
    (Node, "Node", "node"),
    (Axios, "Node, axios", "axios"),
    (Fetch, "JavaScript, fetch", "fetch"),
    (Go, "Go", "go"),
    (CSharp, "C#", "csharp"),
    (Shell, "shell", "shell"),
];

/// How the values of User-Agent begin, or what they hold.
const USER_AGENTS: [(&str, Stack); 20] = [
    ("okhttp/", OkHttp),
    ("Apache-HttpClient/", ApacheHttpClient),
    ("Apache-HttpAsyncClient/", ApacheHttpClient),
    ("Java-http-client/", JdkHttpClient),
    ("Java/", HttpUrlConnection),
    ("GuzzleHttp/", Guzzle),
    ("python-requests/", Requests),
    ("python-httpx/", Httpx),
    ("aiohttp/", Aiohttp),
    ("Python-urllib/", Python),
    ("python-urllib3/", Python),
    ("axios/", Axios),
    ("node-fetch", Fetch),
    ("undici", Fetch),
    ("got (", Node),
    ("Go-http-client/", Go),
    ("go-resty/", Go),
    ("RestSharp/", CSharp),
    ("curl/", Shell),
    ("Wget/", Shell),
];

impl Stack {
    /// Every one there is.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(stack, ..)| *stack)
    }

    /// The name, as people write it.
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    /// The name in lower case, as it is typed and stands in reports.
    pub fn id(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> &'static (Self, &'static str, &'static str) {
        // Every one is in the table: a test looks.
        NAMES.iter().find(|(stack, ..)| *stack == self).unwrap_or(&NAMES[0])
    }

    /// By its id, or another name people have for it.
    pub fn find(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let stack = match &name[..] {
            "c#" | "cs" | "dotnet" | ".net" => CSharp,
            "golang" | "net/http" => Go,
            "js" | "javascript" | "nodejs" | "typescript" | "ts" => Node,
            "sh" | "bash" | "curl" => Shell,
            "py" | "urllib" => Python,
            "httpclient" | "apache" => ApacheHttpClient,
            "restclient" | "spring" => RestTemplate,
            "retrofit" => OkHttp,
            _ => return Self::all().find(|stack| stack.id() == name),
        };
        Some(stack)
    }

    /// By the User-Agent that a library sends of itself.
    pub fn of_user_agent(value: &[u8]) -> Option<Self> {
        let value = String::from_utf8_lossy(value);
        // Behind the name of another there can be a second one: aiohttp names Python first.
        let is_of = |name: &str| {
            value.starts_with(name)
                || value.split([' ', ';', '(']).any(|word| word.starts_with(name))
        };
        USER_AGENTS.iter().find(|(name, _)| is_of(name)).map(|(_, stack)| *stack)
    }

    /// The language of a library; a language itself.
    #[must_use]
    pub fn language(self) -> Self {
        match self {
            Java | OkHttp | RestTemplate | Feign | ApacheHttpClient | HttpUrlConnection
            | JdkHttpClient => Java,
            Php | Guzzle => Php,
            Python | Requests | Httpx | Aiohttp => Python,
            Node | Axios | Fetch => Node,
            Go | CSharp | Shell => self,
        }
    }

    /// Whether it is a language and no library.
    pub fn is_language(self) -> bool {
        self.language() == self
    }
}

#[cfg(test)]
mod tests {
    use super::Stack;

    #[test]
    fn every_stack_is_found_by_its_id() {
        for stack in Stack::all() {
            assert_eq!(Stack::find(stack.id()), Some(stack));
            assert_eq!(stack.language().language(), stack.language());
        }
        assert_eq!(Stack::all().count(), 19);
    }

    #[test]
    fn libraries_are_known_by_what_they_send() {
        for (sent, expected) in [
            ("okhttp/4.12.0", Some(Stack::OkHttp)),
            ("Java/1.8.0_392", Some(Stack::HttpUrlConnection)),
            ("Java-http-client/17.0.9", Some(Stack::JdkHttpClient)),
            ("Apache-HttpClient/5.2.1 (Java/17.0.9)", Some(Stack::ApacheHttpClient)),
            ("GuzzleHttp/7", Some(Stack::Guzzle)),
            ("python-requests/2.31.0", Some(Stack::Requests)),
            ("Python/3.11 aiohttp/3.9.1", Some(Stack::Aiohttp)),
            ("axios/1.6.2", Some(Stack::Axios)),
            ("node", None),
            ("Go-http-client/1.1", Some(Stack::Go)),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", None),
            ("", None),
        ] {
            assert_eq!(Stack::of_user_agent(sent.as_bytes()), expected, "{sent}");
        }
    }
}
