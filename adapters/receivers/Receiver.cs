// A receiver of Tencent Meeting event callbacks in C# 7 or later, for .NET and Mono, with the library they come with.
//
// Copy the first part into your program. `mcs Receiver.cs` compiles it for Mono; `mono Receiver.exe 8080` listens with the
// secrets of TMSIG_CALLBACK_TOKEN and TMSIG_CALLBACK_AES_KEY, for `tmsig callback check http://127.0.0.1:8080/`; without a
// port the program is an adapter for `tmsig callback test -- mono Receiver.exe`.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;

public static class Receiver
{
    // ---- The receiver: copy this part ------------------------------------------------------------

    public const string Acknowledgement = "successfully received callback";

    private static readonly Encoding Utf8 = new UTF8Encoding(false, true);

    /// <summary>Why a callback is refused: the status to answer with.</summary>
    public sealed class Refused : Exception
    {
        public readonly int Status;

        public Refused(int status) : base("refused with " + status)
        {
            Status = status;
        }
    }

    /// <summary>The body to send with status 200 and nothing around it, and the event; null for the check of the URL.</summary>
    public sealed class Opened
    {
        public string Answer;
        public Dictionary<string, object> Event;
    }

    /// <summary>The SHA-1 of the four texts, sorted and joined.</summary>
    /// <remarks>
    /// What goes wrong in C#: Array.Sort(parts) sorts as words of the culture, as in the vendor's own example, where "a" comes
    /// before "B" and both come before "b". A third of all Tokens fail with it, and the others never do.
    /// </remarks>
    public static string Sign(string token, string timestamp, string nonce, string data)
    {
        string[] parts = { token, timestamp, nonce, data };
        Array.Sort(parts, StringComparer.Ordinal);
        using (SHA1 sha1 = SHA1.Create())
        {
            byte[] digest = sha1.ComputeHash(Utf8.GetBytes(string.Concat(parts)));
            return string.Concat(digest.Select(octet => octet.ToString("x2")));
        }
    }

    /// <summary>The plaintext of data. Verify the signature first.</summary>
    public static byte[] Decrypt(string encodingAesKey, string data)
    {
        byte[] raw = FromBase64(data);
        if (string.IsNullOrEmpty(encodingAesKey))
        {
            return raw;
        }
        if (raw.Length == 0)
        {
            throw new CryptographicException("no block");
        }
        using (Aes aes = Aes.Create())
        {
            aes.Key = FromBase64(encodingAesKey); // 32 bytes: not the 43 characters.
            aes.IV = aes.Key.Take(16).ToArray();
            aes.Mode = CipherMode.CBC;
            aes.Padding = PaddingMode.PKCS7; // Takes the padding off, and nothing more must be cut.
            using (ICryptoTransform decryptor = aes.CreateDecryptor())
            {
                return decryptor.TransformFinalBlock(raw, 0, raw.Length);
            }
        }
    }

    /// <summary>Decodes base64 with or without its "=": FromBase64String wants it, the vendor's own example has none.</summary>
    private static byte[] FromBase64(string text)
    {
        string letters = text.TrimEnd('=');
        return Convert.FromBase64String(letters + new string('=', (4 - letters.Length % 4) % 4));
    }

    /// <summary>Opens a request, or throws Refused.</summary>
    /// <remarks>
    /// query is the query as it arrived, without "?"; header looks a header up without regard to case, and returns null if it
    /// is not there. An event may come several times: tell repetitions by its trace_id, and do the work after answering.
    /// </remarks>
    public static Opened Open(string token, string encodingAesKey, string method, string query,
        Func<string, string> header, byte[] body)
    {
        bool isUrlCheck = method == "GET";
        if (!isUrlCheck && method != "POST")
        {
            throw new Refused(405);
        }
        string data = isUrlCheck ? CheckStr(query) : MemberData(body);
        string timestamp = Shaped(header("timestamp"), @"\A([0-9]{10}|[0-9]{13})\z");
        string nonce = Shaped(header("nonce"), @"\A[!-~]+\z");
        string signature = Shaped(header("signature"), @"\A[0-9a-f]{40}\z");
        Shaped(data, @"\A[A-Za-z0-9+/]+={0,2}\z");
        if (!IsSame(Sign(token, timestamp, nonce, data), signature))
        {
            throw new Refused(401);
        }
        int letters = data.TrimEnd('=').Length;
        if (letters % 4 == 1 || data.Length - letters > (4 - letters % 4) % 4)
        {
            throw new Refused(400);
        }
        string text;
        try
        {
            text = Utf8.GetString(Decrypt(encodingAesKey, data));
        }
        catch (Exception error) when (error is CryptographicException || error is ArgumentException)
        {
            throw new Refused(400);
        }
        return isUrlCheck
            ? new Opened { Answer = text }
            : new Opened { Answer = Acknowledgement, Event = ReadEvent(text) };
    }

