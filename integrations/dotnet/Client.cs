// SPDX-License-Identifier: CC0-1.0
//
// Lets `tmsig test` and `tmsig test --client` check TmsigHandler.cs, or with the argument `signer` the signer alone. Not to be copied.

using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using System.Web.Script.Serialization;

public static class Client
{
    private static readonly JavaScriptSerializer Json = new JavaScriptSerializer { MaxJsonLength = int.MaxValue };
    private static readonly Dictionary<string, HttpClient> Clients = new Dictionary<string, HttpClient>();
    private static bool isSigner;

    private static HttpClient ClientFor(Dictionary<string, object> message)
    {
        string[] account = new[] { "app_id", "sdk_id", "secret_id", "secret_key", "base_url" }.Select(name => (string)message[name]).ToArray();
        string key = string.Join("\n", account);
        HttpClient client;
        if (!Clients.TryGetValue(key, out client))
        {
            var inner = new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false };
            client = new HttpClient(new TmsigHandler(account[0], account[1], account[2], account[3], inner, account[4]));
            client.DefaultRequestHeaders.ExpectContinue = false;
            Clients[key] = client;
        }
        return client;
    }

    private static HttpContent ContentOf(Dictionary<string, object> call)
    {
        if (call["multipart"] != null)
        {
            var form = new MultipartFormDataContent();
            foreach (Dictionary<string, object> part in (IEnumerable)call["multipart"])
            {
                var content = new ByteArrayContent(Convert.FromBase64String((string)part["content_base64"]));
                if (part.ContainsKey("content_type"))
                {
                    content.Headers.ContentType = MediaTypeHeaderValue.Parse((string)part["content_type"]);
                }
                string disposition = "form-data; name=\"" + part["name"] + "\"";
                disposition += part.ContainsKey("filename") ? "; filename=\"" + part["filename"] + "\"" : "";
                content.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
                form.Add(content);
            }
            return form;
        }
        return call["json_text"] == null ? null : new StringContent((string)call["json_text"], Encoding.UTF8, "application/json");
    }

    private static async Task<int> Make(HttpClient client, string baseUrl, Dictionary<string, object> call)
    {
        string url = (string)call["path"];
        foreach (KeyValuePair<string, object> parameter in (Dictionary<string, object>)call["path_params"])
        {
            url = url.Replace("{" + parameter.Key + "}", Uri.EscapeDataString((string)parameter.Value));
        }
        string separator = "?";
        foreach (IList pair in (IEnumerable)call["query"])
        {
            url += separator + Uri.EscapeDataString((string)pair[0]) + "=" + Uri.EscapeDataString((string)pair[1]);
            separator = "&";
        }
        var method = new HttpMethod((string)call["method"]);
        Uri address = new Uri(baseUrl + url);
        for (int attempt = 0; ; attempt++)
        {
            var request = new HttpRequestMessage(method, address) { Content = ContentOf(call) };
            HttpResponseMessage response = await client.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            if ((int)response.StatusCode < 500 || attempt == 1)
            {
                return (int)response.StatusCode;
            }
            address = request.RequestUri; // Asked again where it led, it is signed again.
        }
    }

    private static async Task<object> Answer(Dictionary<string, object> message)
    {
        object seq;
        message.TryGetValue("seq", out seq);
        try
        {
            switch ((string)message["op"])
            {
                case "start":
                    Version version = typeof(HttpClient).Assembly.GetName().Version;
                    return new Dictionary<string, object> {
                        { "version", 1 }, { "name", isSigner ? "C# signer" : "DelegatingHandler of System.Net.Http " + version }, { "language", "c# on " + Runtime() },
                        { "ops", isSigner ? new[] { "sign" } : new[] { "sign", "call", "calls" } } };
                case "sign":
                    Func<string, string> text = name => (string)message[name];
                    byte[] body = Convert.FromBase64String(text("body_base64"));
                    string signature = isSigner
                        ? TmsigSigner.Signature(text("secret_id"), text("secret_key"), text("method"), text("uri"), text("nonce"), text("timestamp"), text("content_type"), body)
                        : TmsigHandler.Signature(text("secret_id"), text("secret_key"), text("method"), text("uri"), text("nonce"), text("timestamp"), text("content_type"), body);
                    return new Dictionary<string, object> { { "seq", seq }, { "signature", signature } };
                case "call":
                    return new Dictionary<string, object> { { "seq", seq }, { "status", await Make(ClientFor(message), (string)message["base_url"], message) } };
                case "calls":
                    HttpClient client = ClientFor(message);
                    int[] statuses = await Task.WhenAll(((IEnumerable)message["calls"]).Cast<Dictionary<string, object>>()
                        .Select(call => Make(client, (string)message["base_url"], call)));
                    return new Dictionary<string, object> { { "seq", seq }, { "statuses", statuses } };
                default:
                    return new Dictionary<string, object> { { "seq", seq }, { "error", "unknown op" } };
            }
        }
        catch (Exception error)
        {
            return new Dictionary<string, object> { { "seq", seq }, { "error", error.ToString() } };
        }
    }

    private static string Runtime()
    {
        Type mono = Type.GetType("Mono.Runtime");
        var name = mono == null ? null : mono.GetMethod("GetDisplayName", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static);
        return name == null ? ".NET " + Environment.Version : "Mono " + ((string)name.Invoke(null, null)).Split(' ')[0];
    }

    public static void Main(string[] arguments)
    {
        isSigner = arguments.Contains("signer");
        System.Net.ServicePointManager.DefaultConnectionLimit = 32;
        var utf8 = new UTF8Encoding(false);
        var lines = new StreamReader(Console.OpenStandardInput(), utf8);
        var answers = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true };
        for (string line; (line = lines.ReadLine()) != null;)
        {
            line = line.Replace("{\"\":", "{\"_\":"); // The serializer takes no empty name. The member json, where it stands, is not used.
            answers.Write(Json.Serialize(Answer(Json.Deserialize<Dictionary<string, object>>(line)).GetAwaiter().GetResult()) + "\n");
        }
        Environment.Exit(0);
    }
}
