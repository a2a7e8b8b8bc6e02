// SPDX-License-Identifier: CC0-1.0

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/**
 * Signs what OkHttp (3, 4 or 5; so Retrofit too) really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.
 *
 * <pre>new OkHttpClient.Builder().addNetworkInterceptor(new TmsigInterceptor(appId, sdkId, secretId, secretKey)).build()</pre>
 *
 * <p>As a network interceptor, not with {@code addInterceptor}: so it is asked anew for each redirect and each attempt on a
 * broken connection, and sees the request as it is sent. Add it last. Put the URL together with
 * {@code HttpUrl.Builder.addPathSegment} and {@code addQueryParameter}: whatever they leave plain is signed plain.
 * OkHttp before 4.6 does not follow a 307 after POST, PUT or DELETE.
 */
public final class TmsigInterceptor implements Interceptor {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final String appId, sdkId, secretId, secretKey, host;

    /** {@code sdkId} is null for an account that was assigned none. */
    public TmsigInterceptor(String appId, String sdkId, String secretId, String secretKey) {
        this(appId, sdkId, secretId, secretKey, "api.meeting.qq.com");
    }

    /** A request to another host than {@code host} passes without our headers. */
    public TmsigInterceptor(String appId, String sdkId, String secretId, String secretKey, String host) {
        this.appId = appId;
        this.sdkId = sdkId;
        this.secretId = secretId;
        this.secretKey = secretKey;
        this.host = host;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        HttpUrl url = request.url();
        if (!url.host().equals(host)) {
            return chain.proceed(request);
        }
        Request.Builder signed = request.newBuilder();
        String contentType = request.header("Content-Type"); // OkHttp has put that of the body there.
        if (contentType == null) {
            contentType = "application/json";
            signed.header("Content-Type", contentType);
        }
        byte[] body = new byte[0];
        if (request.body() != null && !isUpload(contentType)) { // An upload is not read: it may be long, and is not signed.
            Buffer buffer = new Buffer();
            request.body().writeTo(buffer);
            body = buffer.readByteArray();
            signed.method(request.method(), RequestBody.create(MediaType.parse(contentType), body)); // It may be written only once.
        }
        // encodedPath and encodedQuery are what is sent; query() would be decoded.
        String uri = url.encodedPath() + (url.encodedQuery() == null ? "" : "?" + url.encodedQuery());
        String nonce = String.valueOf(RANDOM.nextLong() >>> 1 | 1);
        String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
        signed.header("X-TC-Key", secretId).header("X-TC-Nonce", nonce).header("X-TC-Timestamp", timestamp)
            .header("X-TC-Registered", "1").header("AppId", appId)
            .header("X-TC-Signature", signature(secretId, secretKey, request.method(), uri, nonce, timestamp, contentType, body));
        if (sdkId != null && !sdkId.isEmpty()) {
            signed.header("SdkId", sdkId);
        }
        return chain.proceed(signed.build());
    }

    /** The value of X-TC-Signature; {@code uri} is path and query as sent, {@code body} the bytes as sent. */
    public static String signature(String secretId, String secretKey, String method, String uri, String nonce, String timestamp,
            String contentType, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
            String headerString = "X-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp;
            mac.update((method + "\n" + headerString + "\n" + uri + "\n").getBytes(UTF_8));
            if (!isUpload(contentType)) { // An upload is signed as if it had no body.
                mac.update(body);
            }
            StringBuilder hexDigest = new StringBuilder();
            for (byte octet : mac.doFinal()) {
                hexDigest.append(String.format("%02x", octet));
            }
            return Base64.getEncoder().encodeToString(hexDigest.toString().getBytes(UTF_8));
        } catch (GeneralSecurityException impossible) { // Every Java has HmacSHA256.
            throw new IllegalStateException(impossible);
        }
    }

    /** The whole media type counts: multipart/form-data-x is no upload. */
    private static boolean isUpload(String contentType) {
        return contentType.matches("(?is)[ \t]*multipart/form-data[ \t]*(;.*)?");
    }
}