    /// <summary>Takes the same time wherever the two differ; in .NET also CryptographicOperations.FixedTimeEquals.</summary>
    private static bool IsSame(string expected, string got)
    {
        int difference = expected.Length ^ got.Length;
        for (int at = 0; at < expected.Length && at < got.Length; at++)
        {
            difference |= expected[at] ^ got[at];
        }
        return difference == 0;
    }

    private static Dictionary<string, object> ReadEvent(string text)
    {
        Dictionary<string, object> read = ReadObject(text);
        object name, id, payload;
        read.TryGetValue("event", out name);
        read.TryGetValue("payload", out payload);
        if (!read.TryGetValue("trace_id", out id))
        {
            read.TryGetValue("unique_sequence", out id);
        }
        bool isEvent = name is string && (string)name != "" && id is string && (string)id != "" && payload is List<object>;
        return isEvent ? read : throw new Refused(400);
    }

    private static string Shaped(string text, string shape)
    {
        return text != null && Regex.IsMatch(text, shape) ? text : throw new Refused(400);
    }

    /// <summary>
    /// Decoded once, and not as a form (HttpUtility.UrlDecode): base64 holds "+" and no spaces. In ASP.NET Request.Query has
    /// decoded it already.
    /// </summary>
    private static string CheckStr(string query)
    {
        string[] values = query.Split('&').Where(pair => pair.StartsWith("check_str=", StringComparison.Ordinal)).ToArray();
        if (values.Length != 1)
        {
            throw new Refused(400);
        }
        return Uri.UnescapeDataString(values[0].Substring("check_str=".Length)).Replace(' ', '+');
    }

    private static string MemberData(byte[] body)
    {
        string text;
        try
        {
            text = Utf8.GetString(body);
        }
        catch (ArgumentException)
        {
            throw new Refused(400);
        }
        object data;
        ReadObject(text).TryGetValue("data", out data);
        return data as string ?? throw new Refused(400);
    }

    private static Dictionary<string, object> ReadObject(string text)
    {
        try
        {
            return new Json(text).Read() as Dictionary<string, object> ?? throw new Refused(400);
        }
        catch (FormatException)
        {
            throw new Refused(400);
        }
    }

    /// <summary>Answers a request of HttpListener; onEvent is called after the answer was sent.</summary>
    public static void Answer(HttpListenerContext context, string token, string encodingAesKey,
        Action<Dictionary<string, object>> onEvent)
    {
        HttpListenerResponse response = context.Response;
        Opened opened;
        try
        {
            var body = new MemoryStream();
            context.Request.InputStream.CopyTo(body);
            string[] target = context.Request.RawUrl.Split(new[] { '?' }, 2);
            opened = Open(token, encodingAesKey, context.Request.HttpMethod, target.Length > 1 ? target[1] : "",
                name => context.Request.Headers[name], body.ToArray());
        }
        catch (Refused refused)
        {
            response.StatusCode = refused.Status;
            response.Close();
            return;
        }
        byte[] answer = Utf8.GetBytes(opened.Answer);
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength64 = answer.Length;
        response.OutputStream.Write(answer, 0, answer.Length); // Not a StreamWriter: it may begin with a byte order mark.
        response.Close();
        if (opened.Event != null)
        {
            onEvent(opened.Event);
        }
    }

    // ---- The rest is for tmsig alone, but for the JSON reader ------------------------------------

    private static string Asked(Dictionary<string, object> message)
    {
        Func<string, string> text = name => message.ContainsKey(name) ? message[name] as string : null;
        string op = text("op"), token = text("token"), key = text("encoding_aes_key"), data = text("data");
        switch (op)
        {
            case "start":
                return "\"version\":1,\"name\":\"tmsig c# receiver\",\"language\":\"c#, runtime " + Environment.Version
                    + "\",\"ops\":[\"callback_sign\",\"callback_verify\",\"callback_decrypt\",\"callback_handle\"]";
            case "callback_sign":
            case "callback_verify":
                string signature = Sign(token, text("timestamp"), text("nonce"), data);
                return op == "callback_sign"
                    ? "\"signature\":\"" + signature + "\""
                    : "\"valid\":" + (signature == text("signature") ? "true" : "false");
            case "callback_decrypt":
                try
                {
                    return "\"plaintext_base64\":\"" + Convert.ToBase64String(Decrypt(key, data)) + "\"";
                }
                catch (Exception error) when (error is CryptographicException || error is FormatException)
                {
                    return "\"refused\":\"data\"";
                }
            case "callback_handle":
                break;
            default:
                return "\"error\":\"unknown op\"";
        }
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (List<object> pair in (List<object>)message["headers"])
        {
            var name = (string)pair[0];
            headers[name] = headers.ContainsKey(name) ? headers[name] + ", " + pair[1] : (string)pair[1];
        }
        string[] target = text("target").Split(new[] { '?' }, 2);
        try
        {
            Opened opened = Open(token, key, text("method"), target.Length > 1 ? target[1] : "",
                name => headers.ContainsKey(name) ? headers[name] : null, Convert.FromBase64String(text("body_base64")));
            return "\"status\":200,\"body_base64\":\"" + Convert.ToBase64String(Utf8.GetBytes(opened.Answer)) + "\"";
        }
        catch (Refused refused)
        {
            return "\"status\":" + refused.Status + ",\"body_base64\":\"\"";
        }
    }

