// SPDX-License-Identifier: CC0-1.0
//
// A wrong signer in the place of TmsigSigner.cs, to show that the tests fail it: base64 of the raw digest, without the 64 hex
// characters. Not to be copied.

using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

public static class TmsigSigner
{
    public static string Signature(string secretId, string secretKey, string method, string uri, string nonce, string timestamp,
        string contentType, byte[] body)
    {
        string head = method + "\nX-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp + "\n" + uri + "\n";
        using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey)))
        {
            return Convert.ToBase64String(hmac.ComputeHash(Encoding.UTF8.GetBytes(head).Concat(body).ToArray()));
        }
    }
}
