//! What is left to look at where the signature is right and the vendor refuses
//! the request all the same.

use super::Advice;
use crate::language::Text;

/// In the order in which they are most often the cause.
pub(super) static LEFT_TO_CHECK: [Advice; 5] = [
    Advice {
        id: "key-of-the-console",
        title: Text {
            en: "the SecretKey used here is the one the code signs with; the console may hold another one",
            zh: "这里使用的 SecretKey 与代码一致，但控制台中的可能已经不同",
        },
        remedy: Text {
            en: "Copy SecretId and SecretKey of this very app from the console again, see that the app is enabled, and run the doctor with them.",
            zh: "从控制台重新复制该应用的 SecretId 和 SecretKey，确认应用已启用，再用它们运行一次诊断。",
        },
    },
    Advice {
        id: "sent-as-recorded",
        title: Text {
            en: "what is shown here may not be what went over the wire: a log is written before the HTTP client sends",
            zh: "这里给出的内容可能不是实际发送的内容：日志往往在 HTTP 客户端发送之前写出",
        },
        remedy: Text {
            en: "Let the program send to `tmsig serve` once: it judges the bytes that arrive.",
            zh: "让程序向 `tmsig serve` 发送一次，它按实际收到的字节判断。",
        },
    },
    Advice {
        id: "proxy-between",
        title: Text {
            en: "a gateway or proxy on the way may change method, URI, headers or body",
            zh: "途中的网关或代理可能改动了请求方法、URI、请求头或请求体",
        },
        remedy: Text {
            en: "Send the same request without it, or compare what it passes on with what it got.",
            zh: "绕过它发送同一请求，或比较它转发前后的内容。",
        },
    },
    Advice {
        id: "clock-and-nonce",
        title: Text {
            en: "the timestamp must be within 5 minutes of the server's clock (else 190300), the nonce new (else 190301)",
            zh: "时间戳与服务端时钟相差不能超过 5 分钟（否则 190300），随机数不能重复（否则 190301）",
        },
        remedy: Text {
            en: "Set the clock, and sign every request and every retry anew.",
            zh: "校准时钟；每个请求、每次重试都重新签名。",
        },
    },
    Advice {
        id: "other-code",
        title: Text {
            en: "the answer may hold another code than 200003",
            zh: "返回的错误码可能并不是 200003",
        },
        remedy: Text {
            en: "`tmsig explain CODE` tells what it means.",
            zh: "用 `tmsig explain 错误码` 查看含义。",
        },
    },
];
