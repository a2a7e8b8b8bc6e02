//! What is signed as the method.

use crate::request::Request;

choices! {
    /// What is signed as the method.
    MethodChoice at Method;
    /// The method as sent.
    AsSent;
    LowerCase {
        id: "method-lower-case",
        weight: 20,
        title: "the method is signed in lower case" | "签名串中的 HTTP 方法用了小写",
        remedy: "Sign the method in upper case, as it is sent: GET, POST, PUT, DELETE."
            | "签名串中的 HTTP 方法必须大写，与实际发送的一致：GET、POST、PUT、DELETE。",
        example: "get instead of GET",
        source: "2 of 58 public signers",
    }
    IsGet {
        id: "method-is-get",
        weight: 20,
        title: "GET is signed, whatever method is sent" | "无论实际用什么 HTTP 方法，签名串里都是 GET",
        remedy: "Sign the method that is sent: make it a parameter of the signing function instead of writing GET into it."
            | "签名串中的 HTTP 方法必须与实际发送的一致：把它作为参数传给签名函数，不要写死成 GET。",
        example: "String toSign = \"GET\\n\" + headers + \"\\n\" + uri + \"\\n\" + body;",
        source: "4 of 58 public signers sign another method than they send",
    }
    IsPost {
        id: "method-is-post",
        weight: 20,
        title: "POST is signed, whatever method is sent" | "无论实际用什么 HTTP 方法，签名串里都是 POST",
        remedy: "Sign the method that is sent: make it a parameter of the signing function instead of writing POST into it."
            | "签名串中的 HTTP 方法必须与实际发送的一致：把它作为参数传给签名函数，不要写死成 POST。",
        example: "String toSign = \"POST\\n\" + headers + \"\\n\" + uri + \"\\n\" + body;",
        source: "4 of 58 public signers sign another method than they send",
    }
    MixedCase {
        id: "method-mixed-case",
        weight: 5,
        title: "the method is signed with only its first letter in upper case" | "签名串中的 HTTP 方法只有首字母大写",
        remedy: "Sign the method in upper case, as it is sent: GET, POST, PUT, DELETE."
            | "签名串中的 HTTP 方法必须大写，与实际发送的一致：GET、POST、PUT、DELETE。",
        example: "Get instead of GET",
        source: "",
    }
    IsPut {
        id: "method-is-put",
        weight: 3,
        title: "PUT is signed, whatever method is sent" | "无论实际用什么 HTTP 方法，签名串里都是 PUT",
        remedy: "Sign the method that is sent. A proxy or X-HTTP-Method-Override that turns POST into PUT comes after the signature: sign what leaves the client."
            | "签名串中的 HTTP 方法必须与实际发送的一致。代理或 X-HTTP-Method-Override 把 POST 改成 PUT 发生在签名之后，签名要用客户端实际发出的方法。",
        example: "PUT\\n… signed, POST sent",
        source: "",
    }
    IsDelete {
        id: "method-is-delete",
        weight: 3,
        title: "DELETE is signed, whatever method is sent" | "无论实际用什么 HTTP 方法，签名串里都是 DELETE",
        remedy: "Sign the method that is sent. Some calls that delete are a POST in this API: look the method up in the documentation of the call and use one value for both."
            | "签名串中的 HTTP 方法必须与实际发送的一致。部分删除类接口实际用的是 POST：请以接口文档为准，签名和发送使用同一个变量。",
        example: "DELETE\\n… signed, POST sent",
        source: "",
    }
    UpperCase {
        id: "method-upper-case",
        weight: 2,
        title: "the method is signed in upper case and sent in another" | "签名串中的 HTTP 方法是大写，实际发送的却不是大写",
        remedy: "Send the method in upper case. fetch() turns get, post, put and delete into upper case by itself, but sends 'patch' as it is."
            | "实际发送的 HTTP 方法也要大写。fetch() 会自动把 get、post、put、delete 转成大写，但 patch 会原样发送。",
        example: "fetch(url, { method: 'patch' })",
        source: "",
    }
    Empty {
        id: "method-empty",
        weight: 1,
        title: "an empty method is signed" | "签名串中的 HTTP 方法为空",
        remedy: "Sign the method that is sent, in upper case; the variable that should hold it was never set."
            | "签名串第一行必须是实际发送的 HTTP 方法（大写）；请检查保存方法名的变量是否没有赋值。",
        example: "\\nX-TC-Key=…",
        source: "",
    }
}

impl MethodChoice {
    pub(crate) fn apply(self, request: &Request<'_>) -> Vec<u8> {
        let method = request.method_bytes();
        match self {
            Self::AsSent => method.to_vec(),
            Self::LowerCase => method.to_ascii_lowercase(),
            Self::IsGet => b"GET".to_vec(),
            Self::IsPost => b"POST".to_vec(),
            Self::MixedCase => {
                let mut method = method.to_ascii_lowercase();
                if let Some(first) = method.first_mut() {
                    first.make_ascii_uppercase();
                }
                method
            }
            Self::IsPut => b"PUT".to_vec(),
            Self::IsDelete => b"DELETE".to_vec(),
            Self::UpperCase => method.to_ascii_uppercase(),
            Self::Empty => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_what_python_has_no_counterpart_for() {
        for (choice, sent, signed) in [
            (MethodChoice::IsGet, "POST", "GET"),
            (MethodChoice::IsPost, "GET", "POST"),
            (MethodChoice::IsPut, "POST", "PUT"),
            (MethodChoice::IsDelete, "POST", "DELETE"),
            (MethodChoice::UpperCase, "patch", "PATCH"),
            (MethodChoice::Empty, "GET", ""),
        ] {
            assert_eq!(choice.apply(&Request::new(sent, "/")), signed.as_bytes(), "{choice:?}");
        }
    }

    #[test]
    fn survives_anything() {
        let long = vec![b'g'; 200_000];
        for method in [&b""[..], b"\0", b"\xff\xfe", b"\"", b"%", b"\xc3\xa9t\xc3\xa9", &long] {
            for choice in MethodChoice::ALL {
                choice.apply(&Request::new(method, ""));
            }
        }
    }
}
