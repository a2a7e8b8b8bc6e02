// SPDX-License-Identifier: CC0-1.0
//
// Signs what HttpClient really sends to the Tencent Meeting (腾讯会议) REST API: .NET Framework 4.6, Mono, .NET 5 and later. Copy this file.
//
//   var client = new HttpClient(new TmsigHandler(appId, sdkId, secretId, secretKey, new HttpClientHandler { AllowAutoRedirect = false }));
//   await client.PostAsync("https://api.meeting.qq.com/v1/meetings?userid=" + Uri.EscapeDataString(id),
//       new StringContent(json, Encoding.UTF8, "application/json"));
//
// With IHttpClientFactory: AddHttpMessageHandler, as the last one. PostAsJsonAsync and MultipartFormDataContent may be used: a handler sees
// the final URI and content. AllowAutoRedirect = false, as HttpClientHandler would follow with the old signature; those within the API are
// followed here. A Polly retry belongs outside of this handler, so that each attempt is signed.
// .NET sends no Content-Type without a content, and so none with GET.
//
// Run on Mono 6.8. NOT run on .NET 5 or later, nor on .NET Framework: Debian does not have them.

using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

public class TmsigHandler : DelegatingHandler
{
    private readonly string appId, sdkId, secretId, secretKey;
    private readonly Uri baseUri;

    /// <param name="sdkId">null for an account that was assigned none.</param>
    /// <param name="baseUri">A request to another host passes without our headers.</param>
    public TmsigHandler(string appId, string sdkId, string secretId, string secretKey, HttpMessageHandler inner,
        string baseUri = "https://api.meeting.qq.com") : base(inner)
    {
        this.appId = appId;
        this.sdkId = sdkId;
        this.secretId = secretId;
        this.secretKey = secretKey;
        this.baseUri = new Uri(baseUri);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        for (int hops = 0; IsOurs(request.RequestUri); hops++)
        {
            await Sign(request).ConfigureAwait(false);
            HttpResponseMessage response = await base.SendAsync(request, cancellation).ConfigureAwait(false);
            Uri location = response.Headers.Location;
            if (((int)response.StatusCode != 307 && (int)response.StatusCode != 308) || location == null || hops == 5)
            {
                return response;
            }
            Uri target = new Uri(request.RequestUri, location);
            if (!IsOurs(target))
            {
                return response;
            }
            response.Dispose();
            request.RequestUri = target; // The same again, elsewhere, and so with another signature.
        }
        return await base.SendAsync(request, cancellation).ConfigureAwait(false);
    }

    private bool IsOurs(Uri uri)
    {
        return Uri.Compare(uri, baseUri, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
    }

    private async Task Sign(HttpRequestMessage request)
    {
        string method = request.Method.Method.ToUpperInvariant();
        if (request.Content == null && method != "GET" && method != "HEAD")
        {
            request.Content = new ByteArrayContent(new byte[0]); // So that the Content-Type is sent.
        }
        if (request.Content != null && request.Content.Headers.ContentType == null)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        string contentType = request.Content == null ? "" : request.Content.Headers.ContentType.ToString();
        byte[] body = new byte[0];
        if (request.Content != null && !IsUpload(contentType)) // An upload is not read: it may be long, and is not signed.
        {
            body = await request.Content.ReadAsByteArrayAsync().ConfigureAwait(false); // It is kept, and can be sent after that.
        }
        byte[] random = new byte[8];
        using (var generator = RandomNumberGenerator.Create())
        {
            generator.GetBytes(random);
        }
        string nonce = ((BitConverter.ToInt64(random, 0) & long.MaxValue) | 1).ToString();
        string timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString();
        // PathAndQuery is what is sent; LocalPath would be decoded.
        string signature = Signature(secretId, secretKey, method, request.RequestUri.PathAndQuery, nonce, timestamp, contentType, body);
        Set(request, "X-TC-Key", secretId);
        Set(request, "X-TC-Nonce", nonce);
        Set(request, "X-TC-Timestamp", timestamp);
        Set(request, "X-TC-Registered", "1");
        Set(request, "X-TC-Signature", signature);
        Set(request, "AppId", appId);
        if (!string.IsNullOrEmpty(sdkId))
        {
            Set(request, "SdkId", sdkId);
        }
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>The value of X-TC-Signature; <c>uri</c> is path and query as sent, <c>body</c> the bytes as sent.</summary>
    public static string Signature(string secretId, string secretKey, string method, string uri, string nonce, string timestamp,
        string contentType, byte[] body)
    {
        if (IsUpload(contentType))
        {
            body = new byte[0]; // An upload is signed as if it had no body.
        }
        string headerString = "X-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp;
        byte[] head = Encoding.UTF8.GetBytes(method + "\n" + headerString + "\n" + uri + "\n");
        byte[] message = new byte[head.Length + body.Length];
        head.CopyTo(message, 0);
        body.CopyTo(message, head.Length);
        using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey)))
        {
            // The digest is first written as 64 hex characters, and these go into base64.
            string hexDigest = BitConverter.ToString(hmac.ComputeHash(message)).Replace("-", "").ToLowerInvariant();
            return Convert.ToBase64String(Encoding.ASCII.GetBytes(hexDigest));
        }
    }

    /// <summary>The whole media type counts: multipart/form-data-x is no upload.</summary>
    private static bool IsUpload(string contentType)
    {
        return contentType.Split(';')[0].Trim(' ', '\t').Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
    }
}
