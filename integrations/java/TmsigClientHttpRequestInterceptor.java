// SPDX-License-Identifier: CC0-1.0

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Signs what Spring's RestTemplate or RestClient really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.
 *
 * <pre>restTemplate.getInterceptors().add(new TmsigClientHttpRequestInterceptor(appId, sdkId, secretId, secretKey));
 * RestClient.builder().requestInterceptor(new TmsigClientHttpRequestInterceptor(…)).build(); // Spring 6.1 or later</pre>
 *
 * <p>Add it last. Objects, maps for uploads and URI variables may be used: an interceptor is given the final URI and the bytes.
 * A value that is encoded already is encoded again in a String of a URL: use {@code {variables}}, or hand over a {@code URI}.
 * The request factory must not follow redirects, as it would with the old signature; those within the API are followed here. So with
 * SimpleClientHttpRequestFactory, override {@code prepareConnection} and call {@code connection.setInstanceFollowRedirects(false)}.
 *
 * <p>Run with RestTemplate of Spring 4.3.30. NOT run with RestClient, which needs Spring 6.1: Debian does not have it. It takes the same interface.
 */
public final class TmsigClientHttpRequestInterceptor implements ClientHttpRequestInterceptor {
    private static final SecureRandom RANDOM = new SecureRandom();
    private final String appId, sdkId, secretId, secretKey, host;

    /** {@code sdkId} is null for an account that was assigned none. */
    public TmsigClientHttpRequestInterceptor(String appId, String sdkId, String secretId, String secretKey) {
        this(appId, sdkId, secretId, secretKey, "api.meeting.qq.com");
    }

    /** A request to another host than {@code host} passes without our headers. */
    public TmsigClientHttpRequestInterceptor(String appId, String sdkId, String secretId, String secretKey, String host) {
        this.appId = appId;
        this.sdkId = sdkId;
        this.secretId = secretId;
        this.secretKey = secretKey;
        this.host = host;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws IOException {
        URI uri = request.getURI();
        if (!host.equalsIgnoreCase(uri.getHost())) {
            return execution.execute(request, body);
        }
        for (int hops = 0; ; hops++) {
            sign(request, uri, body);
            URI signed = uri;
            ClientHttpResponse response = execution.execute(new HttpRequestWrapper(request) {
                @Override
                public URI getURI() {
                    return signed;
                }
            }, body);
            int status = response.getStatusCode().value();
            URI location = status == 307 || status == 308 ? response.getHeaders().getLocation() : null;
            URI target = location == null ? null : uri.resolve(location);
            if (target == null || !sameOrigin(uri, target) || hops == 5) {
                return response;
            }
            response.close();
            uri = target; // The same again, elsewhere, and so with another signature.
        }
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme()) && one.getRawAuthority().equalsIgnoreCase(other.getRawAuthority());
    }

    private void sign(HttpRequest request, URI uri, byte[] body) {
        HttpHeaders headers = request.getHeaders();
        String contentType = headers.getFirst("Content-Type");
        if (contentType == null) {
            contentType = "application/json";
            headers.set("Content-Type", contentType);
        }
        // getRawPath and getRawQuery are what is sent; getPath and getQuery would be decoded.
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String nonce = String.valueOf(RANDOM.nextLong() >>> 1 | 1);
        String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
        headers.set("X-TC-Key", secretId);
        headers.set("X-TC-Nonce", nonce);
        headers.set("X-TC-Timestamp", timestamp);
        headers.set("X-TC-Registered", "1");
        headers.set("AppId", appId);
        if (sdkId != null && !sdkId.isEmpty()) {
            headers.set("SdkId", sdkId);
        }
        headers.set("X-TC-Signature", signature(
            secretId, secretKey, request.getMethod().name(), target, nonce, timestamp, contentType, body));
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
