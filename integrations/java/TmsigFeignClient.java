// SPDX-License-Identifier: CC0-1.0

import static java.nio.charset.StandardCharsets.UTF_8;

import feign.Client;
import feign.Request;
import feign.Response;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what Feign (10.5 or later) really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.
 *
 * <p>NOT run, and not compiled against the real library: Debian does not have Feign. Please check it with
 * {@code tmsig test --client} before you rely on it.
 *
 * <pre>Feign.builder().client(new TmsigFeignClient(new Client.Default(null, null), appId, sdkId, secretId, secretKey))
 *     .options(new Request.Options(10, TimeUnit.SECONDS, 60, TimeUnit.SECONDS, false)).target(…)</pre>
 *
 * <p>It stands around Feign's client and is no RequestInterceptor: that one is asked before the base URL and the queries are put
 * together. Feign's Retryer asks the client again, and so each attempt is signed. {@code false} stands for not following redirects: the
 * client would with the old signature; those within the API are followed here.
 */
public final class TmsigFeignClient implements Client {
    private final Client client;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final String appId, sdkId, secretId, secretKey, host;

    /** {@code sdkId} is null for an account that was assigned none. */
    public TmsigFeignClient(Client client, String appId, String sdkId, String secretId, String secretKey) {
        this(client, appId, sdkId, secretId, secretKey, "api.meeting.qq.com");
    }

    /** A request to another host than {@code host} passes without our headers. */
    public TmsigFeignClient(Client client, String appId, String sdkId, String secretId, String secretKey, String host) {
        this.client = client;
        this.appId = appId;
        this.sdkId = sdkId;
        this.secretId = secretId;
        this.secretKey = secretKey;
        this.host = host;
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        URI uri = URI.create(request.url());
        if (!host.equalsIgnoreCase(uri.getHost())) {
            return client.execute(request, options);
        }
        for (int hops = 0; ; hops++) {
            Response response = client.execute(signed(request, uri), options);
            Collection<String> locations = response.headers().get("Location"); // Feign's map of an answer takes any case.
            boolean isMoved = (response.status() == 307 || response.status() == 308) && locations != null && !locations.isEmpty();
            URI target = isMoved ? uri.resolve(locations.iterator().next()) : null;
            if (target == null || hops == 5 || !uri.getScheme().equalsIgnoreCase(target.getScheme())
                    || !uri.getRawAuthority().equalsIgnoreCase(target.getRawAuthority())) {
                return response;
            }
            response.close();
            uri = target; // The same again, elsewhere, and so with another signature.
        }
    }

    private Request signed(Request request, URI uri) {
        Map<String, Collection<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(request.headers());
        byte[] body = request.body() == null ? new byte[0] : request.body();
        headers.putIfAbsent("Content-Type", List.of("application/json"));
        String contentType = headers.get("Content-Type").iterator().next();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String nonce = String.valueOf(RANDOM.nextLong() >>> 1 | 1);
        String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
        headers.put("X-TC-Key", List.of(secretId));
        headers.put("X-TC-Nonce", List.of(nonce));
        headers.put("X-TC-Timestamp", List.of(timestamp));
        headers.put("X-TC-Registered", List.of("1"));
        headers.put("AppId", List.of(appId));
        if (sdkId != null && !sdkId.isEmpty()) {
            headers.put("SdkId", List.of(sdkId));
        }
        String method = request.httpMethod().name();
        headers.put("X-TC-Signature", List.of(signature(secretId, secretKey, method, target, nonce, timestamp, contentType, body)));
        return Request.create(request.httpMethod(), uri.toString(), headers, request.body(), request.charset(), request.requestTemplate());
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
