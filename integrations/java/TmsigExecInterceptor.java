// SPDX-License-Identifier: CC0-1.0

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Signs what Apache HttpClient 5 really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.
 *
 * <pre>HttpClients.custom().addExecInterceptorAfter(ChainElement.PROTOCOL.name(), "tmsig",
 *     new TmsigExecInterceptor(appId, sdkId, secretId, secretKey)).build()</pre>
 *
 * <p>After PROTOCOL: there the path and the entity are final, and it is asked anew for each redirect and each attempt. An
 * {@code HttpRequestInterceptor} could not read a body that can be read once only. Put the URL together with {@code URIBuilder}.
 */
public final class TmsigExecInterceptor implements ExecChainHandler {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final String appId, sdkId, secretId, secretKey, host;

    /** {@code sdkId} is null for an account that was assigned none. */
    public TmsigExecInterceptor(String appId, String sdkId, String secretId, String secretKey) {
        this(appId, sdkId, secretId, secretKey, "api.meeting.qq.com");
    }

    /** A request to another host than {@code host} passes without our headers. */
    public TmsigExecInterceptor(String appId, String sdkId, String secretId, String secretKey, String host) {
        this.appId = appId;
        this.sdkId = sdkId;
        this.secretId = secretId;
        this.secretKey = secretKey;
        this.host = host;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        // Another host, or the address of a proxy that the path does not belong to.
        if (!scope.route.getTargetHost().getHostName().equalsIgnoreCase(host)) {
            return chain.proceed(request, scope);
        }
        HttpEntity entity = request.getEntity();
        Header given = request.getFirstHeader("Content-Type");
        // That of the entity is put into the headers later, if none stands there.
        String contentType = given != null ? given.getValue() : entity != null ? entity.getContentType() : null;
        contentType = contentType == null ? "application/json" : contentType;
        request.setHeader("Content-Type", contentType);
        byte[] body = new byte[0];
        if (entity != null && !isUpload(contentType)) { // An upload is not read: it may be long, and is not signed.
            body = EntityUtils.toByteArray(entity);
            body = body == null ? new byte[0] : body;
            request.setEntity(new ByteArrayEntity(body, ContentType.parseLenient(contentType), entity.getContentEncoding(), entity.isChunked()));
        }
        String nonce = String.valueOf(RANDOM.nextLong() >>> 1 | 1);
        String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
        request.setHeader("X-TC-Key", secretId);
        request.setHeader("X-TC-Nonce", nonce);
        request.setHeader("X-TC-Timestamp", timestamp);
        request.setHeader("X-TC-Registered", "1");
        request.setHeader("AppId", appId);
        if (sdkId != null && !sdkId.isEmpty()) {
            request.setHeader("SdkId", sdkId);
        }
        // getRequestUri is path and query as sent.
        request.setHeader("X-TC-Signature", signature(
            secretId, secretKey, request.getMethod(), request.getRequestUri(), nonce, timestamp, contentType, body));
        return chain.proceed(request, scope);
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
