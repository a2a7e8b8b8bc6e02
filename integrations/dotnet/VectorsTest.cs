// SPDX-License-Identifier: CC0-1.0
//
// The golden vectors as NUnit tests (2.6 or later) of your own signer, or with XUNIT defined as xUnit tests. Copy this file and the folder
// vectors/ (`tmsig vectors copy`), and put your signer into Sign. TMSIG_VECTORS in the environment says where the vectors are.
//
// Run with NUnit 2.6.4 on Mono 6.8. NOT run with xUnit, nor on .NET 5 or later: Debian does not have them.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
#if XUNIT
using Xunit;
#else
using NUnit.Framework;
#endif

[DataContract]
public class Topic
{
    [DataMember(Name = "schema")] public string Schema;
    [DataMember(Name = "groups")] public Group[] Groups;
}

[DataContract]
public class Group
{
    [DataMember(Name = "credentials")] public Credentials Credentials;
    [DataMember(Name = "tests")] public Vector[] Tests;
}

[DataContract]
public class Credentials
{
    [DataMember(Name = "secret_id")] public string SecretId;
    [DataMember(Name = "secret_key")] public string SecretKey;
}

[DataContract]
public class SignedRequest
{
    [DataMember(Name = "method")] public string Method;
    [DataMember(Name = "uri")] public string Uri;
    [DataMember(Name = "headers")] public Dictionary<string, string> Headers;
    [DataMember(Name = "body")] public string Body;
    [DataMember(Name = "body_base64")] public string BodyBase64; // Bytes that are not UTF-8.
}

[DataContract]
public class Alternative
{
    [DataMember(Name = "signature")] public string Signature;
}

[DataContract]
public class Vector
{
    [DataMember(Name = "id")] public string Id;
    [DataMember(Name = "comment")] public string Comment;
    [DataMember(Name = "request")] public SignedRequest Request;
    [DataMember(Name = "result")] public string Result;
    [DataMember(Name = "string_to_sign")] public string StringToSign;
    [DataMember(Name = "signature")] public string Signature;
    [DataMember(Name = "alternatives")] public Alternative[] Alternatives;
    public Credentials Credentials;
}

#if !XUNIT
[TestFixture]
#endif
public class VectorsTest
{
    private static readonly Dictionary<string, Vector> Vectors = Read();

    /// <summary>Your signer.</summary>
    private static string Sign(string secretId, string secretKey, string method, string uri, string nonce, string timestamp,
        string contentType, byte[] body)
    {
        return TmsigSigner.Signature(secretId, secretKey, method, uri, nonce, timestamp, contentType, body);
    }

    private static Dictionary<string, Vector> Read()
    {
        string folder = Environment.GetEnvironmentVariable("TMSIG_VECTORS") ?? "vectors";
        var settings = new DataContractJsonSerializerSettings { UseSimpleDictionaryFormat = true };
        var serializer = new DataContractJsonSerializer(typeof(Topic), settings);
        var vectors = new Dictionary<string, Vector>();
        foreach (string file in Directory.GetFiles(folder, "*.json").OrderBy(name => name, StringComparer.Ordinal))
        {
            using (FileStream stream = File.OpenRead(file))
            {
                var topic = (Topic)serializer.ReadObject(stream);
                foreach (Group group in topic.Schema == "vectors.schema.json" ? topic.Groups : new Group[0])
                {
                    foreach (Vector vector in group.Tests.Where(vector => vector.Result != "invalid")) // That is for those who verify.
                    {
                        vector.Credentials = group.Credentials;
                        vectors.Add(vector.Id, vector);
                    }
                }
            }
        }
        return vectors;
    }

    public static IEnumerable<object[]> Ids()
    {
        // A run without vectors must not pass.
        return (Vectors.Count > 600 ? Vectors.Keys.ToArray() : new[] { "no vectors" }).Select(id => new object[] { id });
    }

#if XUNIT
    [Theory, MemberData(nameof(Ids))]
#else
    [TestCaseSource("Ids")]
#endif
    public void Judge(string id)
    {
        Vector vector = Vectors[id];
        var headers = new Dictionary<string, string>(vector.Request.Headers, StringComparer.OrdinalIgnoreCase);
        string contentType;
        headers.TryGetValue("Content-Type", out contentType);
        byte[] body = vector.Request.Body != null ? Encoding.UTF8.GetBytes(vector.Request.Body) : Convert.FromBase64String(vector.Request.BodyBase64);
        List<string> right = (vector.Alternatives ?? new Alternative[0]).Select(other => other.Signature).ToList();
        right.Add(vector.Signature);
        string got;
        try
        {
            got = Sign(vector.Credentials.SecretId, vector.Credentials.SecretKey, vector.Request.Method, vector.Request.Uri,
                headers["X-TC-Nonce"], headers["X-TC-Timestamp"], contentType ?? "", body);
        }
        catch (Exception) when (vector.Result == "acceptable")
        {
            return; // Where the sources are silent, a signer may refuse.
        }
        string message = vector.Comment + "\ngot " + got + ", expected " + string.Join(" or ", right) + "\nto be signed: " + vector.StringToSign;
#if XUNIT
        Assert.True(right.Contains(got), message);
#else
        Assert.That(right.Contains(got), message);
#endif
    }
}