    public static void Main(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            string token = Environment.GetEnvironmentVariable("TMSIG_CALLBACK_TOKEN");
            string key = Environment.GetEnvironmentVariable("TMSIG_CALLBACK_AES_KEY");
            var listener = new HttpListener();
            listener.Prefixes.Add("http://127.0.0.1:" + int.Parse(arguments[0]) + "/");
            listener.Start();
            for (;;)
            {
                HttpListenerContext context = listener.GetContext();
                ThreadPool.QueueUserWorkItem(_ => Answer(context, token, key, read => Console.WriteLine(read["event"])));
            }
        }
        var lines = new StreamReader(Console.OpenStandardInput(), Utf8);
        var output = new StreamWriter(Console.OpenStandardOutput(), Utf8) { AutoFlush = true, NewLine = "\n" };
        for (string line = lines.ReadLine(); line != null; line = lines.ReadLine())
        {
            var message = (Dictionary<string, object>)new Json(line).Read();
            string seq = message.ContainsKey("seq") ? "\"seq\":" + message["seq"] + "," : "";
            output.WriteLine("{" + seq + Asked(message) + "}");
        }
    }

    /// <summary>
    /// A small JSON reader (RFC 8259): objects are Dictionaries, arrays Lists, numbers Numbers. Use System.Text.Json where
    /// there is one.
    /// </summary>
    private sealed class Json
    {
        private const int Deepest = 100;
        private const string Escapes = "\"\\/bfnrt", Meanings = "\"\\/\b\f\n\r\t";
        private static readonly Regex Literal = new Regex(
            @"\G(?:(?<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|true|false|null)");

        private sealed class Number
        {
            public string Text;

            public override string ToString()
            {
                return Text;
            }
        }

        private readonly string source;
        private int at, depth;

        public Json(string source)
        {
            this.source = source;
        }

        public object Read()
        {
            object value = Value();
            Require(at == source.Length);
            return value;
        }

        private object Value()
        {
            object value;
            Require(++depth <= Deepest);
            if (Skip('{'))
            {
                var members = new Dictionary<string, object>();
                for (bool more = !Skip('}'); more; more = !Skip('}'))
                {
                    Require(members.Count == 0 || Skip(','));
                    Require(Skip('"'));
                    string name = Text();
                    Require(Skip(':'));
                    members[name] = Value();
                }
                value = members;
            }
            else if (Skip('['))
            {
                var items = new List<object>();
                for (bool more = !Skip(']'); more; more = !Skip(']'))
                {
                    Require(items.Count == 0 || Skip(','));
                    items.Add(Value());
                }
                value = items;
            }
            else if (Skip('"'))
            {
                value = Text();
            }
            else
            {
                Match literal = Literal.Match(source, at);
                Require(literal.Success);
                at += literal.Length;
                value = literal.Groups["number"].Success ? new Number { Text = literal.Value }
                    : literal.Value == "null" ? null : (object)(literal.Value == "true");
            }
            depth--;
            Space();
            return value;
        }

        private string Text()
        {
            var text = new StringBuilder();
            for (;;)
            {
                char next = Next();
                if (next == '"')
                {
                    Space();
                    return text.ToString();
                }
                Require(next >= ' ');
                if (next != '\\')
                {
                    text.Append(next);
                    continue;
                }
                char escape = Next();
                if (escape == 'u')
                {
                    Require(at + 4 <= source.Length && Regex.IsMatch(source.Substring(at, 4), @"\A[0-9A-Fa-f]{4}\z"));
                    text.Append((char)Convert.ToInt32(source.Substring(at, 4), 16));
                    at += 4;
                }
                else
                {
                    int meaning = Escapes.IndexOf(escape);
                    Require(meaning >= 0);
                    text.Append(Meanings[meaning]);
                }
            }
        }

        private char Next()
        {
            Require(at < source.Length);
            return source[at++];
        }

        private bool Skip(char expected)
        {
            Space();
            bool found = at < source.Length && source[at] == expected;
            at += found ? 1 : 0;
            return found;
        }

        private void Space()
        {
            while (at < source.Length && " \t\r\n".IndexOf(source[at]) >= 0)
            {
                at++;
            }
        }

        private static void Require(bool condition)
        {
            if (!condition)
            {
                throw new FormatException("not JSON");
            }
        }
    }
}
