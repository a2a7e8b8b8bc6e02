// SPDX-License-Identifier: CC0-1.0
//
// The Tencent Meeting (腾讯会议) REST API request signature in C#, for .NET Framework 4.6, Mono, .NET 5 and later. Copy this file
// where you send requests by something else than HttpClient; for HttpClient there is TmsigHandler.cs.

using System;
using System.Security.Cryptography;
using System.Text;

public static class TmsigSigner
{
    /// <summary>The value of X-TC-Signature.</summary>
    /// <param name="method">In upper case.</param>
    /// <param name="uri">Path and query as sent: <c>Uri.PathAndQuery</c>, not <c>LocalPath</c>, which is decoded.</param>
    /// <param name="nonce">The value of X-TC-Nonce, a positive integer that is used once.</param>
    /// <param name="timestamp">The value of X-TC-Timestamp, UNIX seconds: <c>DateTimeOffset.UtcNow.ToUnixTimeSeconds()</c>.</param>
    /// <param name="contentType">The header as sent, or "".</param>
    /// <param name="body">The bytes as sent, empty for none.</param>
    public static string Signature(string secretId, string secretKey, string method, string uri, string nonce, string timestamp,
        string contentType, byte[] body)
    {
        // An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
        if (contentType.Split(';')[0].Trim(' ', '\t').Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            body = new byte[0];
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
}
